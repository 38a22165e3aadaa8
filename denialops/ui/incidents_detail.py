"""One incident: what it is, why, what was and can be done, and what belongs to it."""

from __future__ import annotations

import streamlit as st

from denialops.domain.recovery.decisions import Decision
from denialops.domain.recovery.events import StoredEvent
from denialops.domain.recovery.incidents import IncidentStatus
from denialops.services.incidents import LONGEST_REASON, AffectedCases, IncidentView
from denialops.ui import pages, session
from denialops.ui.chips import counted, moment, plain
from denialops.ui.incidents import STATUSES, severity_chip, show_link, show_rows, status_chip
from denialops.ui.problems import act, say

CASES_A_PAGE = 10
EVENTS_A_PAGE = 20
CLASSES = {
    "transient": "passes by itself",
    "rate_limited": "asked too often",
    "outage": "the other side is down",
    "credentials": "key or password refused",
    "bad_input": "what was sent is faulty",
    "configuration": "set up wrongly",
    "payer_policy": "the payer changed its rule or practice",
    "quota": "a limit is used up",
    "unknown": "cause not known",
}

WAYS: dict[IncidentStatus, tuple[str, str]] = {
    "NEW": ("New again", "Nobody has looked at it."),
    "ANALYZING": ("Look at it again", "Its cause is searched again."),
    "ACTIONED": ("Something was done", "It is waited for whether that helps."),
    "RESOLVED": ("Resolve", "It is over. If it comes again, a new incident says so."),
    "IGNORED": ("Ignore", "It may go on; nobody is told."),
}


def show_head(view: IncidentView) -> None:
    st.title(plain(view.headline), anchor=False)
    marks = [severity_chip(view.severity), status_chip(view.status)]
    if view.regression_of:
        marks.append(":orange-badge[:material/replay: Came back after it was resolved]")
    cases = f" · {counted(view.case_count, 'case')}" if view.case_count else ""
    st.markdown(
        f"{' '.join(marks)} :small[Incident {view.number} · {counted(view.event_count, 'event')}{cases} · "
        f"first {moment(view.first_seen)} · last {moment(view.last_seen)}]"
    )
    if view.regression_of:
        show_link(view.regression_of, "See how it was resolved before")


def show_cause(view: IncidentView) -> None:
    """The newest decision with its evidence; earlier ones folded below."""
    st.subheader("Why", anchor=False)
    if not view.decisions:
        st.caption("Not analyzed yet. The analysis follows by itself within moments.")
        return
    newest, *earlier = view.decisions
    _show_decision(newest)
    if earlier:
        with st.expander(f"Earlier conclusions ({len(earlier)})", key="earlier_decisions"):
            for decision in earlier:
                _show_decision(decision)


def show_similar(view: IncidentView) -> None:
    if view.similar:
        st.subheader("Similar in the past", anchor=False)
    for other in view.similar:
        with st.container(key=f"row_similar_{other.incident_id}"):
            show_link(other.incident_id, f"Incident {other.number}: {plain(other.cause) or 'no cause was found'}")
            remedy = f"What helped: {plain(other.remedy)} · " if other.remedy else ""
            st.caption(f"{remedy}{other.score:.0%} alike")
    if view.related:
        st.subheader("Probably the same cause", anchor=False)
        show_rows(view.related, key="related")


def show_cases(cases: AffectedCases, *, key: str) -> None:
    """A page at a time, with a link to each."""
    if not cases.rows and not cases.gone:
        return
    number_of_pages = max(1, -(-len(cases.rows) // CASES_A_PAGE))
    number = st.session_state.get(f"cases_page_{key}") or 1
    for row in cases.rows[(number - 1) * CASES_A_PAGE : number * CASES_A_PAGE]:
        name = f": {plain(row.patient or row.filename)}" if row.patient or row.filename else ""
        st.page_link(
            pages.CASE, label=f"Case {row.number}{name}", query_params={"case": row.case_id},
            icon=":material/folder_open:",
        )  # fmt: skip
    if number_of_pages > 1:
        st.pagination(number_of_pages, key=f"cases_page_{key}")
    if cases.gone:
        st.caption(f"{counted(cases.gone, 'case')} of other programs or no longer here.")


def show_events(incident_id: str) -> None:
    shown = st.session_state.setdefault(f"events_shown_{incident_id}", EVENTS_A_PAGE)
    events = session.services().incident_events(incident_id, limit=shown + 1)
    if not events:
        st.caption("Its events are older than what is kept.")
        return
    st.markdown("\n".join(("| When | What | Message |", "|---|---|---|", *map(_event_row, events[:shown]))))
    if len(events) > shown:
        st.button("Show more", key="more_events", on_click=_more_events, args=(incident_id,))


def show_ways(view: IncidentView) -> None:
    """Where a person may bring it, with the reason that goes into its history."""
    if view.next_statuses:
        with st.form(f"incident_form_{view.incident_id}", clear_on_submit=True):
            st.text_input(
                "Reason", key=f"reason_{view.incident_id}", max_chars=LONGEST_REASON,
                placeholder="For example: payer fixed its system, call 4711",
            )  # fmt: skip
            with st.container(horizontal=True, key="incident_ways"):
                for status in view.next_statuses:
                    st.form_submit_button(
                        WAYS[status][0], key=f"to_{status}", icon=STATUSES[status][2],
                        on_click=_move, args=(view.incident_id, status), help=WAYS[status][1],
                    )  # fmt: skip
                st.form_submit_button(
                    "Only note it", key="note_incident", icon=":material/edit_note:",
                    on_click=_note, args=(view.incident_id,),
                )  # fmt: skip


def _show_decision(decision: Decision) -> None:
    by = "by the rules" if decision.made_by == "rules" else "by the language model"
    st.markdown(f"**{plain(decision.words or decision.cause)}**")
    st.caption(
        f"{CLASSES[decision.error_class].capitalize()} · {decision.confidence:.0%} sure · concluded {by} "
        f"(`{decision.version}`), {moment(decision.made_at)}"
    )
    lines = [f"- {plain(evidence.words)}" for evidence in decision.evidence]
    lines += [f"- *Not known, and would help:* {plain(words)}" for words in decision.missing]
    st.markdown("\n".join(lines))


def _event_row(event: StoredEvent) -> str:
    told = (f"{name} {value}" for name, value in event.payload.items() if name not in ("case_id", "task_id"))
    message = event.payload.get("message") or ", ".join(told)
    what = f"{event.event_type}{f' ({event.error_code})' if event.error_code else ''}"
    return f"| {moment(event.occurred_at)} | {plain(what)} | {plain(str(message)[:200])} |"


def _more_events(incident_id: str) -> None:
    st.session_state[f"events_shown_{incident_id}"] += EVENTS_A_PAGE


def _move(incident_id: str, status: IncidentStatus) -> None:
    reason = st.session_state[f"reason_{incident_id}"]
    act(session.services().set_incident_status, incident_id, status, reason=reason, actor=session.actor())
    say("Changed")


def _note(incident_id: str) -> None:
    words = st.session_state[f"reason_{incident_id}"]
    act(session.services().note_incident, incident_id, words, actor=session.actor())
    say("Noted")
