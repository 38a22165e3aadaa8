"""Who is at the screen and which case is on it: services for pages, the browser's id, the person's name."""

from __future__ import annotations

from functools import cache
from uuid import uuid4

import streamlit as st

from denialops.config import load_settings
from denialops.services import Services

BROWSER_COOKIE = "denialops_browser"


@cache
def services() -> Services:
    """The one Services object of this process; tests put a fake in its place and load nothing behind it."""
    from denialops.bootstrap import build_services

    return build_services(load_settings())


def browser_id() -> str:
    """The cookie's id; a browser that takes no cookies is known for this visit only."""
    fallback: str = st.session_state.setdefault("visit_id", uuid4().hex)
    return st.context.cookies.get(BROWSER_COOKIE, fallback)


def actor() -> str:
    """The name that is kept with every change; main.py asks for it before any page runs."""
    return services().browser_name(browser_id()) or ""


def chosen_case() -> str:
    """The id of the case in the address, or an empty string."""
    return st.query_params.get("case", "")


def chosen_incident() -> str:
    """The id of the incident in the address, or an empty string."""
    return st.query_params.get("incident", "")


def may_see_system() -> bool:
    """The one door to what only administrators see; before accounts exist, everybody who is let in runs the place."""
    return True
