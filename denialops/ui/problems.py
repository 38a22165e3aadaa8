"""Errors as people see them: what happened, what to do next, and the code; never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import streamlit as st

from denialops.errors import DenialOpsError
from denialops.logs import get_log

P = ParamSpec("P")
R = TypeVar("R")

NOTICE = "notice"


def act(action: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
    """Does what a person asked for; a refusal becomes a notice on the next run and None comes back."""
    try:
        return action(*args, **kwargs)
    except DenialOpsError as error:
        st.session_state[NOTICE] = error.as_record()
        return None


def say(words: str) -> None:
    """A short confirmation of the action just done; silent when it was refused."""
    if NOTICE not in st.session_state:
        st.toast(words, icon=":material/check_circle:")


def show_notice() -> None:
    """The refusal of the last action, once, on top of the page."""
    notice = st.session_state.pop(NOTICE, None)
    if notice:
        show_error(notice)


def show_error(error: dict[str, str]) -> None:
    """`error` as DenialOpsError.as_record gives it."""
    message, hint = error["message"], error["hint"]
    told_twice = message in ("", hint)
    st.error(hint if told_twice else f"{message}  \n{hint}", icon=":material/error:")
    st.caption(f"Code: `{error['code']}`")


def show_unforeseen(error: Exception) -> bool:
    """The app's last resort: its type and place go to the log, calm words to the page."""
    if isinstance(error, DenialOpsError):
        show_error(error.as_record())
        return True
    get_log().error("page_failed", exc_info=error)
    st.error(
        "Something went wrong on our side. Your saved work is safe. "
        "Reload the page; if it happens again, tell support the code.",
        icon=":material/error:",
    )
    st.caption("Code: `internal_error`")
    return True


def keep_text_out_of_logs() -> None:
    """Streamlit's own report of a failed page carries the exception's text; show_unforeseen logs it without."""
    logging.getLogger("streamlit.error_util").addFilter(lambda _: False)
