"""Facts with evidence. Unknown is a value; a guessed default is a lie."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from denialops.domain.base import Record

Finder = Literal["rule", "model", "person"]

LIST_FIELDS = frozenset(
    "claim_numbers reference_numbers cpt_hcpcs icd10 carc rarc criteria_cited group_codes modifiers "
    "records_lacked records_had reviewer_names enclosures packet_rules drugs ndc revenue_codes policy_numbers".split()
)


class Evidence(Record):
    """Where a value stands: character span [start, end) within the text of page `page` of `document_id`."""

    document_id: str
    page: int
    start: int
    end: int
    quote: str


class OtherReading(Record):
    """What another reader found instead, for a person to compare."""

    value: str
    evidence: Evidence
    found_by: Finder


class Fact(Record):
    """One value of one field.

    `value` is canonical text: ISO dates, money as 1234.50, "true"/"false", codes upper case without group,
    numbers as read (never corrected). `flags` names failed validators (e.g. "npi_checksum").
    """

    fact_id: str
    field: str
    value: str
    evidence: Evidence | None
    confidence: float
    found_by: Finder = "rule"
    finder: str = ""
    flags: tuple[str, ...] = ()
    others: tuple[OtherReading, ...] = ()

    @property
    def is_sure(self) -> bool:
        return self.confidence >= 0.9

    @property
    def other_facts(self) -> tuple[Fact, ...]:
        """What other readers found instead, as facts with places of their own, so that they can be shown."""
        return tuple(
            Fact(
                fact_id=f"{self.fact_id}~{number}",
                field=self.field,
                value=other.value,
                evidence=other.evidence,
                confidence=0.0,
                found_by=other.found_by,
            )
            for number, other in enumerate(self.others, 1)
        )


class Facts(Record):
    """All facts of a case, in the order found; at most one per scalar field, several per list field."""

    items: tuple[Fact, ...] = ()

    @cached_property
    def _by_field(self) -> dict[str, tuple[Fact, ...]]:
        grouped: dict[str, list[Fact]] = {}
        for fact in self.items:
            grouped.setdefault(fact.field, []).append(fact)
        return {name: tuple(facts) for name, facts in grouped.items()}

    def all(self, field: str) -> tuple[Fact, ...]:
        return self._by_field.get(field, ())

    def find(self, field: str) -> Fact | None:
        facts = self._by_field.get(field)
        return facts[0] if facts else None

    def value(self, field: str) -> str | None:
        fact = self.find(field)
        return fact.value if fact else None

    def values(self, field: str) -> tuple[str, ...]:
        return tuple(fact.value for fact in self.all(field))

    def date(self, field: str) -> date | None:
        value = self.value(field)
        return date.fromisoformat(value) if value else None

    def money(self, field: str) -> Decimal | None:
        value = self.value(field)
        return Decimal(value) if value else None

    def flag(self, field: str) -> bool | None:
        value = self.value(field)
        return None if value is None else value == "true"

    def fields(self) -> tuple[str, ...]:
        return tuple(self._by_field)


class Correction(Record):
    """What a person said a field is, beside what was read. `value` None: the letter does not say it."""

    field: str
    ordinal: int = 0
    value: str | None
    previous: str | None
    actor: str
    at: str
    reason: str = ""
