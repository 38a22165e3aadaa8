"""Every clock of the case: the step now open, the clocks beside it, the next steps, the payer's own time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from denialops.domain.calendar import Calendar
from denialops.domain.deadlines import (
    CaseDates,
    build_deadline,
    build_stated_deadline,
    count_from,
    describe_step,
    limit_words,
)  # fmt: skip
from denialops.domain.routing import Deadline
from denialops.domain.rulebook.deadlines import DeadlineRow
from denialops.domain.rulebook.decision_times import Applies, DecisionTime
from denialops.pipeline.routing.situation import Situation
from denialops.pipeline.routing.stated import PRACTICAL, case_dates, stated_appeal, stated_practical

FIRST_DECISION = "claim"
PAYER_DECISION = "payer_decision"


class Clocks:
    """The deadlines of one situation, counted once."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._rules = situation.rulebook
        self._calendar = Calendar(situation.rulebook.holidays)
        self._dates = case_dates(situation)
        self._on = self._dates.notice or situation.case.today
        self.open_row = open_step(situation, self._on)
        self.practical = tuple(self._practical())

    def all(self) -> tuple[Deadline, ...]:
        """The open step first, then what runs beside it by date, then the ladder ahead and the payer's own time."""
        if self._situation.is_denial is not True:
            return self._with_primary(None)
        beside = (*self.practical, *self._clocks_beside())
        dated = sorted(beside, key=lambda deadline: deadline.plan_to or deadline.computed or date.max)
        return (*self._with_primary(self._formal(), dated), *self._ladder_ahead(), *self._payer_clocks())

    def _with_primary(self, formal: Deadline | None, beside: list[Deadline] | None = None) -> tuple[Deadline, ...]:
        """The formal step is primary when it has a day; else the first practical clock that has one."""
        beside = list(self.practical) if beside is None else beside
        if formal and formal.plan_to:
            return (formal.model_copy(update={"is_primary": True}), *beside)
        first = next((deadline for deadline in beside if deadline.plan_to), None)
        chosen = first or formal
        rows = (formal, *beside) if formal else tuple(beside)
        return tuple(row.model_copy(update={"is_primary": row is chosen}) for row in rows)

    def _formal(self) -> Deadline | None:
        stated, situation = stated_appeal(self._situation.facts), self._situation
        if self.open_row:
            return build_deadline(
                self.open_row, dates=self._dates, calendar=self._calendar, stated=stated,
                provisional=not situation.regime.is_confirmed,
            )  # fmt: skip
        if stated is None or situation.level == "none":
            return None
        label = self._label(situation.level)
        return build_stated_deadline(
            situation.level, label, stated, dates=self._dates, calendar=self._calendar,
            provisional=not situation.regime.is_confirmed,
        )  # fmt: skip

    def _label(self, level: str) -> str:
        """By the route that the step is: "File a provider dispute"."""
        row = self._rules.routes.by_level.get(level)
        return self._rules.routes.by_id[row.route].label if row else "Appeal as the letter says"

    def _practical(self) -> Iterator[Deadline]:
        for row in PRACTICAL:
            fact = self._situation.facts.find(row.field)
            if fact is None:
                continue
            stated = stated_practical(fact)
            yield build_stated_deadline(
                row.route, row.label, stated, dates=self._dates, calendar=self._calendar, provisional=False
            )

    def _clocks_beside(self) -> Iterator[Deadline]:
        situation = self._situation
        for row in self._rules.deadlines.of(situation.regime.value, self._on):
            if row.role == "clock" and _fits(row, situation):
                yield build_deadline(
                    row, dates=self._dates, calendar=self._calendar, provisional=not situation.regime.is_confirmed
                )

    def _ladder_ahead(self) -> Iterator[Deadline]:
        """Later steps run from decisions that do not exist yet, so they have words and no day."""
        if self.open_row is None:
            return
        for row in self._rules.deadlines.of(self._situation.regime.value, self._situation.case.today):
            is_ahead = row.role == "ladder" and row.rank > self.open_row.rank and row.step != self.open_row.step
            if is_ahead and _fits(row, self._situation, ignore_level=True):
                yield describe_step(row)

    def _payer_clocks(self) -> Iterator[Deadline]:
        situation, requested = self._situation, self._dates.request
        is_first = situation.kind.value != "appeal_decision"
        for row in self._rules.decision_times.of(situation.regime.value, self._on):
            if not _fits(row, situation, ignore_level=True):
                continue
            if situation.level in row.steps:
                yield _decision(row, situation, CaseDates(), self._calendar)
            elif FIRST_DECISION in row.steps and is_first and (requested or not row.clocks):
                yield _decision(row, situation, self._dates, self._calendar)


def open_step(situation: Situation, on: date) -> DeadlineRow | None:
    """The row of the step that the letter opens; the state's or setting's own row goes first."""
    rows = [
        row
        for row in situation.rulebook.deadlines.of(situation.regime.value, on)
        if row.role == "ladder" and row.step == situation.level and _fits(row, situation, ignore_setting=True)
    ]
    return min(rows, key=lambda row: _preference(row, situation), default=None)


def _preference(row: DeadlineRow, situation: Situation) -> tuple[bool, bool, bool, int]:
    has_setting = bool(situation.settings.intersection(row.settings))
    skilled_first = -row.rank if row.settings and not situation.settings else row.rank
    return (row.limit is None, not row.states, not has_setting, skilled_first)


def _fits(
    row: DeadlineRow | DecisionTime, situation: Situation, *, ignore_level: bool = False, ignore_setting: bool = False
) -> bool:
    """Whether the conditions of the row hold; a row of one state needs that state."""
    asked: list[tuple[tuple[str, ...], str]] = [
        (row.phases, situation.phase), (row.categories, situation.category.value), (row.states, situation.state),
    ]  # fmt: skip
    if isinstance(row, DeadlineRow):
        asked += [(row.kinds, situation.kind.value), (row.urgencies, situation.urgency)]
        asked += [] if ignore_level else [(row.levels, situation.level)]
        if row.settings and not ignore_setting and situation.settings.isdisjoint(row.settings):
            return False
    return all(not words or word in words for words, word in asked)


def _decision(row: DecisionTime, situation: Situation, dates: CaseDates, calendar: Calendar) -> Deadline:
    """The payer's time; dated only when the day of the request is in evidence."""
    clock = row.clock_for(request_kinds(situation))
    rule = count_from(clock, dates.request, "the request", calendar) if clock and dates.request else None
    words = f"{limit_words(clock)} from the request" if clock else ""
    return Deadline(
        rule_id=row.id,
        step=PAYER_DECISION,
        label=row.label,
        limit_words="; ".join(part for part in (words, row.note) if part),
        computed=rule.last if rule else None,
        arithmetic=rule.words if rule else "",
        citation=row.citation,
        status=row.status,
    )


def request_kinds(situation: Situation) -> tuple[Applies, ...]:
    """What kind of request it is, the narrowest word first."""
    phases: dict[str, Applies] = {
        "urgent": "urgent", "concurrent": "concurrent", "pre_service": "pre_service", "post_service": "post_service",
    }  # fmt: skip
    phase = phases.get(situation.phase, "any")
    if situation.urgency == "expedited":
        return ("urgent", phase, "any")
    if situation.category.value == "drug_um" and phase != "post_service":
        return ("drug", phase, "any")
    return (phase, "any")
