"""The facts of a letter: each with its value, how sure, who found it, where it stands, and a way to correct it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import streamlit as st

from denialops.domain.facts import LIST_FIELDS, Correction, Fact
from denialops.services.records import CaseView
from denialops.ui import session
from denialops.ui.chips import confidence_chip, counted, is_day, moment, plain, shown
from denialops.ui.evidence import show_button
from denialops.ui.problems import NOTICE, act, say
from denialops.ui.words import (
    CLASSIFIED_FIELDS,
    DATE_FIELDS,
    EXPECTED_FIELDS,
    FIELD_GROUPS,
    FIELDS,
    FINDERS,
    FLAGS,
    LONG_FIELDS,
    in_words,
)

OTHER = "Other details"
FIRST_DATE = date(1900, 1, 1)


def show_facts(view: CaseView) -> None:
    """Doubtful facts first, then the rest by subject, then what the letter did not say."""
    facts = [fact for fact in view.case.facts.items if fact.field not in CLASSIFIED_FIELDS]
    doubtful = [fact for fact in facts if is_doubtful(fact)]
    if doubtful:
        st.subheader(f"Check first: {counted(len(doubtful), 'fact')}", anchor=False)
        st.caption("The reader was not sure here. Compare with the page, then correct or confirm.")
        _show_rows(view, doubtful)
    for group, fields in FIELD_GROUPS.items():
        _show_group(
            view, group, [fact for field in fields for fact in facts if fact.field == field and fact not in doubtful]
        )
    _show_group(view, OTHER, [fact for fact in facts if fact.field not in FIELDS and fact not in doubtful])
    _show_missing(view)


def is_doubtful(fact: Fact) -> bool:
    return fact.found_by != "person" and (not fact.is_sure or bool(fact.flags))


def _show_group(view: CaseView, group: str, facts: list[Fact]) -> None:
    if facts:
        st.subheader(group, anchor=False)
        _show_rows(view, facts)


def _show_rows(view: CaseView, facts: Iterable[Fact]) -> None:
    with st.container(gap=None):
        for fact in facts:
            _show_fact(view, fact)


def _show_fact(view: CaseView, fact: Fact) -> None:
    ordinal = view.case.facts.all(fact.field).index(fact)
    slot = f"{view.row.case_id}_{fact.field}_{ordinal}"
    with st.container(key=f"fact_{slot}"):
        if st.session_state.get("editing") == slot:
            _show_form(view, fact.field, ordinal, fact, slot)
            return
        words, ways = st.columns([3, 2], vertical_alignment="center")
        origin = _origin(fact, _correction(view, fact.field, ordinal))
        words.markdown(
            f":gray[:small[{in_words(fact.field, FIELDS)}]] {confidence_chip(fact)} :gray[:small[{origin}]]  \n"
            f"**{plain(shown(fact.field, fact.value))}**"
        )
        with ways.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
            show_button(view, fact, key=f"show_{slot}")
            if is_doubtful(fact):
                st.button(
                    "Right", key=f"confirm_{slot}", icon=":material/check:", help="The value is right as read",
                    on_click=_correct, args=(view.row.case_id, fact.field, fact.value, ordinal),
                )  # fmt: skip
            _edit_button(fact.field, slot)


def _show_missing(view: CaseView) -> None:
    missing = [field for field in EXPECTED_FIELDS if not view.case.facts.find(field)]
    missing += [
        c.field
        for c in view.case.corrections
        if c.value is None and c.field not in missing and not view.case.facts.find(c.field)
    ]
    if not missing:
        return
    st.subheader("Not in the letter, as far as we can tell", anchor=False)
    with st.container(gap=None):
        for field in missing:
            _show_gap(view, field)


def _show_gap(view: CaseView, field: str) -> None:
    slot = f"{view.row.case_id}_{field}_0"
    with st.container(key=f"gap_{slot}"):
        if st.session_state.get("editing") == slot:
            _show_form(view, field, 0, None, slot)
            return
        words, ways = st.columns([3, 2], vertical_alignment="center")
        correction = _correction(view, field, 0)
        words.markdown(in_words(field, FIELDS) + (f"  \n:small[{_was(correction)}]" if correction else ""))
        with ways.container(horizontal=True, horizontal_alignment="right"):
            _edit_button(field, slot, label="Add")


def _edit_button(field: str, slot: str, *, label: str = "Edit") -> None:
    icon = ":material/add:" if label == "Add" else ":material/edit:"
    st.button(
        label, key=f"edit_{slot}", icon=icon, help=f"{label} {in_words(field, FIELDS)}", on_click=_start, args=(slot,)
    )


def _show_form(view: CaseView, field: str, ordinal: int, fact: Fact | None, slot: str) -> None:
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
                    on_click=_correct,
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


def _correction(view: CaseView, field: str, ordinal: int) -> Correction | None:
    return next((c for c in reversed(view.case.corrections) if (c.field, c.ordinal) == (field, ordinal)), None)


def _origin(fact: Fact, correction: Correction | None) -> str:
    if correction:
        return _was(correction)
    where = f", page {fact.evidence.page}" if fact.evidence else ""
    doubts = "".join(f"; {in_words(flag, FLAGS)}" for flag in fact.flags)
    return f"{FINDERS[fact.found_by]}{where}{doubts}"


def _was(correction: Correction) -> str:
    read = f"read: {plain(shown(correction.field, correction.previous))}" if correction.previous else "not read"
    did = (
        "confirmed"
        if correction.value == correction.previous
        else "taken out"
        if correction.value is None
        else "entered"
    )
    return f"{read}; {did} by {plain(correction.actor)}, {moment(correction.at)}"


def _start(slot: str) -> None:
    st.session_state["editing"] = slot


def _stop() -> None:
    st.session_state.pop("editing", None)


def _save(case_id: str, field: str, ordinal: int, slot: str) -> None:
    entered = st.session_state[f"value_{slot}"]
    value = entered.isoformat() if isinstance(entered, date) else (entered or "").strip()
    _correct(case_id, field, value or None, ordinal)


def _correct(case_id: str, field: str, value: str | None, ordinal: int) -> None:
    act(session.services().correct_fact, case_id, field, value, ordinal=ordinal, actor=session.actor())
    say(f"{in_words(field, FIELDS)} saved")
    if NOTICE not in st.session_state:
        _stop()
