"""Work in the background: what runs, what waits for its turn, what was given up, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from denialops.services.tasks import TaskView
from denialops.ui import pages, session
from denialops.ui.problems import act
from denialops.ui.words import TROUBLES, in_words

POLL_S = 2.0


def show_work() -> None:
    """Kept up to date while the page is open."""
    st.fragment(_draw_work, run_every=POLL_S)()


def _draw_work() -> None:
    work = session.services().work_under_way()
    if not any(work):
        st.info("Nothing runs and nothing is waiting.", icon=":material/check_circle:")
        return
    _show("Running", work.running, _stop_button)
    _show("Waiting", work.waiting, _stop_button)
    _show("Paused", work.paused, _resume_button)
    _show("Given up", work.given_up, _retry_button)


def _show(title: str, views: Sequence[TaskView], show_button: Callable[[str], None]) -> None:
    if not views:
        return
    st.subheader(title, anchor=False)
    for view in views:
        with st.container(border=True, key=f"task_{view.task.task_id}"):
            case, progress, way = st.columns([2, 5, 2], vertical_alignment="center")
            case.page_link(pages.CASE, label=f"**Case {view.number}**", query_params={"case": view.task.case_id})
            progress.progress(view.progress.fraction, text=_words(view))
            with way.container(horizontal=True, horizontal_alignment="right"):
                show_button(view.task.task_id)


def _words(view: TaskView) -> str:
    """Why, for what was given up."""
    words = view.progress.words
    return f"{words}: {in_words(view.task.code, TROUBLES)}" if view.task.code else words


def _stop_button(task_id: str) -> None:
    st.button("Stop", key=f"stop_{task_id}", icon=":material/stop_circle:", on_click=_stop, args=(task_id,))


def _resume_button(task_id: str) -> None:
    st.button("Go on", key=f"resume_{task_id}", icon=":material/play_arrow:", on_click=_resume, args=(task_id,))
    _stop_button(task_id)


def _retry_button(task_id: str) -> None:
    st.button("Try again", key=f"retry_{task_id}", icon=":material/refresh:", on_click=_retry, args=(task_id,))


def _stop(task_id: str) -> None:
    act(session.services().cancel_task, task_id, actor=session.actor())


def _resume(task_id: str) -> None:
    act(session.services().resume_task, task_id, actor=session.actor())


def _retry(task_id: str) -> None:
    act(session.services().retry_task, task_id, actor=session.actor())
