"""The end of the work on a case: sent, closed, opened again, removed; and what was kept of each."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import streamlit as st

from denialops.config import load_settings
from denialops.services.records import CaseView, ClosedInfo, SentInfo
from denialops.ui import pages, session
from denialops.ui.chips import counted, day, moment, money, plain
from denialops.ui.intake import FILE_TYPES, as_upload
from denialops.ui.problems import NOTICE, act, say
from denialops.ui.signing import show_points
from denialops.ui.words import CHANNELS, OUTCOMES, in_words


def show_actions(view: CaseView) -> None:
    status, case_id = view.row.status, view.row.case_id
    if view.sent:
        _show_sent(case_id, view.sent)
    if view.closed:
        _show_closed(view.closed)
    if status == "review":
        _ask_sent(view)
    if status in ("review", "sent", "failed"):
        _ask_outcome(case_id)
    with st.container(horizontal=True, key="life_buttons"):
        if status in ("sent", "closed"):
            st.button("Open again", key="reopen", icon=":material/undo:", on_click=_reopen, args=(case_id,))
        if status == "review":
            st.button(
                "Read the letter again", key="reread", icon=":material/refresh:", on_click=_reread, args=(case_id,),
                help="Starts from the file. What people corrected and wrote stays.",
            )  # fmt: skip
        st.button(
            "Remove the case", key="remove", icon=":material/delete:", on_click=_remove, args=(case_id,),
            help=f"Takes it off every list. It can be restored for {load_settings().undo_days} days.",
        )  # fmt: skip


def show_removed(view: CaseView) -> None:
    """On top of a removed case: when, and the way back; of a joined one the way to where its letter goes on."""
    if view.moved_to:
        _show_moved(view)
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"removed_{view.row.case_id}"):
        st.markdown(
            f":red-badge[:material/delete: Removed] {moment(view.row.removed_at)}. "
            f"It can be restored for {load_settings().undo_days} days."
        )
        st.button(
            "Restore the case",
            key=f"restore_{view.row.case_id}",
            type="primary",
            icon=":material/undo:",
            on_click=_restore,
            args=(view.row.case_id,),
        )


def _show_moved(view: CaseView) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"moved_{view.row.case_id}"):
        whose = plain(view.row.patient or view.row.filename)
        st.markdown(f":blue-badge[:material/link: Joined] {whose}: this file goes on in the case of the same claim.")
        st.page_link(
            pages.CASE, label="**Open that case**", icon=":material/folder_open:",
            query_params={"case": view.moved_to},
        )  # fmt: skip


def _show_sent(case_id: str, sent: SentInfo) -> None:
    number = f", confirmation {plain(sent.confirmation)}" if sent.confirmation else ", no confirmation number"
    proof = ", proof kept" if sent.proof_document_id else ", no proof file"
    st.success(
        f"Sent on {day(sent.sent_on)} by {in_words(sent.channel, CHANNELS)}{number}{proof}. "
        f"Entered by {plain(sent.actor)}.",
        icon=":material/outgoing_mail:",
    )
    if sent.proof_document_id:
        st.download_button(
            "Proof of sending", lambda: session.services().original(case_id, sent.proof_document_id).data,
            session.services().original(case_id, sent.proof_document_id).filename,
            key="download_proof", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _show_closed(closed: ClosedInfo) -> None:
    amount = f": {money(closed.amount)}" if closed.amount is not None else ""
    words = in_words(closed.outcome, OUTCOMES)
    st.info(
        f"Closed: {words}{plain(amount)}. Entered by {plain(closed.actor)}, {moment(closed.at)}.",
        icon=":material/task_alt:",
    )


def _ask_sent(view: CaseView) -> None:
    case_id = view.row.case_id
    st.subheader("Mark as sent", anchor=False)
    with st.form("sent_form"):
        when, how, number = st.columns(3)
        when.date_input(
            "Date sent", value=view.case.today, max_value=view.case.today, format="MM/DD/YYYY", key=f"sent_on_{case_id}"
        )
        how.selectbox("How", list(CHANNELS), format_func=CHANNELS.__getitem__, key=f"channel_{case_id}")
        number.text_input("Confirmation or tracking number", key=f"confirmation_{case_id}", max_chars=80)
        st.file_uploader("Proof: fax report, receipt, portal screen", type=FILE_TYPES, key=f"proof_{case_id}")
        if view.open_points and not view.signed:
            show_points(view)
            st.checkbox(
                f"I sign for {counted(len(view.open_points), 'open point')} of this letter", key=f"signs_{case_id}"
            )
        version = view.case.draft.version if view.case.draft else 0
        st.form_submit_button(
            "Mark as sent", key="mark_sent", type="primary", on_click=_mark_sent, args=(case_id, version)
        )


def _ask_outcome(case_id: str) -> None:
    st.subheader("Close with the outcome", anchor=False)
    with st.form("close_form"):
        outcome, amount = st.columns(2)
        outcome.selectbox("Outcome", list(OUTCOMES), format_func=OUTCOMES.__getitem__, key=f"outcome_{case_id}")
        amount.text_input("Amount paid, $", key=f"amount_{case_id}", placeholder="1,840.00")
        st.form_submit_button("Close the case", key="close", on_click=_close, args=(case_id,))


def _mark_sent(case_id: str, version: int) -> None:
    file = st.session_state[f"proof_{case_id}"]
    if st.session_state.get(f"signs_{case_id}"):
        act(session.services().sign_off, case_id, version=version, actor=session.actor())
        if NOTICE in st.session_state:
            return
    act(
        session.services().mark_sent,
        case_id,
        sent_on=st.session_state[f"sent_on_{case_id}"],
        channel=st.session_state[f"channel_{case_id}"],
        confirmation=st.session_state[f"confirmation_{case_id}"].strip(),
        proof=as_upload(file) if file else None,
        actor=session.actor(),
    )
    say("Marked as sent")


def _close(case_id: str) -> None:
    entered = st.session_state[f"amount_{case_id}"].replace("$", "").replace(",", "").strip()
    try:
        amount = Decimal(entered) if entered else None
    except InvalidOperation:
        st.session_state[NOTICE] = {"code": "invalid_value", "message": "", "hint": "Write the amount like 1,840.00."}
        return
    act(
        session.services().close,
        case_id,
        outcome=st.session_state[f"outcome_{case_id}"],
        amount=amount,
        actor=session.actor(),
    )
    say("Case closed")


def _reopen(case_id: str) -> None:
    act(session.services().reopen, case_id, actor=session.actor())
    say("Case is open again")


def _reread(case_id: str) -> None:
    act(session.services().rerun, case_id, actor=session.actor())


def _remove(case_id: str) -> None:
    act(session.services().remove, case_id, actor=session.actor())


def _restore(case_id: str) -> None:
    act(session.services().restore, case_id, actor=session.actor())
    say("Case restored")
