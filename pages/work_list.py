"""All cases by safe deadline; the page the day is lived in."""

import streamlit as st

from denialops.ui import pages, session
from denialops.ui.intake import show_samples
from denialops.ui.work_items import show_alerts
from denialops.ui.worklist import EMPTY, SHOW, show_rows

show = st.session_state.get("show") or "open"
search = st.session_state.get("search", "").strip()
work = session.services().work_list(search=search, show=show)

with st.container(horizontal=True, vertical_alignment="center", key="list_head"):
    st.title("Work list", anchor=False)
    with st.container(key="go_new", width="content"):
        st.page_link(pages.NEW_CASE, label="**New case**", icon=":material/add_circle:")

show_alerts()
if not work.counts["all"]:
    st.subheader("Add your first denial letter", anchor=False)
    st.markdown("Drop in a PDF, scan, photo or text. Facts, deadline, route and a draft appeal follow in a moment.")
    with st.container(key="go_first", width="content"):
        st.page_link(pages.NEW_CASE, label="**Add a denial letter**", icon=":material/upload_file:")
    st.markdown("Or see how it works with a made-up letter:")
    show_samples(key="first")
    st.stop()

with st.container(horizontal=True, vertical_alignment="center", key="filters"):
    st.segmented_control(
        "Show",
        list(SHOW),
        default="open",
        required=True,
        key="show",
        format_func=lambda name: f"{SHOW[name]} ({work.counts[name]})",
        label_visibility="collapsed",
    )
    st.text_input(
        "Search",
        key="search",
        placeholder="Patient, claim or member number",
        icon=":material/search:",
        label_visibility="collapsed",
        width=360,
    )

if work.rows:
    show_rows(work.rows, key=f"{show}_{search}")
elif search:
    st.info(
        f"No case under “{SHOW[show]}” matches. Try fewer letters, or look under another heading.",
        icon=":material/search_off:",
    )
else:
    st.info(EMPTY[show], icon=":material/inbox:")
