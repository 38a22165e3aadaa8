"""Before accounts exist: each browser gives a name once, and may change it."""

from __future__ import annotations

import streamlit as st

from denialops.ui import session
from denialops.ui.chips import plain
from denialops.ui.problems import act, show_notice


def ask_for_name() -> bool:
    """True when the browser has a name; otherwise asks for it and nothing else is shown."""
    if session.actor():
        return True
    _, middle, _ = st.columns([1, 2, 1])
    with middle:
        st.title("Welcome to DenialOps")
        st.markdown(
            "Your name is kept with every change you make in this browser, so that colleagues know who to ask. "
            "You are asked once."
        )
        show_notice()
        with st.form("name_form"):
            st.text_input("Your name", key="new_name", max_chars=60, placeholder="First and last name")
            st.form_submit_button("Start", key="save_name", type="primary", on_click=_save_name)
    return False


def show_who() -> None:
    """The foot of every page: who is working here, with a way to change it."""
    with st.container(key="foot", horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        st.markdown(f":material/person: {plain(session.actor())}", width="content")
        with st.popover("Change name", type="tertiary", key="rename"), st.form("rename_form", border=False):
            st.text_input("Your name", key="new_name", max_chars=60)
            st.form_submit_button("Save name", key="save_name", on_click=_save_name)


def _save_name() -> None:
    act(session.services().name_browser, session.browser_id(), st.session_state["new_name"])
