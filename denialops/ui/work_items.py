"""Work items and pages about incidents: what waits for a person, who does it, and the notice on the work list."""

from __future__ import annotations

import streamlit as st

from denialops.domain.recovery.actions import WorkItem
from denialops.ui import pages, session
from denialops.ui.chips import moment, plain
from denialops.ui.incidents import show_link
from denialops.ui.problems import act, say

SHOWN = 50
KINDS = {
    "page": ":red-badge[:material/notification_important: Alert]",
    "task": ":blue-badge[:material/task: Task]",
}


def show_alerts() -> None:
    """On top of the work list: what people are told about and nobody has taken yet."""
    waiting = [item for item in session.services().work_items(limit=SHOWN) if item.kind == "page"]
    if not waiting:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="alerts"):
        incident_id = waiting[0].incident_id
        words = session.services().headlines([incident_id])[incident_id]
        st.markdown(f":red-badge[:material/notification_important: Needs somebody] {plain(words)}")
        show_link(incident_id, "See why and what to do")
        if len(waiting) > 1 and session.may_see_system():
            st.page_link(pages.SYSTEM, label=f"All {len(waiting)} alerts")


def show_work_items() -> None:
    items = session.services().work_items(limit=SHOWN)
    if not items:
        st.info("Nothing waits for a person.", icon=":material/task_alt:")
    headlines = session.services().headlines(item.incident_id for item in items)
    for item in items:
        with st.container(key=f"row_item_{item.item_id}"):
            _show_item(item, headlines[item.incident_id])
    if len(items) == SHOWN:
        st.caption(f"The newest {SHOWN}; close some to see older ones.")


def _show_item(item: WorkItem, headline: str) -> None:
    text, ways = st.columns([3, 2], vertical_alignment="center")
    who = f"taken by {plain(item.assignee)}" if item.assignee else "nobody yet"
    with text:
        show_link(item.incident_id, f"**{plain(headline)}**")
        st.markdown(f"{KINDS[item.kind]} :small[{moment(item.opened_at)} · {who}]")
    with ways.container(horizontal=True, horizontal_alignment="right", key=f"item_ways_{item.item_id}"):
        if not item.assignee:
            st.button(
                "I take it", key=f"take_{item.item_id}", icon=":material/back_hand:", on_click=_take,
                args=(item.item_id,),
            )  # fmt: skip
        st.button("Done", key=f"close_{item.item_id}", icon=":material/check:", on_click=_close, args=(item.item_id,))


def _take(item_id: str) -> None:
    act(session.services().take_work_item, item_id, actor=session.actor())
    say("It is yours")


def _close(item_id: str) -> None:
    act(session.services().close_work_item, item_id, actor=session.actor())
    say("Closed")
