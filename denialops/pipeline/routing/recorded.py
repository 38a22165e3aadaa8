"""Deadline and route by the conventions of the evaluation sets: as of the day of the letter, never shifted."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from denialops.domain.calendar import Calendar
from denialops.domain.cases import CaseFile
from denialops.domain.deadlines import CaseDates, Count, count_rule, count_stated
from denialops.domain.rulebook import Rulebook
from denialops.domain.rulebook.deadlines import DeadlineRow
from denialops.pipeline.routing.choice import choose_route
from denialops.pipeline.routing.clocks import Clocks, open_step
from denialops.pipeline.routing.situation import Situation
from denialops.pipeline.routing.stated import PRACTICAL, case_dates, stated_appeal, stated_practical


class RecordedDeadline(NamedTuple):
    """`words`: the rule and the count behind the day; both empty when the letter allows no count."""

    last: date | None
    words: str


def record_deadline(case: CaseFile, rulebook: Rulebook) -> RecordedDeadline:
    """The last day of the open step, printed or counted; else the practical day that the letter states; else none."""
    situation = Situation(case, rulebook)
    dates = case_dates(situation, with_receipt=False)
    calendar = Calendar(rulebook.holidays)
    row = open_step(situation, dates.notice or case.today)
    plain = row.model_copy(update={"weekend": "none"}) if row else None
    found = _formal(situation, plain, dates, calendar)
    if found:
        source = plain.citation if plain else "terms stated in the letter"
        return RecordedDeadline(found.last, f"{source}: {found.words}")
    practical = _practical(situation, dates, calendar)
    return RecordedDeadline(practical.last, practical.words) if practical else RecordedDeadline(None, "")


def record_route(case: CaseFile, rulebook: Rulebook) -> str | None:
    """The route of the letter's own day in the sets' words; None where they have no word for it."""
    on = case.facts.date("denial_date") or date.min
    situation = Situation(case.model_copy(update={"today": on}), rulebook)
    route, _ = choose_route(situation, Clocks(situation).all())
    words = {
        "category": situation.category.value, "phase": situation.phase, "level": situation.level,
        "regime": situation.regime.value, "kind": situation.kind.value,
    }  # fmt: skip
    return rulebook.vocabulary.translate("routes", route.route, words)


def _formal(situation: Situation, row: DeadlineRow | None, dates: CaseDates, calendar: Calendar) -> Count | None:
    if situation.is_denial is not True or situation.level == "none":
        return None
    stated = stated_appeal(situation.facts)
    if stated:
        return count_stated(stated, row, dates, calendar)
    may_count = row is not None and row.sets_a_date and row.bound == "exact" and situation.is_regime_sure
    return count_rule(row, dates, calendar) if row and may_count else None


def _practical(situation: Situation, dates: CaseDates, calendar: Calendar) -> Count | None:
    """The clock of a practical step, the one of the route first."""
    facts = situation.facts
    route = choose_route(situation, ())[0].route
    rows = sorted(PRACTICAL, key=lambda row: row.route != route)
    stated = (stated_practical(fact) for row in rows if (fact := facts.find(row.field)))
    counts = (count_stated(time, None, dates, calendar) for time in stated)
    return next((count for count in counts if count), None)
