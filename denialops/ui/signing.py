"""What is open in a letter, and the signature of somebody who lets it leave all the same."""

from __future__ import annotations

import streamlit as st

from denialops.services.records import CaseView
from denialops.ui import session
from denialops.ui.chips import counted, moment, plain
from denialops.ui.problems import act, say


def show_signature(view: CaseView) -> None:
    """Who signed for the open points of this version, or the way to sign."""
    if view.signed:
        st.info(
            f"{plain(view.signed.actor)} signed for version {view.signed.version} with "
            f"{counted(len(view.signed.points), 'open point')}, {moment(view.signed.at)}. "
            "The next change of the letter ends this.",
            icon=":material/draw:",
        )
    elif view.open_points and view.case.draft and view.row.status == "review":
        with st.popover(f"Sign for {counted(len(view.open_points), 'open point')}", icon=":material/draw:", key="sign"):
            show_points(view)
            st.button(
                f"I, {plain(session.actor())}, let the letter leave with these points open", key="sign_off",
                on_click=_sign, args=(view.row.case_id, view.case.draft.version),
            )  # fmt: skip


def show_points(view: CaseView) -> None:
    st.markdown("\n".join(f"- {plain(point)}" for point in view.open_points))


def show_open_state(view: CaseView) -> None:
    """Beside the downloads: whether this letter is whole."""
    if view.open_points:
        signed = f", signed by {plain(view.signed.actor)}" if view.signed else ""
        st.markdown(f":orange-badge[:material/warning: {counted(len(view.open_points), 'open point')}{signed}]")


def _sign(case_id: str, version: int) -> None:
    act(session.services().sign_off, case_id, version=version, actor=session.actor())
    say("Signed")
