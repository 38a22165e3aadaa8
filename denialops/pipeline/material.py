"""What a template may say about a case: values that remember where they come from, and nothing else."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from denialops.domain.cases import CaseFile
from denialops.domain.drafts import CitedLaw
from denialops.domain.routing import Deadline, Routing
from denialops.domain.rulebook import Rulebook
from denialops.domain.wording import day, one_line
from denialops.pipeline.letter_law import LetterLaw
from denialops.pipeline.phrases import Phrases
from denialops.pipeline.plan_parts import PlanPart, plan_parts
from denialops.pipeline.provenance import Told, tell
from denialops.pipeline.templates import LevelWords, RouteWords, Words
from denialops.pipeline.timeliness import Timeliness, timeliness_of

CLINICAL = frozenset({"medical_necessity", "level_of_care", "experimental", "drug_um", "auth_denied_then_billed"})
_GOOD_CAUSE = frozenset({"mcr_ffs", "ma", "ma_integrated", "fehb", "pshb"})


class Material(Phrases):
    """The `case` of the templates."""

    def __init__(self, case: CaseFile, routing: Routing, rulebook: Rulebook, words: Words) -> None:
        super().__init__(case, routing.phase, words.ordinary_words)
        self._routing = routing
        self._words = words
        self._law = LetterLaw(case, routing, rulebook)
        self.route = routing.route.route
        self.level = routing.level
        self.category = routing.category.value
        self.regime = case.confirmed_regime or routing.regime.value
        self.is_urgent = routing.urgency == "expedited"
        self.is_clinical = self.category in CLINICAL
        self.is_post_service = routing.phase == "post_service"

    @property
    def route_words(self) -> RouteWords:
        return self._words.routes[self.route]

    @property
    def level_words(self) -> LevelWords | None:
        return self._words.levels.get(self.level)

    @property
    def is_appeal(self) -> bool:
        return self.route_words.kind in ("appeal", "external_review_request")

    @property
    def filing(self) -> str:
        """ "appeal", "request for redetermination" ..."""
        return self.level_words.noun if self.is_appeal and self.level_words else self.route_words.noun

    @property
    def greeting(self) -> str:
        return self.level_words.greeting if self.level_words else "Dear Reviewer"

    @property
    def is_denial(self) -> bool:
        return self._routing.is_denial is True

    @property
    def next_step(self) -> str:
        return self.level_words.next_step if self.level_words else ""

    @property
    def family(self) -> str:
        known = self._words.regimes.get(self.regime)
        return known.family if known else "unknown"

    @property
    def argument(self) -> str:
        return self._words.arguments.get(self.category, "unknown")

    @cached_property
    def plan_parts(self) -> list[PlanPart]:
        """What the letter quotes of the plan documents."""
        return plan_parts(self._case, self._letters)

    def quotes_plan(self, kind: str) -> bool:
        return any(part.kind == kind for part in self.plan_parts)

    @cached_property
    def timeliness(self) -> Timeliness:
        return timeliness_of(self._case, self._routing)

    @property
    def practical_day(self) -> Told | None:
        """The day by which the notice wants the fix or the call rather than the appeal."""
        return self._day_of(self._practical)

    @property
    def practical_day_passed(self) -> bool:
        return self._practical is not None and _latest(self._practical) < self._case.today

    @property
    def expedited_day(self) -> Told | None:
        """The last day to ask for an expedited decision, where the notice sets one of its own."""
        return self._day_of(self._step("expedited_appeal")) if self.is_urgent else None

    @property
    def expedited_day_passed(self) -> bool:
        deadline = self._step("expedited_appeal")
        return deadline is not None and _latest(deadline) < self._case.today

    @cached_property
    def _practical(self) -> Deadline | None:
        return self._step(self.route)

    def _step(self, step: str) -> Deadline | None:
        dated = (row for row in self._routing.deadlines if row.stated or row.computed)
        return next((row for row in dated if row.step == step), None)

    def _day_of(self, deadline: Deadline | None) -> Told | None:
        return Told(day(_latest(deadline)), (f"deadline:{deadline.rule_id}",)) if deadline else None

    @cached_property
    def deed(self) -> Told:
        """What the payer is asked to do, after "to"."""
        if self.is_post_service:
            claim = self.claim or Told("the claim", ())
            return tell(f"pay {claim.text} for {self.service.text}", [claim, self.service])
        if self.phase == "concurrent":
            when = self.dates.text + " " if self.dates else ""
            return tell(f"continue coverage of {self.service.text} {when}without a break", [self.service, self.dates])
        return tell(f"approve {self.service.text} as requested", [self.service])

    @cached_property
    def to_attach(self) -> Told | None:
        """One blank for all records that this kind of denial asks for and the packet lacks."""
        wanted = (row for row in self._routing.missing if row.status != "have" and not row.for_staff)
        items = dict.fromkeys(one_line(row.item) for row in wanted)
        return Told(f"[[Attach, as far as the chart has them: {'; '.join(items)}]]", ()) if items else None

    @property
    def filing_law(self) -> Told | None:
        return self.law(*self.level_words.filing_law) if self.is_appeal and self.level_words else None

    @property
    def has_short_window(self) -> bool:
        """The notice allows fewer than the 180 days of a first commercial appeal."""
        days = self._facts.value("appeal_deadline_days") or ""
        in_days = self._facts.value("appeal_deadline_unit") in (None, "day")
        return self.level == "internal_level_1" and in_days and days.isdigit() and int(days) < 180

    @property
    def allows_good_cause(self) -> bool:
        return self.regime in _GOOD_CAUSE

    def law(self, *ids: str) -> Told | None:
        """ "(29 CFR 2560.503-1(h)(2)(iv))", or nothing where the law is not for this case or was cited above."""
        return self._law.cite(*ids)

    def knows(self, name: str) -> bool:
        return self._law.knows(name)

    @property
    def allowed_law(self) -> tuple[CitedLaw, ...]:
        return self._law.allowed_law


def _latest(deadline: Deadline) -> date:
    return deadline.stated or deadline.computed or date.max
