"""Payer trends: rises in plain words with their cases and proposals, and denials a week with what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from denialops.domain.recovery.incidents import OPEN
from denialops.ports.recovery import IncidentQuery
from denialops.recovery.denial_weeks import DenialWeek
from denialops.services.incident_words import code_words, vendor_words
from denialops.services.incidents import IncidentRow
from denialops.services.trends import PayerTrend, PayerTrends
from denialops.ui import session
from denialops.ui.actions_shown import show_actions, show_redraft
from denialops.ui.chart_words import with_words
from denialops.ui.chips import counted, day, plain
from denialops.ui.incidents import severity_chip, show_link, status_chip
from denialops.ui.incidents_detail import show_cases

RISES_A_PAGE = 10
TRENDS_A_PAGE = 15
WEEKS_NEEDED = 8
BLUE, RED, GRAY = "#3d8fd1", "#d9534a", "#8795a3"


def show_rises(trends: PayerTrends) -> None:
    """The open incidents of denials, last seen first."""
    query = IncidentQuery(OPEN, kind="denials")
    found = session.services().incidents(query, limit=RISES_A_PAGE + 1)
    if not found:
        show_no_rise(trends)
    for incident in found[:RISES_A_PAGE]:
        with st.container(border=True, key=f"rise_{incident.incident_id}"):
            _show_rise(incident)
    if len(found) > RISES_A_PAGE:
        st.caption("There are more: the page “System” lists them all.")


def show_no_rise(trends: PayerTrends) -> None:
    letters, payers = counted(trends.denials, "letter"), counted(trends.payers, "payer")
    short = f" Trends need about {WEEKS_NEEDED} weeks of letters." if trends.weeks < WEEKS_NEEDED else ""
    st.info(f"No rise found in {letters} of {payers}.{short}", icon=":material/trending_flat:")
    if not trends.denials:
        st.markdown(
            "Every denial letter and remittance that you bring in counts by itself. "
            "Programs of the clinic can post theirs to `/api/v1/events`."
        )


def show_charts(trends: PayerTrends) -> None:
    """One payer and code at a time, rises first; all of them in a table below."""
    if not trends.trends:
        return
    st.subheader("Denials a week", anchor=False)
    chosen = st.selectbox(
        "Payer and reason", trends.trends, key="trend_chosen", width=520,
        format_func=lambda trend: f"{'▲ ' if trend.incident_id else ''}{_name(trend)}",
    )  # fmt: skip
    weeks = session.services().denial_weeks(chosen.payer, chosen.error_code)
    words = in_words(chosen, weeks)
    st.vega_lite_chart(with_words(chart_of(weeks)), key="trend_chart", alt=words)
    st.caption(words)
    _show_table(trends)


def in_words(trend: PayerTrend, weeks: Sequence[DenialWeek]) -> str:
    """What the chart shows, for those who cannot see it."""
    shown = (
        f"{_name(trend)}: {counted(sum(week.denials for week in weeks), 'denial')} in {counted(len(weeks), 'week')}."
    )
    if not any(_is_judged(week) for week in weeks):
        return f"{shown} What to expect is not known yet: that takes about {WEEKS_NEEDED} weeks."
    newest = next(week for week in reversed(weeks) if _is_judged(week))
    above = sum(_is_high(week) for week in weeks)
    told = f"{counted(above, 'week')} above it, marked with a triangle and the number" if above else "no week above it"
    return f"{shown} Shaded: what its past lets expect, now {newest.low} to {newest.high} a week; {told}."


def chart_of(weeks: Sequence[DenialWeek]) -> dict[str, Any]:
    """A Vega-Lite chart: band, expected line, denials; weeks above the band by shape, colour and number."""
    x = {"field": "week", "type": "ordinal", "title": "Week of", "sort": None, "axis": {"labelAngle": 0}}
    y = {"field": "denials", "type": "quantitative", "title": "Denials", "axis": {"tickMinStep": 1}}
    high = {"filter": "datum.is_high"}
    tips = [{"field": name} for name in ("week", "denials", "expected")]
    return {
        "height": 300,
        "data": {"values": [_point(week) for week in weeks]},
        "encoding": {"x": x, "tooltip": tips},
        "layer": [
            {
                "mark": {"type": "area", "color": GRAY, "opacity": 0.3, "interpolate": "step"},
                "encoding": {
                    "y": {"field": "low", "type": "quantitative", "title": "Denials"},
                    "y2": {"field": "high"},
                },
            },
            {
                "mark": {"type": "line", "color": GRAY, "strokeDash": [6, 4], "interpolate": "step"},
                "encoding": {"y": {"field": "expected", "type": "quantitative"}},
            },
            {"mark": {"type": "line", "color": BLUE, "point": {"color": BLUE, "size": 40}}, "encoding": {"y": y}},
            {
                "transform": [high],
                "mark": {
                    "type": "point",
                    "shape": "triangle-up",
                    "filled": True,
                    "color": RED,
                    "size": 160,
                    "opacity": 1,
                },
                "encoding": {"y": y},
            },
            {
                "transform": [high],
                "mark": {"type": "text", "dy": -14, "fontWeight": "bold", "color": RED},
                "encoding": {"y": y, "text": {"field": "denials"}},
            },
        ],
    }


def _show_rise(incident: IncidentRow) -> None:
    desk = session.services()
    st.markdown(f"**{plain(incident.headline)}**  \n{severity_chip(incident.severity)} {status_chip(incident.status)}")
    view, cases = desk.incident(incident.incident_id), desk.incident_cases(incident.incident_id)
    if view.decisions:
        st.markdown(plain(view.decisions[0].words or view.decisions[0].cause))
    asked = [action for action in view.actions if action.kind == "redraft_cases" or action.status == "proposed"]
    if asked:
        show_actions(asked, key="trends")
    show_redraft(view, cases)
    if cases.rows or cases.gone:
        with st.expander(f"Affected cases ({len(cases.rows)})", key=f"affected_{incident.incident_id}"):
            show_cases(cases, key=incident.incident_id)
    with st.container(key=f"link_{incident.incident_id}"):
        show_link(incident.incident_id, "All about it: evidence, letters, history")


def _show_table(trends: PayerTrends) -> None:
    number_of_pages = max(1, -(-len(trends.trends) // TRENDS_A_PAGE))
    number = st.session_state.get("trends_page") or 1
    rows = trends.trends[(number - 1) * TRENDS_A_PAGE : number * TRENDS_A_PAGE]
    head = ("| Payer | Reason | Last 4 weeks | Usual week before | Of all it decided | |", "|" + "---|" * 6)
    st.markdown("\n".join((*head, *map(_row, rows))))
    if number_of_pages > 1:
        st.pagination(number_of_pages, key="trends_page")
    st.caption(
        f"{counted(trends.denials, 'denial')} of {counted(trends.payers, 'payer')} in "
        f"{counted(trends.weeks, 'week')}, since {day(trends.since)}. The last week is still going on."
    )


def _row(trend: PayerTrend) -> str:
    usual = f"{trend.usual:.1f}" if trend.usual is not None else "too few weeks"
    cells = (
        plain(vendor_words(trend.payer)),
        plain(code_words(trend.error_code)),
        " · ".join(map(str, trend.recent)),
        usual,
        f"{trend.share:.0%}" if trend.share is not None else "",
        ":red-badge[:material/trending_up: more than expected]" if trend.incident_id else "",
    )
    return f"| {' | '.join(cells)} |"


def _name(trend: PayerTrend) -> str:
    return f"{vendor_words(trend.payer)}: {code_words(trend.error_code)}"


def _is_judged(week: DenialWeek) -> bool:
    return week.high is not None


def _is_high(week: DenialWeek) -> bool:
    return week.high is not None and week.denials > week.high


def _point(week: DenialWeek) -> dict[str, Any]:
    return {
        "week": f"{week.starts:%b} {week.starts.day}", "denials": week.denials, "expected": week.expected,
        "low": week.low, "high": week.high, "is_high": _is_high(week),
    }  # fmt: skip
