"""What a notice must have and whether this one has it, by weight, with quote, law and a way into the letter."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from denialops.domain.routing import Defect
from denialops.services.records import CaseView
from denialops.ui import session
from denialops.ui.chips import counted, plain
from denialops.ui.evidence import show_button
from denialops.ui.problems import act, say
from denialops.ui.words import LAW

WEIGHTS = {
    "H": "Can change the route",
    "M": "A strong argument",
    "L": "Supports the case",
}
ANSWERS = {
    "not_found": ":orange-badge[:material/search_off: not found in this letter]",
    "cannot_judge": ":gray-badge[:material/help: cannot be judged: ask the payer]",
    "present": ":green-badge[:material/check: in the letter]",
}
OTHERWISE = ":red-badge[:material/warning: the letter says otherwise]"


def show_defects(view: CaseView) -> None:
    """Nothing is said of a document that denies nothing or whose rules are not known."""
    asked = [row for row in view.case.routing.defects if row.answer != "not_applicable"] if view.case.routing else []
    if not asked:
        return
    st.subheader("What the notice must have", anchor=False)
    st.caption(_summary(asked))
    _show_consequences(asked)
    for severity, words in WEIGHTS.items():
        rows = [row for row in asked if row.severity == severity]
        gaps = [row for row in rows if row.answer == "not_found"]
        if rows:
            title = f"{words}: {counted(len(gaps), 'gap')} in {counted(len(rows), 'element')}"
            with st.expander(title, expanded=bool(gaps) and severity == "H", key=f"defects_{severity}"):
                for row in sorted(rows, key=_order):
                    _show_defect(view, row)


def _summary(asked: Iterable[Defect]) -> str:
    answers = [row.answer for row in asked]
    return (
        f"{answers.count('present')} found, {answers.count('not_found')} not found in this letter, "
        f"{answers.count('cannot_judge')} cannot be judged from it. "
        "Pages or enclosures may be missing: a gap is a question to the payer, not a verdict."
    )


def _show_consequences(asked: Iterable[Defect]) -> None:
    for words in dict.fromkeys(row.consequence for row in asked if row.consequence):
        with st.container(border=True):
            st.markdown(f":material/gavel: **What can follow**  \n{plain(words)}")


def _order(defect: Defect) -> tuple[int, bool]:
    """Gaps first, and among them those that the letter itself contradicts."""
    return list(ANSWERS).index(defect.answer), not defect.is_contrary


def _show_defect(view: CaseView, defect: Defect) -> None:
    with st.container(border=True, key=f"defect_{defect.rule_id}"):
        chip = OTHERWISE if defect.is_contrary else ANSWERS[defect.answer]
        st.markdown(f"**{plain(defect.element[:1].upper() + defect.element[1:])}** {chip}")
        if defect.evidence:
            st.markdown(f"> {plain(defect.evidence.quote)}")
        if defect.note:
            st.markdown(plain(defect.note))
        st.caption(f"{defect.rule_id} · {plain(defect.citation)} ({LAW.get(defect.status, defect.status)})")
        with st.container(horizontal=True, key=f"defect_ways_{defect.rule_id}"):
            show_button(view, defect.quoted, key=f"show_defect_{defect.rule_id}")
            if defect.can_be_drafted and view.case.draft:
                st.button(
                    "Put into the letter", key=f"draft_defect_{defect.rule_id}", icon=":material/playlist_add:",
                    on_click=_add, args=(view.row.case_id, defect.rule_id),
                )  # fmt: skip


def _add(case_id: str, defect_id: str) -> None:
    act(session.services().add_defect_to_draft, case_id, defect_id, actor=session.actor())
    say("Added under “Points of procedure”, as a new version")
