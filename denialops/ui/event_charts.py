"""Charts of what happens in the workflows: events over time, and by vendor; failures told apart by words and shade."""

from __future__ import annotations

from typing import Any

import streamlit as st

from denialops.services.incident_words import vendor_words
from denialops.services.trends import EventFigures
from denialops.ui import session
from denialops.ui.chart_words import with_words

SPANS = {"Last 24 hours": 1, "Last 7 days": 7, "Last 30 days": 30, "Last 12 weeks": 84}
VENDORS_SHOWN = 12
FAILED, OTHER = "#d9534a", "#8fb8da"


def show_figures() -> None:
    span = st.segmented_control("Time", list(SPANS), default="Last 7 days", required=True, key="figures_span")
    figures = session.services().event_figures(days=SPANS[span])
    failed = sum(slot.failed for slot in figures.times)
    total = failed + sum(slot.other for slot in figures.times)
    if not total:
        st.info("No event in this time. Programs post them to `/api/v1/events`.", icon=":material/inbox:")
        return
    words = f"{total:,} events, {failed:,} of them failures ({failed / total:.1%})."
    st.markdown(f"**{words}**")
    over_time, by_vendor = st.columns([3, 2], gap="large")
    with over_time:
        st.subheader("Over time", anchor=False)
        st.vega_lite_chart(with_words(time_chart(figures)), key="time_chart", alt=f"Events over time: {words}")
    with by_vendor:
        st.subheader("By vendor", anchor=False)
        st.vega_lite_chart(with_words(vendor_chart(figures)), key="vendor_chart", alt=_vendor_words(figures))
        if len(figures.vendors) > VENDORS_SHOWN:
            st.caption(f"The {VENDORS_SHOWN} with the most failures of {len(figures.vendors)}.")


def time_chart(figures: EventFigures) -> dict[str, Any]:
    rows = [
        {"at": slot.starts.isoformat(), "what": what, "events": number}
        for slot in figures.times
        for what, number in (("failed", slot.failed), ("went well", slot.other))
    ]
    unit, form = ("yearmonthdatehours", "%b %-d, %-I %p") if figures.is_hourly else ("yearmonthdate", "%b %-d")
    x = {"field": "at", "type": "temporal", "timeUnit": unit, "title": None, "axis": {"format": form}}
    return _bars(rows, x=x, y={"field": "events", "type": "quantitative", "title": "Events"}, height=280)


def vendor_chart(figures: EventFigures) -> dict[str, Any]:
    shown = figures.vendors[:VENDORS_SHOWN]
    rows = [
        {"vendor": _name(row.vendor), "what": what, "events": number}
        for row in shown
        for what, number in (("failed", row.failed), ("went well", row.other))
    ]
    y = {
        "field": "vendor",
        "type": "nominal",
        "title": None,
        "axis": {"labelOverlap": False, "labelLimit": 260},
        "sort": [_name(row.vendor) for row in shown],
    }
    x = {"field": "events", "type": "quantitative", "title": "Events", "axis": {"tickCount": 6}}
    return _bars(rows, x=x, y=y, height=110 + 34 * len(shown))


def _bars(rows: list[dict[str, Any]], *, x: dict[str, Any], y: dict[str, Any], height: int) -> dict[str, Any]:
    """Failures are drawn first, from the axis, so that they can be compared."""
    scale = {"domain": ["failed", "went well"], "range": [FAILED, OTHER]}
    order = {"field": "what", "sort": "ascending"}
    colour = {"field": "what", "type": "nominal", "title": None, "scale": scale, "legend": {"orient": "top"}}
    return {
        "height": height,
        "data": {"values": rows},
        "mark": {"type": "bar"},
        "encoding": {"x": x, "y": y, "color": colour, "order": order},
    }


def _vendor_words(figures: EventFigures) -> str:
    rows = (f"{_name(row.vendor)}: {row.failed} failed, {row.other} went well" for row in figures.vendors)
    return "; ".join(tuple(rows)[:VENDORS_SHOWN])


def _name(vendor: str) -> str:
    return vendor_words(vendor) or "no vendor"
