"""The rows of the work list, a page at a time, and what an empty list says."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from denialops.domain.cases import CaseRow
from denialops.domain.records import Show
from denialops.ui import pages
from denialops.ui.chips import day, deadline_chip, money, plain, status_chip
from denialops.ui.words import CATEGORIES, ROUTES, TROUBLES, in_words

ROWS_A_PAGE = 25
COLUMNS = {
    "Answer due": 2.2,
    "Patient": 1.9,
    "Payer": 2.1,
    "Amount": 1.0,
    "Why denied": 2.0,
    "Route": 1.8,
    "Status": 1.1,
}

SHOW: dict[Show, str] = {"open": "Open", "sent": "Sent", "closed": "Closed", "removed": "Removed"}

EMPTY: dict[Show, str] = {
    "open": "No open case. Every letter is sent or closed.",
    "sent": "Nothing is out at a payer. When an appeal leaves, mark it as sent on its case (tab Actions).",
    "closed": "No closed case yet. When the payer has answered, close the case with its outcome (tab Actions).",
    "removed": "No removed case. Removed cases stay here for a while and can be restored.",
}


def show_rows(rows: Sequence[CaseRow], *, key: str) -> None:
    """`key` names the list shown, so that another list starts at its first page."""
    with st.container(key="worklist", gap=None):
        _show_head()
        place = st.container(gap=None)
    number_of_pages = max(1, -(-len(rows) // ROWS_A_PAGE))
    number = 1
    if number_of_pages > 1:
        number = st.pagination(number_of_pages, key=f"page_{key}_{number_of_pages}")
    first = (number - 1) * ROWS_A_PAGE
    with place:
        for row in rows[first : first + ROWS_A_PAGE]:
            _show_row(row)
    if number_of_pages > 1:
        st.caption(
            f"Cases {first + 1} to {min(first + ROWS_A_PAGE, len(rows))} of {len(rows)}, soonest deadline first."
        )


def _show_head() -> None:
    with st.container(key="worklist_head"):
        for place, name in zip(st.columns(list(COLUMNS.values())), COLUMNS, strict=True):
            place.markdown(f":small[{name}]")


def _show_row(row: CaseRow) -> None:
    with st.container(key=f"row_{row.case_id}"):
        due, patient, payer, amount, category, route, status = st.columns(
            list(COLUMNS.values()), vertical_alignment="center"
        )
        due.markdown(f"{deadline_chip(row.days_left)} :small[{day(row.safe_date)}]" if row.safe_date else _no_date(row))
        patient.page_link(pages.CASE, label=f"**{_title(row)}**", query_params={"case": row.case_id})
        payer.markdown(plain(row.payer) or ":gray[–]")
        amount.markdown(plain(money(row.amount)) or ":gray[–]")
        category.markdown(_reason(row))
        route.markdown(in_words(row.route, ROUTES) if row.route else ":gray[–]")
        status.markdown(status_chip(row.status))


def _title(row: CaseRow) -> str:
    """An unreadable letter has no patient, but its file has a name."""
    return plain(row.patient or row.filename) or f"Case {row.number}"


def _reason(row: CaseRow) -> str:
    if row.error_code:
        return f":red[{in_words(row.error_code, TROUBLES)}]"
    return in_words(row.category, CATEGORIES) if row.category else ":gray[–]"


def _no_date(row: CaseRow) -> str:
    return ":gray[–]" if row.status in ("reading", "failed") else deadline_chip(None)
