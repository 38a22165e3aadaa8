"""Is the work well: incidents, vendors, switches, work items, figures and rules, for those who run the place."""

import streamlit as st

from denialops.ui import session
from denialops.ui.event_charts import show_figures
from denialops.ui.incidents import show_incidents
from denialops.ui.kill_switches import show_switches
from denialops.ui.vendors import show_quotas, show_rules, show_vendors
from denialops.ui.work_items import show_work_items

st.title("System", anchor=False)
if not session.may_see_system():
    st.info("Only administrators see this page.", icon=":material/lock:")
    st.stop()

incidents, figures, vendors, switches, items, rules = st.tabs(
    ["Incidents", "Events", "Vendors", "Kill switches", "Work items", "Rules and quotas"],
    key="system_tab",
    on_change="rerun",
)
if incidents.open:
    with incidents:
        show_incidents()
if figures.open:
    with figures:
        show_figures()
if vendors.open:
    with vendors:
        show_vendors()
if switches.open:
    with switches:
        show_switches()
if items.open:
    with items:
        show_work_items()
if rules.open:
    with rules:
        show_rules(session.services().recovery_rules())
        show_quotas(session.services().quotas())
