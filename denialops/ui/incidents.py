"""The list of incidents: marks that say something in colour and in words, filters, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from denialops.domain.recovery.incidents import OPEN, IncidentStatus, Severity
from denialops.ports.recovery import IncidentQuery
from denialops.services.incidents import IncidentRow
from denialops.ui import pages, session
from denialops.ui.chips import moment, plain

ROWS_A_PAGE = 25
COLUMNS = {"Severity": 1.1, "Incident": 4.2, "Status": 1.5, "Times": 0.7, "First seen": 1.5, "Last seen": 1.5}

SEVERITIES: dict[Severity, tuple[str, str, str]] = {
    "low": ("Low", "gray", ":material/arrow_downward:"),
    "medium": ("Medium", "blue", ":material/drag_handle:"),
    "high": ("High", "orange", ":material/arrow_upward:"),
    "critical": ("Critical", "red", ":material/priority_high:"),
}
STATUSES: dict[IncidentStatus, tuple[str, str, str]] = {
    "NEW": ("New", "violet", ":material/fiber_new:"),
    "ANALYZING": ("Being looked at", "blue", ":material/search:"),
    "ACTIONED": ("Acted on", "blue", ":material/build:"),
    "RESOLVED": ("Resolved", "green", ":material/check_circle:"),
    "IGNORED": ("Ignored", "gray", ":material/visibility_off:"),
}
SHOW: dict[str, tuple[IncidentStatus, ...]] = {
    "Open": OPEN,
    "Resolved": ("RESOLVED",),
    "Ignored": ("IGNORED",),
    "All": (),
}
EMPTY = {
    "Open": "No open incident. Failures that belong together appear here by themselves.",
    "Resolved": "No incident was resolved yet.",
    "Ignored": "No incident is ignored.",
    "All": "No incident yet. Failures that belong together appear here by themselves.",
}


def severity_chip(severity: Severity) -> str:
    words, colour, icon = SEVERITIES[severity]
    return f":{colour}-badge[{icon} {words}]"


def status_chip(status: IncidentStatus) -> str:
    words, colour, icon = STATUSES[status]
    return f":{colour}-badge[{icon} {words}]"


def show_incidents() -> None:
    """Filters, then the incidents that pass them."""
    counts = session.services().count_incidents()
    numbers = {name: sum(counts.get(status, 0) for status in statuses or STATUSES) for name, statuses in SHOW.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", key="incident_filters"):
        show = st.segmented_control(
            "Show", list(SHOW), default="Open", required=True, key="incidents_show",
            format_func=lambda name: f"{name} ({numbers[name]})", label_visibility="collapsed",
        )  # fmt: skip
        severity = st.selectbox(
            "Severity", list(SEVERITIES), index=None, placeholder="Any severity", key="incidents_severity",
            format_func=lambda name: SEVERITIES[name][0], label_visibility="collapsed", width=180,
        )  # fmt: skip
        vendor = st.text_input(
            "Vendor or payer", key="incidents_vendor", placeholder="Vendor or payer",
            label_visibility="collapsed", width=260,
        )  # fmt: skip
        code = st.text_input(
            "Error code", key="incidents_code", placeholder="Error code", label_visibility="collapsed", width=160
        )
    query = IncidentQuery(SHOW[show], severity, vendor=vendor.strip(), error_code=code.strip())
    _show_page(query, show, key=f"{show}_{severity}_{vendor}_{code}")


def show_rows(rows: Sequence[IncidentRow], *, key: str) -> None:
    with st.container(key=f"worklist_head_{key}"):
        for place, name in zip(st.columns(list(COLUMNS.values())), COLUMNS, strict=True):
            place.markdown(f":small[{name}]")
    for row in rows:
        with st.container(key=f"row_{key}_{row.incident_id}"):
            _show_row(row)


def show_link(incident_id: str, label: str) -> None:
    st.page_link(pages.INCIDENT, label=label, query_params={"incident": incident_id})


def _show_page(query: IncidentQuery, show: str, *, key: str) -> None:
    """Older ones are asked for step by step: what comes meanwhile shifts nothing."""
    places: list[tuple[str, int]] = st.session_state.setdefault(f"incident_places_{key}", [])
    found = session.services().incidents(query, limit=ROWS_A_PAGE + 1, after=places[-1] if places else None)
    rows = found[:ROWS_A_PAGE]
    if not rows:
        filtered = query.severity or query.vendor or query.error_code
        st.info("No incident matches. Take a filter away." if filtered else EMPTY[show], icon=":material/inbox:")
        return
    with st.container(key="incident_list", gap=None):
        show_rows(rows, key="incidents")
    last = (rows[-1].last_seen, rows[-1].number)
    with st.container(horizontal=True, key="incident_pages"):
        if places:
            st.button("Newer", key="incidents_newer", icon=":material/arrow_back:", on_click=_newer, args=(places,))
        if len(found) > ROWS_A_PAGE:
            st.button(
                "Older", key="incidents_older", icon=":material/arrow_forward:", on_click=places.append, args=(last,)
            )


def _newer(places: list[tuple[str, int]]) -> None:
    places.pop()


def _show_row(row: IncidentRow) -> None:
    severity, what, status, times, first, last = st.columns(list(COLUMNS.values()), vertical_alignment="center")
    severity.markdown(severity_chip(row.severity))
    with what:
        show_link(row.incident_id, f"**{plain(row.headline)}**")
    again = " :orange-badge[:material/replay: came back]" if row.regression_of else ""
    status.markdown(status_chip(row.status) + again)
    times.markdown(f"{row.event_count:,}")
    first.markdown(f":small[{moment(row.first_seen)}]")
    last.markdown(f":small[{moment(row.last_seen)}]")
