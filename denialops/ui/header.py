"""The head of a case: whose it is, how long is left, and the next thing to do."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from denialops.domain.drafts import Draft
from denialops.services.records import CaseView
from denialops.ui import pages, session
from denialops.ui.chips import counted, day, deadline_chip, money, plain, status_chip
from denialops.ui.facts import doubtful_facts
from denialops.ui.problems import act
from denialops.ui.words import CATEGORIES, in_words


def show_header(view: CaseView) -> None:
    row = view.row
    st.page_link(pages.WORK_LIST, label="Work list", icon=":material/arrow_back:")
    with st.container(horizontal=True, vertical_alignment="center", key="case_head"):
        st.title(plain(row.patient or row.filename) or f"Case {row.number}", width="content", anchor=False)
        st.markdown(status_chip(row.status), width="content")
        if row.status == "review":
            due = f" :small[answer by {day(row.safe_date)}]" if row.safe_date else ""
            st.markdown(f"{deadline_chip(row.days_left)}{due}", width="content")
    known = [plain(row.payer), *_numbers(view), plain(money(row.amount))]
    known.append(in_words(row.category, CATEGORIES) if row.category else "")
    if row.patient:
        st.markdown(f":gray[{' · '.join(part for part in [f'Case {row.number}', *known] if part)}]")
    if row.status == "review" and not row.removed_at:
        st.markdown(f":material/arrow_forward: **Next:** {next_step(view)}")


def show_several_letters(view: CaseView) -> None:
    """A file with more than one letter: says where each stands and offers one case for each."""
    _show_split(st.session_state.get(f"split_{view.row.case_id}", ()))
    found = [warning for warning in view.case.warnings if warning.code == "several_letters"]
    if found and view.row.status == "review":
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="several_bar"):
            where = f" (first pages: {', '.join(map(str, found[0].pages))})" if found[0].pages else ""
            st.markdown(
                ":orange-badge[:material/content_copy: Several letters] "
                f"This file holds more than one letter{where}. This case is about the first."
            )
            st.button(
                "Make one case for each",
                key="split",
                icon=":material/call_split:",
                on_click=_split,
                args=(view.row.case_id,),
            )


def _show_split(case_ids: Sequence[str]) -> None:
    """The cases that a file with several letters became."""
    for number, case_id in enumerate(case_ids, 2):
        st.page_link(
            pages.CASE,
            label=f"Letter {number} is its own case now: open it",
            icon=":material/folder_open:",
            query_params={"case": case_id},
        )


def next_step(view: CaseView) -> str:
    """The first thing that is still open, in the order a specialist would do it."""
    routing, draft = view.case.routing, view.case.draft
    if not routing or routing.route.route == "ask_a_person":
        return "read the letter and decide what it is; the reader could not tell."
    if routing.route.route == "not_a_denial":
        return "nothing to appeal. Read the letter, then close or remove the case."
    doubtful = len(doubtful_facts(view))
    if doubtful:
        return f"check {counted(doubtful, 'fact')} against the letter (tab Facts)."
    if not routing.regime.is_confirmed:
        return "confirm whose rules apply (tab Route)."
    if not view.case.received_on:
        return "enter the day the letter reached the clinic (tab Route)."
    if view.open_points and not view.signed:
        return _open_in_letter(draft, len(view.open_points))
    return (
        f"download the packet, send it by {day(view.row.safe_date)} and mark it as sent."
        if view.row.safe_date
        else "download the packet, send it and mark it as sent."
    )


def _open_in_letter(draft: Draft | None, points: int) -> str:
    if draft and draft.blanks:
        return f"fill {counted(len(draft.blanks), 'blank')} in the letter (tab Letter)."
    if draft and draft.marks:
        return f"check {counted(len(draft.marks), 'statement')} in the letter (tab Letter)."
    return f"fill {counted(points, 'blank')} around the letter, or sign for it (tab Letter)."


def _numbers(view: CaseView) -> list[str]:
    facts = view.case.facts
    claims = [f"Claim {plain(number)}" for number in facts.values("claim_numbers")[:2]]
    member = facts.value("member_id")
    return [*claims, f"Member {plain(member)}"] if member else claims


def _split(case_id: str) -> None:
    case_ids = act(session.services().split_letters, case_id, actor=session.actor())
    if case_ids:
        st.session_state[f"split_{case_id}"] = case_ids[1:]
