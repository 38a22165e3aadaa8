"""Electronic remittances: what became of the claims of each file, and where a remittance of a case came from."""

from __future__ import annotations

from functools import partial

import streamlit as st

from denialops.domain.remittance.segments import Problem
from denialops.services.records import ExhibitView, Upload
from denialops.services.remittances import RemittanceOpened
from denialops.ui import pages, session
from denialops.ui.chips import counted, plain
from denialops.ui.problems import act, say

FEW = 5
"""So many new cases are followed on the page itself; the others wait in the work list."""
SHOWN_PROBLEMS = 50


def take_remittance(upload: Upload) -> tuple[str, ...]:
    """Takes in every denied claim; gives back the first new cases."""
    done = act(session.services().open_remittance, upload, actor=session.actor())
    if done is None:
        return ()
    st.session_state.setdefault("remittances", []).append((upload.filename, done))
    return done.opened[:FEW]


def show_remittances() -> None:
    """A summary a file, the newest first."""
    taken: list[tuple[str, RemittanceOpened]] = st.session_state.get("remittances", [])
    for number, (filename, done) in reversed(list(enumerate(taken))):
        with st.container(border=True, key=f"remittance_{number}"):
            st.markdown(f":green-badge[:material/receipt_long: Remittance] **{plain(filename)}**  \n{_counts(done)}")
            _show_fates(done)
            _show_problems(done.problems, key=f"remittance_problems_{number}")


def show_origin(case_id: str, exhibit: ExhibitView) -> None:
    """Of a remittance: the way to undo its joining, and the file that it is a part of."""
    if not exhibit.is_joined and not exhibit.whole:
        return
    with st.container(horizontal=True, key=f"origin_{exhibit.document_id}"):
        if exhibit.is_joined:
            st.button(
                "Not this claim: give it its own case", key=f"detach_{exhibit.document_id}", type="tertiary",
                icon=":material/link_off:", on_click=_detach, args=(case_id, exhibit.document_id),
            )  # fmt: skip
        if exhibit.whole:
            st.download_button(
                "Whole file as it came", partial(_whole, case_id, exhibit.document_id), exhibit.whole,
                key=f"whole_{exhibit.document_id}", icon=":material/download:", on_click="ignore", type="tertiary",
                help="It tells of other patients as well, so it never goes into the packet.",
            )  # fmt: skip


def _whole(case_id: str, document_id: str) -> bytes:
    return session.services().whole_file(case_id, document_id).data


def _detach(case_id: str, document_id: str) -> None:
    act(session.services().detach_remittance, case_id, document_id, actor=session.actor())
    say("The remittance has its own case now")


def _counts(done: RemittanceOpened) -> str:
    rest = f"; {counted(done.skipped_paid, 'claim')} without a denial left out" if done.skipped_paid else ""
    return f"{counted(done.claims, 'claim')}, {done.denied} denied{rest}"


def _show_fates(done: RemittanceOpened) -> None:
    st.markdown("\n".join(f"- {line}" for line in _fates(done)) or "Nothing in this file is denied.")
    if done.opened:
        st.page_link(pages.WORK_LIST, label="See them in the work list", icon=":material/view_list:")
    for case_id in (*done.joined[:FEW], *done.duplicates[:FEW]):
        label = "Open the case it was added to" if case_id in done.joined else "Open the case that has it"
        st.page_link(pages.CASE, label=label, icon=":material/folder_open:", query_params={"case": case_id})


def _fates(done: RemittanceOpened) -> list[str]:
    lines = []
    if done.opened:
        lines.append(f"**{counted(len(done.opened), 'case')}** opened, one a denied claim")
    if done.joined:
        lines.append(f"**{counted(len(done.joined), 'case')}** open for the same claim: the remittance was added")
    if done.duplicates:
        lines.append(f"**{counted(len(done.duplicates), 'case')}** had this remittance already")
    return lines


def _show_problems(problems: tuple[Problem, ...], *, key: str) -> None:
    if not problems:
        return
    with st.expander(f"{counted(len(problems), 'place')} in the file not in order", icon=":material/warning:", key=key):
        st.caption("The rest was read. Nothing was corrected.")
        lines = [f"- Line {p.line}, segment {p.segment}: {plain(p.words)}" for p in problems[:SHOWN_PROBLEMS]]
        st.markdown("\n".join(lines))
        if len(problems) > SHOWN_PROBLEMS:
            st.caption(f"{len(problems) - SHOWN_PROBLEMS} more are not shown.")
