"""Letters come in here, several at once; each is followed until it can be opened."""

import streamlit as st

from denialops.ui.intake import new_case_ids, show_drop_zone, show_paste_box, show_refused, show_samples
from denialops.ui.progress import show_new_case
from denialops.ui.remittances import show_remittances

st.title("New case", anchor=False)
st.markdown("One file for each letter, as many as you like. Reading starts at once and goes on if you leave this page.")
files, text, samples = st.tabs(["Upload files", "Paste text", "Try a sample"], key="intake_tab")
with files:
    show_drop_zone()
with text:
    show_paste_box()
with samples:
    show_samples(key="sample")

show_refused()
show_remittances()
case_ids = new_case_ids()
if case_ids:
    st.subheader("Just added", anchor=False)
for case_id in reversed(case_ids):
    show_new_case(case_id)
