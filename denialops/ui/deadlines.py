"""Every clock of a case: what the letter says, what the rule gives, the safe date, and how it was counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st

from denialops.domain.facts import Fact
from denialops.domain.plans import PLAN_STEP, place_fact
from denialops.domain.routing import Deadline
from denialops.services.records import CaseView
from denialops.ui import session
from denialops.ui.chips import day, plain
from denialops.ui.evidence import show_button
from denialops.ui.problems import act, say
from denialops.ui.words import LAW


def show_deadlines(view: CaseView, deadlines: Iterable[Deadline]) -> None:
    st.subheader("Deadlines", anchor=False)
    shown = list(deadlines)
    if not shown:
        st.info(
            "No deadline can be worked out yet. Set the date received and confirm whose rules apply.",
            icon=":material/event_busy:",
        )
    for number, deadline in enumerate(shown):
        with st.container(border=True, key=f"deadline_{number}"):
            _show_deadline(view, deadline, number)


def _show_deadline(view: CaseView, deadline: Deadline, number: int) -> None:
    main = " :blue-badge[:material/flag: next step]" if deadline.is_primary else ""
    sure = " :orange-badge[:material/help: provisional]" if deadline.provisional else ""
    head, way = st.columns([6, 1], vertical_alignment="center")
    head.markdown(f"**{plain(deadline.label)}** · {plain(deadline.limit_words)}{main}{sure}")
    if deadline.evidence:
        with way.container(horizontal=True, horizontal_alignment="right"):
            show_button(view, _quoted(view, deadline), key=f"show_deadline_{number}")
    _show_dates(deadline)
    if deadline.conflict:
        st.warning(plain(deadline.conflict), icon=":material/warning:")
    st.caption("  \n".join(line for line in _explain(deadline) if line))


def _quoted(view: CaseView, deadline: Deadline) -> Fact | None:
    """The words that set the time: of a plan document, or of the letter."""
    if deadline.step == PLAN_STEP and deadline.evidence:
        return place_fact(deadline.rule_id, deadline.citation, deadline.evidence)
    return view.case.facts.find("appeal_deadline_stated")


def _show_dates(deadline: Deadline) -> None:
    """All four side by side; a later step that no date starts yet has none to show."""
    dates = {
        "Letter says": deadline.stated,
        "Plan gives" if deadline.step == PLAN_STEP else "Rule gives": deadline.computed,
        "Safe": deadline.safe,
        "Plan to": deadline.plan_to,
    }
    if any(dates.values()):
        for place, (label, value) in zip(st.columns(4), dates.items(), strict=True):
            place.markdown(f":gray[:small[{label}]]  \n**{day(value) or '–'}**")


def _explain(deadline: Deadline) -> tuple[str, ...]:
    source = f"{plain(deadline.citation)} ({LAW.get(deadline.status, deadline.status)})" if deadline.citation else ""
    who = "The plan" if deadline.step == PLAN_STEP else "The letter"
    said = f"{who}: “{plain(deadline.stated_words)}”" if deadline.stated_words else ""
    return said, plain(deadline.arithmetic), source


def show_received(view: CaseView) -> None:
    case_id = view.row.case_id
    with st.form("received_form"), st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            "Date the letter reached the clinic", value=view.case.received_on, max_value=view.case.today,
            format="MM/DD/YYYY", key=f"received_{case_id}", help="Clocks that run from receipt count from this day.",
        )  # fmt: skip
        st.form_submit_button("Save date", key="save_received", on_click=_set_received, args=(case_id,))


def _set_received(case_id: str) -> None:
    received: date | None = st.session_state[f"received_{case_id}"]
    act(session.services().set_received_date, case_id, received, actor=session.actor())
    say("Date saved. Deadlines are worked out again")
