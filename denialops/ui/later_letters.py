"""More than one letter of a claim: the ones the case has, the way to add a later one, and cases found for one claim."""

from __future__ import annotations

import streamlit as st

from denialops.domain.facts import Facts
from denialops.services.records import CaseView, MatchView
from denialops.ui import pages, session
from denialops.ui.chips import is_day, plain, shown
from denialops.ui.intake import FILE_TYPES, as_upload
from denialops.ui.problems import NOTICE, act, say
from denialops.ui.words import DOCUMENT_KINDS, in_words

REASONS = {
    "claim_number": "the same claim number",
    "member_and_dates": "the same member and days of service",
}
FAVOURABLE = frozenset({"approval_notice", "appeal_decision"})


def show_matches(view: CaseView) -> None:
    """Each case opened before for the same claim; a person decides."""
    for match in view.matches if not view.row.removed_at else ():
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"match_{match.case_id}"):
            whose = f" ({plain(match.patient)}, {plain(match.payer)})" if match.patient else ""
            st.markdown(
                f":blue-badge[:material/link: Same claim?] Case {match.number}{whose} "
                f"has {REASONS[match.reason]}. Is this a later letter of it?"
            )
            _show_ways(view.row.case_id, match)


def show_resolution(view: CaseView) -> None:
    """The answer to the appeal is favourable: nothing is left to file, so the case can be closed."""
    routing = view.case.routing
    is_open = view.row.status == "review" and bool(view.case.earlier)
    if not is_open or not routing or routing.is_denial is not False or routing.document_kind.value not in FAVOURABLE:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="resolution"):
        st.markdown(
            ":green-badge[:material/task_alt: In your favour] The later letter denies nothing any more. "
            "Close the case once the payment or approval is in order; other outcomes are on the tab Actions."
        )
        st.button(
            "Close as paid", key="close_as_paid", type="primary", icon=":material/done_all:",
            on_click=_close, args=(view.row.case_id,),
        )  # fmt: skip


def show_letters(view: CaseView) -> None:
    """Every letter of the claim, the oldest first, with what each decided and why."""
    if not view.case.earlier:
        return
    st.markdown("**Letters of this claim**")
    rows = [_letter_row(letter.facts) for letter in view.case.earlier] + [_letter_row(view.case.facts)]
    st.markdown("\n".join(("| Notice of | What it is | Reason given |", "|---|---|---|", *rows)))
    if view.row.removed_at:
        return
    st.button(
        "The last one is about another claim: give it its own case", key="detach_letter", icon=":material/link_off:",
        on_click=_detach, args=(view.row.case_id,),
        help="Undoes the joining. What was corrected in that letter goes with it; the letter before it counts again.",
    )  # fmt: skip


def show_attaching(view: CaseView) -> None:
    """The way in for the payer's next letter."""
    st.subheader("Add a later letter for this claim", anchor=False)
    st.caption(
        "A decision on the appeal, an external review, an approval. It is read like any letter; "
        "the earlier ones stay with the case, and deadlines run from the new one."
    )
    with st.form("later_form", clear_on_submit=True):
        st.file_uploader("Later letter", type=FILE_TYPES, key=f"later_{view.row.case_id}")
        st.form_submit_button("Add and read it", key="attach_letter", on_click=_attach, args=(view.row.case_id,))


def _show_ways(case_id: str, match: MatchView) -> None:
    st.page_link(
        pages.CASE, label=f"Open case {match.number}", icon=":material/folder_open:",
        query_params={"case": match.case_id},
    )  # fmt: skip
    st.button(
        f"Add it to case {match.number}", key=f"join_{match.case_id}", icon=":material/link:", type="primary",
        on_click=_join, args=(case_id, match.case_id),
    )  # fmt: skip
    st.button(
        "Keep apart", key=f"apart_{match.case_id}", icon=":material/link_off:",
        on_click=_keep_apart, args=(case_id, match.case_id),
    )  # fmt: skip


def _letter_row(facts: Facts) -> str:
    dated, kind = facts.value("denial_date") or "", facts.value("document_kind") or ""
    when = shown("denial_date", dated) if is_day(dated) else "no date found"
    reason = plain(facts.value("denial_reason_quote") or "")
    return f"| {plain(when)} | {in_words(kind, DOCUMENT_KINDS) if kind else ''} | {reason} |"


def _attach(case_id: str) -> None:
    file = st.session_state[f"later_{case_id}"]
    if not file:
        st.session_state[NOTICE] = {"code": "empty_file", "message": "", "hint": "Choose a file first."}
        return
    act(session.services().attach_letter, case_id, as_upload(file), actor=session.actor())
    say("Added. The letter is being read")


def _detach(case_id: str) -> None:
    own_id = act(session.services().detach_letter, case_id, actor=session.actor())
    if own_id:
        st.query_params["case"] = own_id
    say("This letter has its own case now")


def _join(case_id: str, other_id: str) -> None:
    act(session.services().join_case, case_id, other_id, actor=session.actor())
    if NOTICE not in st.session_state:
        st.query_params["case"] = other_id
    say("Added to the earlier case")


def _keep_apart(case_id: str, other_id: str) -> None:
    act(session.services().keep_apart, case_id, other_id, actor=session.actor())
    say("Kept apart")


def _close(case_id: str) -> None:
    act(session.services().close, case_id, outcome="paid", amount=None, actor=session.actor())
    say("Case closed")
