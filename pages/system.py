"""Is the work well: incidents, vendors, switches, work items, figures and rules, for those who run the place."""

import streamlit as st

from denialops.ui import session
from denialops.ui.incidents import show_incidents

st.title("System", anchor=False)
if not session.may_see_system():
    st.info("Only administrators see this page.", icon=":material/lock:")
    st.stop()

show_incidents()
