"""The form that corrects one value: what was read stays beside it, with who changed it and when."""

from __future__ import annotations

from datetime import date

import streamlit as st

from denialops.domain.facts import LIST_FIELDS, Fact
from denialops.services.records import CaseView
from denialops.ui import session
from denialops.ui.chips import is_day
from denialops.ui.problems import NOTICE, act, say
from denialops.ui.words import DATE_FIELDS, FIELDS, LONG_FIELDS, in_words

FIRST_DATE = date(1900, 1, 1)


def is_editing(slot: str) -> bool:
    """One form at a time is open on a page."""
    return bool(st.session_state.get("editing") == slot)


def edit_button(field: str, slot: str, *, label: str = "Edit") -> None:
    icon = ":material/add:" if label == "Add" else ":material/edit:"
    st.button(
        label, key=f"edit_{slot}", icon=icon, help=f"{label} {in_words(field, FIELDS)}", on_click=_start, args=(slot,)
    )


def show_form(view: CaseView, field: str, ordinal: int, fact: Fact | None, slot: str) -> None:
    with st.form(f"form_{slot}"):
        _show_input(field, fact.value if fact else "", slot)
        with st.container(horizontal=True):
            st.form_submit_button(
                "Save",
                key=f"save_{slot}",
                type="primary",
                on_click=_save,
                args=(view.row.case_id, field, ordinal, slot),
            )
            if fact:
                st.form_submit_button(
                    "The letter does not say this",
                    key=f"none_{slot}",
                    on_click=correct,
                    args=(view.row.case_id, field, None, ordinal),
                )
            if fact and field in LIST_FIELDS:
                more = len(view.case.facts.all(field))
                st.form_submit_button(
                    "Add as another", key=f"more_{slot}", on_click=_save, args=(view.row.case_id, field, more, slot)
                )
            st.form_submit_button("Cancel", key=f"cancel_{slot}", on_click=_stop)


def _show_input(field: str, value: str, slot: str) -> None:
    label, key = in_words(field, FIELDS), f"value_{slot}"
    if field in DATE_FIELDS and is_day(value or FIRST_DATE.isoformat()):
        day_read = date.fromisoformat(value) if value else None
        st.date_input(label, value=day_read, min_value=FIRST_DATE, format="MM/DD/YYYY", key=key)
    elif field in LONG_FIELDS:
        st.text_area(label, value=value, key=key)
    else:
        st.text_input(label, value=value, key=key)


def _start(slot: str) -> None:
    st.session_state["editing"] = slot


def _stop() -> None:
    st.session_state.pop("editing", None)


def _save(case_id: str, field: str, ordinal: int, slot: str) -> None:
    entered = st.session_state[f"value_{slot}"]
    value = entered.isoformat() if isinstance(entered, date) else (entered or "").strip()
    correct(case_id, field, value or None, ordinal)


def correct(case_id: str, field: str, value: str | None, ordinal: int) -> None:
    act(session.services().correct_fact, case_id, field, value, ordinal=ordinal, actor=session.actor())
    say(f"{in_words(field, FIELDS)} saved")
    if NOTICE not in st.session_state:
        _stop()
