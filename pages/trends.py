"""Which payers deny more than they used to, and what is done about it."""

import streamlit as st

from denialops.ui import session
from denialops.ui.trends import show_charts, show_rises

st.title("Payer trends", anchor=False)
st.markdown("Denials of each payer and reason, against what that payer's own past lets expect.")
trends = session.services().payer_trends()
show_rises(trends)
show_charts(trends)
