"""Kill switches: what stands still and why, how to let it go on, and how to stop something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from denialops.clock import local
from denialops.domain.recovery.safety import KillSwitch, SwitchScope
from denialops.services.incident_words import vendor_words
from denialops.ui import session
from denialops.ui.chips import moment, plain
from denialops.ui.problems import act, say

SCOPES: dict[SwitchScope, str] = {
    "vendor": "A vendor or payer",
    "workflow": "A kind of work",
    "tenant": "All work of this clinic",
}
LASTS: dict[str, int] = {
    "1 hour": 1, "4 hours": 4, "1 day": 24, "1 week": 7 * 24, "Until somebody lifts it": 0,
}  # fmt: skip
ENDED_SHOWN = 20


def show_switches() -> None:
    in_force = session.services().kill_switches(in_force=True)
    if not in_force:
        st.info("Nothing is stopped.", icon=":material/play_circle:")
    for switch in in_force:
        with st.container(border=True, key=f"switch_{switch.switch_id}"):
            _show_switch(switch)
    _show_form()
    standing = {switch.switch_id for switch in in_force}
    ended = [switch for switch in session.services().kill_switches() if switch.switch_id not in standing]
    if ended:
        with st.expander(f"Ended ({len(ended)})", key="switches_ended"):
            _show_ended(ended[:ENDED_SHOWN])


def _show_switch(switch: KillSwitch) -> None:
    text, way = st.columns([4, 1], vertical_alignment="center")
    until = f"until {moment(switch.expires_at)}" if switch.expires_at else "until somebody lifts it"
    text.markdown(
        f":red-badge[:material/front_hand: Stopped] **{_named(switch)}** {until}  \n"
        f"{plain(switch.reason)} :small[({plain(switch.set_by)}, {moment(switch.set_at)})]"
    )
    way.button(
        "Let it go on", key=f"lift_{switch.switch_id}", icon=":material/play_arrow:",
        on_click=_lift, args=(switch.switch_id,),
    )  # fmt: skip


def _show_form() -> None:
    st.subheader("Stop something", anchor=False)
    scope = st.segmented_control(
        "What", list(SCOPES), default="vendor", required=True, key="switch_scope", format_func=SCOPES.__getitem__
    )
    with st.form("switch_form", clear_on_submit=True):
        what, lasts = st.columns(2)
        if scope != "tenant":
            what.selectbox(
                SCOPES[scope], _targets(scope), index=None, key="switch_target", accept_new_options=True,
                placeholder="Choose or write its name", format_func=vendor_words,
            )  # fmt: skip
        lasts.selectbox("For how long", list(LASTS), key="switch_lasts")
        st.text_input("Reason", key="switch_reason", max_chars=500, placeholder="Others will read it")
        st.form_submit_button(
            "Stop it now", key="set_switch", type="primary", icon=":material/front_hand:", on_click=_set
        )


def _targets(scope: SwitchScope) -> list[str]:
    desk = session.services()
    if scope == "vendor":
        return [vendor.vendor for vendor in desk.vendors()]
    return [workflow.workflow_id for workflow in desk.workflows()]


def _show_ended(ended: Sequence[KillSwitch]) -> None:
    rows = (
        f"| {_named(switch)} | {plain(switch.reason)} | {plain(switch.set_by)}, {moment(switch.set_at)} | "
        f"{f'{plain(switch.lifted_by)}, {moment(switch.lifted_at)}' if switch.lifted_at else 'ended by itself'} |"
        for switch in ended
    )
    st.markdown("\n".join(("| What | Why | Stopped by | Lifted by |", "|---|---|---|---|", *rows)))


def _named(switch: KillSwitch) -> str:
    return plain(vendor_words(switch.target)) or SCOPES["tenant"]


def _set() -> None:
    hours = LASTS[st.session_state["switch_lasts"]]
    until = local(datetime.now(UTC)) + timedelta(hours=hours) if hours else None
    scope = st.session_state["switch_scope"]
    target = "" if scope == "tenant" else st.session_state["switch_target"] or ""
    act(
        session.services().set_kill_switch, scope, target,
        reason=st.session_state["switch_reason"], actor=session.actor(), expires_at=until,
    )  # fmt: skip
    say("Stopped")


def _lift(switch_id: str) -> None:
    act(session.services().lift_kill_switch, switch_id, actor=session.actor())
    say("It goes on")
