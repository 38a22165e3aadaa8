"""The letter as it will be printed: letterhead, reference block, signature and enclosures included."""

from __future__ import annotations

import streamlit as st

from denialops.errors import DenialOpsError
from denialops.services.records import CaseView
from denialops.ui import session

SHEET_WIDTH_PX = 1000


def show_sheets(view: CaseView) -> None:
    """Pages of the saved version; drawn again only after something of the case or the clinic changed."""
    case_id = view.row.case_id
    drawn_from = (view.progress.last_event, view.case.clinic, view.case.today)
    kept = st.session_state.get(f"sheets_{case_id}")
    if not kept or kept[0] != drawn_from:
        try:
            kept = (drawn_from, session.services().letter_sheets(case_id, width_px=SHEET_WIDTH_PX))
        except DenialOpsError as error:
            st.error(f"{error} {error.hint_text}", icon=":material/error:")
            return
        st.session_state[f"sheets_{case_id}"] = kept
    sheets = kept[1]
    for number, sheet in enumerate(sheets, start=1):
        st.image(sheet, width="stretch", alt=f"Page {number} of {len(sheets)} of the letter")
