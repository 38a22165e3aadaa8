"""What is worked on in the background just now, what waits, and what was given up."""

import streamlit as st

from denialops.ui.tasks import show_work

st.title("Background work", anchor=False)
st.markdown("Letters are read and written in the background. Stopping one loses nothing: it can be tried again.")
show_work()
