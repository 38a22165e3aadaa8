"""The facts of a letter: each with its value, how sure, who found it, where it stands, and a way to correct it."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from denialops.domain.facts import Correction, Evidence, Fact
from denialops.services.records import CaseView
from denialops.ui.chips import confidence_chip, counted, moment, plain, shown
from denialops.ui.correcting import correct, edit_button, is_editing, show_form
from denialops.ui.evidence import show_button
from denialops.ui.words import (
    CLASSIFIED_FIELDS,
    DOC_TYPES,
    EXPECTED_FIELDS,
    FIELD_GROUPS,
    FIELDS,
    FINDERS,
    FLAGS,
    in_words,
)

OTHER = "Other details"


def show_facts(view: CaseView) -> None:
    """Doubtful facts first, then the rest by subject, then what the letter did not say."""
    facts = [fact for fact in view.case.facts.items if fact.field not in CLASSIFIED_FIELDS]
    doubtful = doubtful_facts(view)
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


def doubtful_facts(view: CaseView) -> list[Fact]:
    """What a person should compare with the letter; regime, category and the like are confirmed with the route."""
    return [fact for fact in view.case.facts.items if fact.field not in CLASSIFIED_FIELDS and _is_doubtful(fact)]


def _is_doubtful(fact: Fact) -> bool:
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
        if is_editing(slot):
            show_form(view, fact.field, ordinal, fact, slot)
            return
        words, ways = st.columns([3, 2], vertical_alignment="center")
        origin = _origin(view, fact, _correction(view, fact.field, ordinal))
        words.markdown(
            f":gray[:small[{in_words(fact.field, FIELDS)}]] {confidence_chip(fact)} :gray[:small[{origin}]]  \n"
            f"**{plain(shown(fact.field, fact.value))}**"
        )
        with ways.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
            show_button(view, fact, key=f"show_{slot}")
            if _is_doubtful(fact):
                st.button(
                    "Right", key=f"confirm_{slot}", icon=":material/check:", help="The value is right as read",
                    on_click=correct, args=(view.row.case_id, fact.field, fact.value, ordinal),
                )  # fmt: skip
            edit_button(fact.field, slot)
        if fact.found_by != "person":
            _show_others(view, fact, ordinal, slot)


def _show_others(view: CaseView, fact: Fact, ordinal: int, slot: str) -> None:
    """What the model reads otherwise, with its place, and the way to take it instead."""
    for number, other in enumerate(fact.other_facts, 1):
        words, ways = st.columns([3, 2], vertical_alignment="center")
        words.markdown(
            f":violet-badge[:material/compare_arrows: The model reads] {plain(shown(other.field, other.value))}"
        )
        with ways.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
            show_button(view, other, key=f"show_{slot}_other{number}")
            st.button(
                "Use this", key=f"use_{slot}_other{number}", icon=":material/swap_horiz:",
                on_click=correct, args=(view.row.case_id, fact.field, other.value, ordinal),
            )  # fmt: skip


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
        if is_editing(slot):
            show_form(view, field, 0, None, slot)
            return
        words, ways = st.columns([3, 2], vertical_alignment="center")
        correction = _correction(view, field, 0)
        words.markdown(in_words(field, FIELDS) + (f"  \n:small[{_was(correction)}]" if correction else ""))
        with ways.container(horizontal=True, horizontal_alignment="right"):
            edit_button(field, slot, label="Add")


def _correction(view: CaseView, field: str, ordinal: int) -> Correction | None:
    return next((c for c in reversed(view.case.corrections) if (c.field, c.ordinal) == (field, ordinal)), None)


def _origin(view: CaseView, fact: Fact, correction: Correction | None) -> str:
    if correction:
        return _was(correction)
    where = f", page {fact.evidence.page}{_of_record(view, fact.evidence)}" if fact.evidence else ""
    doubts = "".join(f"; {in_words(flag, FLAGS)}" for flag in fact.flags)
    return f"{FINDERS[fact.found_by]}{where}{doubts}"


def _of_record(view: CaseView, place: Evidence) -> str:
    """Names the record that a fact stands on when it is not the letter itself."""
    records = (d for d in view.case.documents[1:] if d.document_id == place.document_id)
    return "".join(f" of the {in_words(record.doc_type, DOC_TYPES).lower()}" for record in records)


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
