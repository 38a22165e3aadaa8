"""Vendors and payers with breaker and rates, paused and resumed here; and the state of the rules and quotas."""

from __future__ import annotations

import streamlit as st

from denialops.domain.recovery.safety import QuotaUse
from denialops.services.incident_words import vendor_words
from denialops.services.safety import RulesState, VendorRow
from denialops.ui import session
from denialops.ui.chips import counted, moment, plain
from denialops.ui.problems import act, say

ROWS_A_PAGE = 20
COLUMNS = {"Name": 2.2, "State": 2.0, "Last 24 hours": 1.2, "Limits": 1.5, "Last seen": 1.3, "": 2.8}
BREAKERS = {
    "closed": ("green", ":material/check_circle:", "Works"),
    "open": ("red", ":material/block:", "Left alone after failures"),
    "half_open": ("orange", ":material/hourglass_top:", "Being tried again"),
}
KINDS = {
    "model": "language model", "clearinghouse": "clearinghouse", "payer": "payer", "fax": "fax service",
    "eligibility": "eligibility", "payment": "payments", "own": "DenialOps itself", "other": "no rule of its own",
}  # fmt: skip
QUOTAS = {
    "events": "Events today", "cases": "Cases opened today", "megabytes": "Megabytes of files",
    "model_usd": "Dollars for the language model today",
}  # fmt: skip


def show_vendors() -> None:
    """Stopped and failing ones first."""
    vendors = sorted(session.services().vendors(), key=_order)
    if not vendors:
        st.info("No vendor yet. Each registers itself with its first event.", icon=":material/inbox:")
        return
    with st.container(key="worklist_head_vendors"):
        for place, name in zip(st.columns(list(COLUMNS.values())), COLUMNS, strict=True):
            place.markdown(f":small[{name}]")
    number = st.session_state.get("vendors_page") or 1
    for vendor in vendors[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]:
        with st.container(key=f"row_vendor_{vendor.vendor}"):
            _show_vendor(vendor)
    if len(vendors) > ROWS_A_PAGE:
        st.pagination(-(-len(vendors) // ROWS_A_PAGE), key="vendors_page")


def show_rules(state: RulesState) -> None:
    if state.faults:
        st.error(
            "A rule file is faulty, so the earlier rules stay in use. Correct it; it is read again by itself.",
            icon=":material/rule:",
        )
        st.markdown("\n".join(f"- `{fault.replace('`', '')}`" for fault in state.faults))
    else:
        st.success("Every rule file is read and in use.", icon=":material/check_circle:")
    st.markdown(
        f"{counted(state.error_codes, 'error code')}, {counted(state.retry_policies, 'retry policy')}, "
        f"{counted(state.vendors, 'vendor')} · version `{state.version}`".replace("policys", "policies")
    )


def show_quotas(quotas: tuple[QuotaUse, ...]) -> None:
    for quota in quotas:
        name = QUOTAS[quota.what]
        if quota.limit:
            share = min(float(quota.used) / float(quota.limit), 1.0)
            st.progress(share, text=f"{name}: {quota.used:,} of {quota.limit:,}")
        else:
            st.caption(f"{name}: no limit is set")


def _order(vendor: VendorRow) -> tuple[bool, int, str]:
    return not vendor.stopped and vendor.breaker == "closed", -vendor.failed, vendor.vendor


def _show_vendor(vendor: VendorRow) -> None:
    name, state, rates, limits, seen, ways = st.columns(list(COLUMNS.values()), vertical_alignment="center")
    new = "" if vendor.is_reviewed else " :violet-badge[:material/fiber_new: not reviewed]"
    name.markdown(f"**{plain(_label(vendor))}**{new}  \n:small[{KINDS[vendor.kind]}]")
    state.markdown(_state(vendor))
    share = f" ({vendor.failed / vendor.events:.0%})" if vendor.failed else ""
    rates.markdown(f"{counted(vendor.events, 'event')}  \n:small[{vendor.failed:,} failed{share}]")
    limits.markdown(f":small[{_limits(vendor)}]")
    seen.markdown(f":small[{moment(vendor.last_seen)}]")
    with ways.container(horizontal=True, horizontal_alignment="right", key=f"vendor_ways_{vendor.vendor}"):
        _show_ways(vendor)


def _show_ways(vendor: VendorRow) -> None:
    if not vendor.is_reviewed:
        st.button(
            "Reviewed", key=f"review_{vendor.vendor}", icon=":material/check:", on_click=_review,
            args=(vendor.vendor,), help="I know this vendor; the name is right.",
        )  # fmt: skip
    if vendor.is_paused:
        st.button(
            "Resume", key=f"resume_{vendor.vendor}", icon=":material/play_arrow:", on_click=_resume,
            args=(vendor.vendor,),
        )  # fmt: skip
    else:
        st.button(
            "Pause", key=f"pause_{vendor.vendor}", icon=":material/pause:", on_click=_pause, args=(vendor.vendor,),
            help="Nothing is asked of it until somebody resumes it.",
        )  # fmt: skip


def _state(vendor: VendorRow) -> str:
    if vendor.stopped:
        return f":red-badge[:material/front_hand: Stopped]  \n:small[{plain(vendor.stopped)}]"
    colour, icon, words = BREAKERS[vendor.breaker]
    more = f"  \n:small[next try in {vendor.retry_in_s:.0f} s]" if vendor.breaker == "open" else ""
    if vendor.breaker == "closed" and vendor.failures_in_a_row:
        more = f"  \n:small[{counted(vendor.failures_in_a_row, 'failure')} in a row]"
    return f":{colour}-badge[{icon} {words}]{more}"


def _limits(vendor: VendorRow) -> str:
    calls = f"{vendor.calls_per_minute} calls a minute" if vendor.calls_per_minute else "calls not limited"
    retries = f"{vendor.retries_per_hour} retries an hour" if vendor.retries_per_hour else "retries not limited"
    return f"{calls}, {retries}"


def _label(vendor: VendorRow) -> str:
    return vendor.label if vendor.label != vendor.vendor else vendor_words(vendor.vendor)


def _review(vendor: str) -> None:
    act(session.services().review_vendor, vendor, actor=session.actor())
    say("Reviewed")


def _pause(vendor: str) -> None:
    act(session.services().pause_vendor, vendor, actor=session.actor())
    say("Paused")


def _resume(vendor: str) -> None:
    act(session.services().resume_vendor, vendor, actor=session.actor())
    say("Goes on")
