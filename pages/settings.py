"""Which language model is in use, whether it answers, and what it costs."""

import streamlit as st

from denialops.ui import session
from denialops.ui.settings import show_connection, show_days, show_empty, show_setup, show_today

st.title("Settings", anchor=False)
setup = session.services().model_setup()
if setup is None:
    show_empty()
    st.stop()
spend = session.services().model_spend()
about, today = st.columns([3, 2], gap="large")
with about:
    show_setup(setup)
    show_connection(spend.breaker)
with today:
    show_today(spend, setup.limits)
show_days(spend.days)
