"""Every page by name; registered by absolute path so that the frame always runs first."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from denialops.ui import session

FOLDER = Path(__file__).resolve().parents[2] / "pages"
WORK_LIST = FOLDER / "work_list.py"
NEW_CASE = FOLDER / "new_case.py"
CASE = FOLDER / "case.py"
TRENDS = FOLDER / "trends.py"
SYSTEM = FOLDER / "system.py"
INCIDENT = FOLDER / "incident.py"
TASKS = FOLDER / "tasks.py"
CLINIC = FOLDER / "clinic.py"
SETTINGS = FOLDER / "settings.py"
HELP = FOLDER / "help.py"


def navigation() -> Page:
    """The menu on top; a case is reached from the work list and has no entry of its own."""
    return st.navigation(
        [
            st.Page(WORK_LIST, title="Work list", icon=":material/view_list:", url_path="work", default=True),
            st.Page(NEW_CASE, title="New case", icon=":material/add_circle:", url_path="new"),
            st.Page(CASE, title="Case", icon=":material/folder_open:", url_path="case", visibility="hidden"),
            st.Page(TRENDS, title="Payer trends", icon=":material/trending_up:", url_path="trends"),
            st.Page(INCIDENT, title="Incident", icon=":material/report:", url_path="incident", visibility="hidden"),
            st.Page(TASKS, title="Background work", icon=":material/pending_actions:", url_path="tasks"),
            st.Page(CLINIC, title="Clinic profile", icon=":material/local_hospital:", url_path="clinic"),
            *(
                [st.Page(SYSTEM, title="System", icon=":material/monitor_heart:", url_path="system")]
                if session.may_see_system()
                else []
            ),
            st.Page(SETTINGS, title="Settings", icon=":material/settings:", url_path="settings"),
            st.Page(HELP, title="Help", icon=":material/help:", url_path="help"),
        ],
        position="top",
    )
