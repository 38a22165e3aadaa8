"""What the letter itself demands of the packet: each with its own words, and whether the packet meets it."""

from __future__ import annotations

import streamlit as st

from denialops.domain.demands import CheckedDemand, check_demands
from denialops.services.records import CaseView
from denialops.ui.chips import plain
from denialops.ui.evidence import show_button

MARKS = {
    "met": ":green-badge[:material/check: met]",
    "not_met": ":red-badge[:material/close: not met]",
    "check": ":orange-badge[:material/help: check]",
}


def show_demands(view: CaseView) -> None:
    """Nothing where the letter demands nothing."""
    checked = check_demands(view.case)
    if not checked:
        return
    st.subheader("The packet must", anchor=False)
    for number, row in enumerate(checked):
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"demand_{number}"):
            st.markdown(_words(row))
            fact = view.case.facts.all(row.demand.field)
            show_button(view, next((f for f in fact if f.value == row.demand.value), None), key=f"show_demand_{number}")


def _words(row: CheckedDemand) -> str:
    note = f" {plain(row.note)}" if row.note else ""
    quote = row.demand.evidence.quote if row.demand.evidence else ""
    said = f"  \n:small[:gray[“{plain(quote)}”]]" if quote and quote != row.demand.words else ""
    return f"{MARKS[row.status]} **{plain(row.demand.words)}**{note}{said}"
