"""The frame of every page: navigation, the name of who is here, notices, and errors in words."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from denialops.errors import DenialOpsError
from denialops.ui import pages
from denialops.ui.actions import page_action
from denialops.ui.naming import ask_for_name, show_who
from denialops.ui.problems import show_error, show_notice

STYLE = Path(__file__).with_name("style.css")
# A file: icons by name are fetched from outside this computer.
ICON = Path(__file__).with_name("icon.png")

st.set_page_config(page_title="DenialOps", page_icon=ICON, layout="wide")
st.html(STYLE)
page = pages.navigation()
if ask_for_name():
    show_notice()
    try:
        with page_action(page.url_path):
            page.run()
    except DenialOpsError as error:
        show_error(error.as_record())
        st.page_link(pages.WORK_LIST, label="Go to the work list", icon=":material/arrow_back:")
    show_who()
