"""Electronic remittances in the drop zone: what became of the claims of each file."""

from __future__ import annotations

import streamlit as st

from denialops.domain.remittance.segments import Problem
from denialops.services.records import Upload
from denialops.services.remittances import RemittanceOpened
from denialops.ui import pages, session
from denialops.ui.chips import counted, plain
from denialops.ui.problems import act

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
