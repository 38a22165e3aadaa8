"""What was decided about a case: regime, category, deadlines, route, what is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from denialops.domain.base import Record
from denialops.domain.documents import ReadingWarning
from denialops.domain.facts import Evidence, Fact
from denialops.domain.plans import PlanTerms


class Finding(Record):
    """A classified answer in DOMAIN.md's words with its evidence and the runners-up."""

    value: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, float], ...] = ()
    confirmed_by: str = ""

    @property
    def is_confirmed(self) -> bool:
        return bool(self.confirmed_by)


class Deadline(Record):
    """One clock.

    `stated` is the date the letter prints or its stated days reach; `computed` what the rule gives;
    `safe` the previous business day where the cited rule does not roll; `plan_to` is the earliest of all.
    `status` P, S or U as in DOMAIN.md: U informs a person and is never used unattended.
    `arithmetic` is the counting in words. `provisional` until a person confirms regime and dates.
    """

    rule_id: str
    step: str
    label: str
    limit_words: str
    stated: date | None = None
    stated_words: str = ""
    computed: date | None = None
    safe: date | None = None
    plan_to: date | None = None
    arithmetic: str = ""
    citation: str = ""
    status: str = "S"
    provisional: bool = True
    is_primary: bool = False
    conflict: str = ""
    evidence: Evidence | None = None


class RouteOption(Record):
    """A route in DOMAIN.md's vocabulary with why, and what would change the answer."""

    route: str
    label: str
    reasons: tuple[str, ...] = ()
    changes_if: tuple[str, ...] = ()
    due: date | None = None


class ChecklistItem(Record):
    """Evidence that this denial category asks for; `status`: have, missing, ask.

    `for_staff`: not a paper to attach, so no letter asks for it.
    """

    item: str
    status: str
    why: str = ""
    for_staff: bool = False


class Demand(Record):
    """A must-meet item of the letter: the field of the fact that it rests on, plain words, and the letter's own."""

    field: str
    value: str
    words: str
    evidence: Evidence | None = None


Answer = Literal["present", "not_found", "not_applicable", "cannot_judge"]


class Defect(Record):
    """How the notice stands to one rule on what a notice must have.

    `not_found` means not found in this letter, never that the payer broke the law; `is_contrary`: the quoted words or
    the dates in `note` speak against the element. `consequence`: what follows by law, in plain words.
    """

    rule_id: str
    element: str
    answer: Answer
    severity: str
    citation: str
    status: str
    evidence: Evidence | None = None
    note: str = ""
    is_contrary: bool = False
    cites: tuple[str, ...] = ()
    consequence: str = ""

    @property
    def can_be_drafted(self) -> bool:
        """An unverified rule informs a person and never enters a letter."""
        return self.answer == "not_found" and self.status != "U"

    @property
    def quoted(self) -> Fact | None:
        """Its quote as a fact, so that pages can show where it stands."""
        if self.evidence is None:
            return None
        name = f"defect:{self.rule_id}"
        return Fact(fact_id=name, field=self.element, value=self.evidence.quote, evidence=self.evidence, confidence=1.0)


class Routing(Record):
    """The whole decision of the route stage. `route.route` may be not_a_denial or ask_a_person."""

    is_denial: bool | None
    document_kind: Finding
    regime: Finding
    category: Finding
    phase: str
    level: str
    urgency: str
    route: RouteOption
    alternatives: tuple[RouteOption, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    missing: tuple[ChecklistItem, ...] = ()
    must_meet: tuple[str, ...] = ()
    demands: tuple[Demand, ...] = ()
    findings: tuple[ReadingWarning, ...] = ()
    defects: tuple[Defect, ...] = ()
    amount_at_stake: Decimal | None = None
    plan: PlanTerms = PlanTerms()

    @property
    def quotes(self) -> tuple[Fact, ...]:
        """What the answers to the rules on notices quote."""
        return tuple(quoted for defect in self.defects if (quoted := defect.quoted))

    @property
    def primary_deadline(self) -> Deadline | None:
        return next((d for d in self.deadlines if d.is_primary), None)

    @property
    def safe_date(self) -> date | None:
        """The date the work list sorts by: the plan-to date of the primary deadline."""
        primary = self.primary_deadline
        return primary.plan_to if primary else None
