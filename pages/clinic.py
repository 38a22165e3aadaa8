"""Who the clinic is; every document uses it."""

import streamlit as st

from denialops.ui import session
from denialops.ui.clinic import show_form, show_gaps, show_letterhead

clinic = session.services().clinic()
st.title("Clinic profile", anchor=False)
st.markdown("Letterhead, reference block and signature of every letter come from here.")
show_gaps(clinic)
form, preview = st.columns([3, 2], gap="large")
with form:
    show_form(clinic)
with preview:
    st.markdown("**Letterhead as it stands now**")
    show_letterhead(clinic, session.services().logo())
