"""The route: the first decision of the rules that holds, with its reasons, and what else could be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from denialops.domain.calendar import Calendar
from denialops.domain.routing import Deadline, RouteOption
from denialops.domain.rulebook.routes import Decision
from denialops.domain.rulebook.words import BY_LEVEL
from denialops.domain.wording import day
from denialops.pipeline.routing.situation import Situation

NO_STEP = "The letter names no step of appeal: ask the payer where and until when to appeal."
NO_DECISION = Decision(
    id="nothing-fits",
    when={},
    route="ask_a_person",
    reasons=("No rule fits this combination of facts.",),
    changes_if=("A person corrects the category or the step.",),
)


def closed_offers(deadlines: tuple[Deadline, ...], today: date) -> frozenset[str]:
    """Offers of the letter whose last day has passed."""
    return frozenset(row.step for row in deadlines if row.rule_id == "letter" and row.stated and row.stated < today)


def choose_route(situation: Situation, deadlines: tuple[Deadline, ...]) -> tuple[RouteOption, tuple[RouteOption, ...]]:
    """The route and its alternatives."""
    closed = closed_offers(deadlines, situation.case.today)
    conditions = situation.conditions(closed)
    rules = situation.rulebook.routes
    decision = next((row for row in rules.decisions if row.holds(conditions)), NO_DECISION)
    chosen = _resolve(decision.route, situation)
    others = dict.fromkeys(_resolve(route, situation) for route in decision.then)
    others.pop(chosen, None)
    is_fix = rules.by_id[chosen].is_fix
    return (
        _option(chosen, decision, situation, deadlines),
        tuple(_alternative(route, is_fix, situation, deadlines) for route in others if _makes_sense(route, conditions)),
    )


def _resolve(route: str, situation: Situation) -> str:
    if route != BY_LEVEL:
        return route
    row = situation.rulebook.routes.by_level.get(situation.level)
    if row is None:
        return "expedited_appeal" if situation.urgency == "expedited" else "internal_appeal_l1"
    return row.expedited if situation.urgency == "expedited" and row.expedited else row.route


def _makes_sense(route: str, conditions: Mapping[str, frozenset[str]]) -> bool:
    """A call to the reviewer is for care that has not ended."""
    return route != "peer_to_peer" or "post_service" not in conditions["phase"]


def _option(route: str, decision: Decision, situation: Situation, deadlines: tuple[Deadline, ...]) -> RouteOption:
    return RouteOption(
        route=route,
        label=situation.rulebook.routes.by_id[route].label,
        reasons=(*decision.reasons, *_case_reasons(decision, situation)),
        changes_if=decision.changes_if,
        due=_own_due(route, situation, deadlines) or _primary_due(deadlines),
    )


def _case_reasons(decision: Decision, situation: Situation) -> Iterator[str]:
    """What the letter's codes say in our words, and the missing step."""
    codes, facts = situation.rulebook.codes, situation.facts
    for field, meanings in (("carc", codes.carc_by_code), ("rarc", codes.rarc_by_code)):
        for code in facts.values(field):
            if row := meanings.get(code):
                yield f"Code {code}: {row.meaning}."
    if decision.route == BY_LEVEL and situation.level not in situation.rulebook.routes.by_level:
        yield NO_STEP


def _alternative(route: str, is_fix: bool, situation: Situation, deadlines: tuple[Deadline, ...]) -> RouteOption:
    label, own = situation.rulebook.routes.by_id[route].label, _own_due(route, situation, deadlines)
    last = _primary_due(deadlines)
    if route != _resolve(BY_LEVEL, situation) or last is None:
        return RouteOption(route=route, label=label, due=own)
    if is_fix:
        due, reason = _fallback(last, situation)
        return RouteOption(route=route, label=label, reasons=(reason,), due=due)
    return RouteOption(route=route, label=label, due=own or last)


def _fallback(last: date, situation: Situation) -> tuple[date, str]:
    """The repair does not stop the appeal clock: file some weeks before its end if the repair has not worked."""
    days, today = situation.rulebook.routes.fallback_days, situation.case.today
    due = Calendar(situation.rulebook.holidays).safe(last - timedelta(days=days))
    if last < today:
        return last, f"The time to appeal ended on {day(last)}: ask whether good cause is accepted."
    if due <= today:
        return last, f"Fewer than {days} days are left to appeal (until {day(last)}): file it beside the repair."
    return due, f"Fallback: file on {day(due)}, {days} days before the end, if the repair has not worked by then."


def _own_due(route: str, situation: Situation, deadlines: tuple[Deadline, ...]) -> date | None:
    """The day of the route's own clock; today for what is done today."""
    own = next((row.plan_to for row in deadlines if row.step == route and row.plan_to), None)
    return own or (situation.case.today if situation.rulebook.routes.by_id[route].is_urgent else None)


def _primary_due(deadlines: tuple[Deadline, ...]) -> date | None:
    return next((row.plan_to for row in deadlines if row.is_primary), None)
