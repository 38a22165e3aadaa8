"""One incident: what happened, why, what was done about it, and what a person can do."""

import streamlit as st

from denialops.ui import pages, session
from denialops.ui.actions_shown import show_actions, show_redraft
from denialops.ui.incidents_detail import show_cases, show_cause, show_events, show_head, show_similar, show_ways
from denialops.ui.timeline import show_timeline

incident_id = session.chosen_incident()
if not incident_id:
    st.info("Choose an incident on the page “Payer trends” or “System”.", icon=":material/report:")
    st.page_link(pages.TRENDS, label="Go to the payer trends", icon=":material/arrow_back:")
    st.stop()

view = session.services().incident(incident_id)
if view.kind != "denials" and not session.may_see_system():
    st.info("Only administrators see this incident.", icon=":material/lock:")
    st.stop()

cases = session.services().incident_cases(incident_id)
show_head(view)
left, right = st.columns([3, 2], gap="large")
with left:
    show_cause(view)
    st.subheader("What can be and was done", anchor=False)
    show_actions(view.actions, key="incident")
    show_redraft(view, cases)
    show_similar(view)
    st.subheader("Events", anchor=False)
    show_events(incident_id)
with right:
    if cases.rows:
        st.subheader("Affected cases", anchor=False)
        show_cases(cases, key=incident_id)
    st.subheader("Decide", anchor=False)
    show_ways(view)
    st.subheader("What happened", anchor=False)
    show_timeline(view.timeline)
