"""The parts of the settings page: what is chosen, whether it answers, what was spent. Never a secret."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from denialops.domain.models import BreakerState, DaySpend
from denialops.services.records import ModelLimits, ModelSetup, ModelSpend, Probe
from denialops.ui import session
from denialops.ui.chips import counted, plain
from denialops.ui.problems import act
from denialops.ui.words import BREAKER

ALERT_SHARE = 0.8
EXAMPLE = """\
# A server in your own building (vLLM, llama.cpp):
DENIALOPS_LLM_PROVIDER=compatible
DENIALOPS_LLM_BASE_URL=http://gpu:8000/v1
DENIALOPS_LLM_MODEL=the-name-it-serves

# Or Ollama on this computer:
DENIALOPS_LLM_PROVIDER=local
DENIALOPS_LLM_MODEL=llama3.1

# Or OpenAI or Anthropic, with your key:
DENIALOPS_LLM_PROVIDER=anthropic
DENIALOPS_LLM_MODEL=the-model-you-choose
ANTHROPIC_API_KEY=..."""


def who_gets_text(setup: ModelSetup | None) -> str:
    """The promise about letters, as it is true here."""
    if setup is None:
        return "Letters stay on this computer. Nothing is sent anywhere."
    if setup.is_redacted:
        return f"Letters go to {plain(setup.label)}, names and numbers of patients replaced; to nobody else."
    return f"Letters go to the language model at {plain(setup.address)}; to nobody else."


def show_empty() -> None:
    st.info(
        "No language model is in use, and none is needed: letters are read and written by rules. "
        f"{who_gets_text(None)}",
        icon=":material/verified_user:",
    )
    st.markdown("To have one read and write beside the rules, put one of these into the file `.env` and start again:")
    st.code(EXAMPLE, language="bash")


def show_setup(setup: ModelSetup) -> None:
    st.subheader("Language model", anchor=False)
    where = "sent with identifiers replaced" if setup.is_redacted else "sent as it is written"
    rows = (
        ("Provider", setup.label),
        ("Model", setup.model),
        ("Address", setup.address),
        ("Key", setup.key),
        ("Letter text", where),
        ("Kept replies", "none" if setup.cache == "none" else f"{setup.cache}, encrypted"),
    )
    st.markdown(
        "\n".join(("| What | In use |", "|---|---|", *(f"| {name} | {plain(value)} |" for name, value in rows)))
    )
    if setup.is_redacted:
        st.caption("Replacing identifiers lowers the risk; it is no certified de-identification.")


def show_connection(breaker: BreakerState) -> None:
    colour = {"closed": "green", "open": "red", "half_open": "orange"}[breaker.state]
    wait = f", next try in {breaker.retry_in_s:.0f} s" if breaker.state == "open" else ""
    with st.container(horizontal=True, vertical_alignment="center", key="connection"):
        st.button("Test the connection", key="test_model", icon=":material/network_check:", on_click=_test)
        st.markdown(f":{colour}-badge[{BREAKER[breaker.state]}{wait}]", width="content")
    probe: Probe | None = st.session_state.get("probe")
    if probe and probe.code:
        st.error(f"{probe.hint}  \nCode: `{probe.code}`", icon=":material/error:")
    elif probe:
        st.success(
            f"It answered after {probe.seconds:.1f} s, the first word after {probe.first_token_s:.1f} s, "
            f"with {counted(probe.tokens, 'token')}.",
            icon=":material/check_circle:",
        )


def show_today(spend: ModelSpend, limits: ModelLimits) -> None:
    st.subheader("Today", anchor=False)
    used, cost = spend.today.tokens.total, spend.today.cost_usd
    st.markdown(
        f"**${cost:,.2f}** · {used:,} tokens · {counted(spend.today.calls, 'call')}, "
        f"{spend.today.failed} of them failed"
    )
    if spend.today.unpriced:
        st.caption(
            f"{counted(spend.today.unpriced, 'call')} of a model whose price is not known: it was at least this."
        )
    _show_bar("dollars", float(cost), float(limits.day_usd), f"${cost:,.2f} of ${limits.day_usd:,.2f} for a day")
    _show_bar("tokens", used, limits.day_tokens, f"{used:,} of {limits.day_tokens:,} tokens for a day")
    for_case = [f"${limits.case_usd:,.2f}"] if limits.case_usd else []
    for_case += [f"{limits.case_tokens:,} tokens"] if limits.case_tokens else []
    if for_case:
        st.caption(f"One case may use {' and '.join(for_case)}.")
    cache = spend.cache
    st.markdown(
        f"Kept replies: {cache.entries:,}. Answered from them since the start: {cache.hits:,} of "
        f"{cache.hits + cache.misses:,}, which saved ${cache.saved_usd:,.2f}."
    )


def show_days(days: tuple[DaySpend, ...]) -> None:
    st.subheader("By day", anchor=False)
    if not days:
        st.caption("Nothing was asked yet.")
        return
    _show_chart(days)
    head = "| Day | Model | Calls | Failed | From kept replies | Tokens | Cost | Saved | First word | Whole |"
    st.markdown("\n".join((head, "|" + "---|" * 10, *map(_day_row, days))))


def _show_chart(days: tuple[DaySpend, ...]) -> None:
    """Dollars a day; tokens where nothing is billed or no price is known."""
    is_billed = any(row.spend.cost_usd for row in days)
    name = "Dollars" if is_billed else "Tokens"
    height: dict[str, float] = {}
    for row in days:
        used = float(row.spend.cost_usd) if is_billed else row.spend.tokens.total
        height[row.day] = height.get(row.day, 0.0) + used
    st.bar_chart([{"Day": day, name: used} for day, used in sorted(height.items())], x="Day", y=name, height=180)


def _show_bar(name: str, used: float, limit: float, words: str) -> None:
    if limit <= 0:
        return
    share = used / limit
    st.progress(min(share, 1.0), text=words)
    if share >= 1:
        st.error(f"The day's budget in {name} is used up: cases go on with the rules.", icon=":material/block:")
    elif share >= ALERT_SHARE:
        st.warning(f"{share:.0%} of the day's budget in {name} is used.", icon=":material/warning:")


def _day_row(row: DaySpend) -> str:
    spend = row.spend
    cells = (
        row.day, row.model, f"{spend.calls:,}", f"{spend.failed:,}", f"{spend.from_cache:,}",
        f"{spend.tokens.total:,}", _dollars(spend.cost_usd), _dollars(spend.saved_usd),
        f"{row.median_first_token_s:.2f} s", f"{row.median_total_s:.2f} s",
    )  # fmt: skip
    return f"| {' | '.join(map(plain, cells))} |"


def _dollars(amount: Decimal) -> str:
    return f"${amount:,.4f}"


def _test() -> None:
    st.session_state["probe"] = act(session.services().test_model)
