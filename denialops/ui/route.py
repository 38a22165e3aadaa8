"""What to do with the denial and by when: regime, category, route, deadlines, what is missing; each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import streamlit as st

from denialops.domain.routing import ChecklistItem, Finding, RouteOption, Routing
from denialops.services.records import CaseView
from denialops.ui import session
from denialops.ui.chips import day, plain
from denialops.ui.deadlines import show_deadlines, show_received
from denialops.ui.demands import show_demands
from denialops.ui.evidence import show_button
from denialops.ui.problems import act, say
from denialops.ui.words import CATEGORIES, DOCUMENT_KINDS, in_words

CHECK_MARKS = {
    "have": ":green-badge[:material/check: have]",
    "missing": ":red-badge[:material/close: missing]",
    "ask": ":orange-badge[:material/help: ask]",
}


def show_route(view: CaseView) -> None:
    routing = view.case.routing
    if not routing:
        st.info("No route yet: it follows once the letter has been read.", icon=":material/route:")
        return
    _show_recommendation(routing)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        _show_regime(view, routing.regime)
    with right.container(border=True, height="stretch"):
        _show_category(view, routing)
    show_received(view)
    show_deadlines(view, routing.deadlines)
    _show_missing(routing.missing)
    show_demands(view)
    _show_findings(routing)


def _show_recommendation(routing: Routing) -> None:
    with st.container(border=True, key="recommendation"):
        st.markdown(":gray[:small[Recommended]]")
        due = f" :gray[by {day(routing.route.due)}]" if routing.route.due else ""
        st.markdown(f"### {plain(routing.route.label)}{due}")
        st.markdown(_points(routing.route.reasons))
        if routing.route.changes_if:
            st.markdown(f"**This would change it**\n{_points(routing.route.changes_if)}")
        if routing.alternatives:
            with st.expander("Other ways"):
                for option in routing.alternatives:
                    _show_option(option)


def _show_option(option: RouteOption) -> None:
    due = f" (by {day(option.due)})" if option.due else ""
    st.markdown(f"**{plain(option.label)}**{due}\n{_points((*option.reasons, *option.changes_if))}")


def _show_regime(view: CaseView, regime: Finding) -> None:
    regimes = session.services().regimes()
    case_id, read = view.row.case_id, regimes.get(regime.value, in_words(regime.value))
    st.markdown(":gray[:small[Whose rules apply]]")
    st.markdown(f"**{plain(read)}** {_finding_chip(regime)}")
    _show_grounds(view, regime, "regime")
    if not regime.is_confirmed:
        st.caption("Deadlines stay provisional until a person confirms this.")
        if regime.value in regimes:
            st.button(
                "Confirm", key="confirm_regime", icon=":material/check:", type="primary",
                on_click=_confirm, args=(case_id, regime.value),
            )  # fmt: skip
    _show_choice(
        "Choose another", regimes, regime.value, key=f"regime_{case_id}", on_click=_confirm_chosen, args=(case_id,)
    )


def _show_category(view: CaseView, routing: Routing) -> None:
    st.markdown(":gray[:small[Why it was denied]]")
    st.markdown(f"**{in_words(routing.category.value, CATEGORIES)}** {_finding_chip(routing.category)}")
    _show_grounds(view, routing.category, "category")
    kind = in_words(routing.document_kind.value, DOCUMENT_KINDS)
    st.caption(f"{kind} · {in_words(routing.phase)} · {in_words(routing.level)} · {in_words(routing.urgency)}")
    case_id = view.row.case_id
    _show_choice(
        "Choose another",
        CATEGORIES,
        routing.category.value,
        key=f"category_{case_id}",
        on_click=_set_category,
        args=(case_id,),
    )


def _show_grounds(view: CaseView, finding: Finding, field: str) -> None:
    if finding.evidence:
        st.markdown(f"> {plain(finding.evidence[0].quote)}")
    if finding.reasons:
        st.markdown(_points(finding.reasons))
    show_button(view, view.case.facts.find(field), key=f"show_{field}")


def _show_choice(
    label: str, options: Mapping[str, str], present: str, *, key: str, on_click: Callable[[str], None], args: tuple[str]
) -> None:
    codes = list(options)
    with st.popover(label, type="tertiary", key=f"open_{key}"), st.form(f"form_{key}", border=False):
        st.selectbox(
            "Choose", codes, index=codes.index(present) if present in codes else None,
            format_func=options.__getitem__, key=key, placeholder="Choose one",
        )  # fmt: skip
        st.form_submit_button("Save", key=f"save_{key}", type="primary", on_click=on_click, args=args)


def _show_missing(items: tuple[ChecklistItem, ...]) -> None:
    if items:
        st.subheader("What the appeal needs", anchor=False)
        st.markdown("\n".join(f"- {CHECK_MARKS[i.status]} **{plain(i.item)}** {plain(i.why)}" for i in items))


def _show_findings(routing: Routing) -> None:
    for finding in routing.findings:
        st.warning(plain(finding.detail) or in_words(finding.code), icon=":material/warning:")


def _finding_chip(finding: Finding) -> str:
    if finding.is_confirmed:
        return f":blue-badge[:material/person: confirmed by {plain(finding.confirmed_by)}]"
    sure = finding.confidence >= 0.9
    return ":green-badge[:material/check: sure]" if sure else ":orange-badge[:material/help: check this]"


def _points(lines: Iterable[str]) -> str:
    return "\n".join(f"- {plain(line)}" for line in lines)


def _confirm(case_id: str, regime: str) -> None:
    act(session.services().confirm_regime, case_id, regime, actor=session.actor())
    say("Confirmed. Deadlines and route are worked out again")


def _confirm_chosen(case_id: str) -> None:
    if chosen := st.session_state[f"regime_{case_id}"]:
        _confirm(case_id, chosen)


def _set_category(case_id: str) -> None:
    if chosen := st.session_state[f"category_{case_id}"]:
        act(session.services().correct_fact, case_id, "category", chosen, actor=session.actor())
        say("Saved. The route is worked out again")
