"""The notice as the rules on notices ask for it: its words, whose decision it is, and what its pages leave open."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

from denialops.domain.documents import PAGE_BREAK, LetterText
from denialops.domain.facts import Evidence, Facts
from denialops.domain.rulebook.cues import Hit
from denialops.domain.rulebook.decision_times import DecisionTime
from denialops.domain.rulebook.defects import Decision, DefectRule
from denialops.domain.wording import as_date
from denialops.pipeline.finders.dates import scan_dates
from denialops.pipeline.finders.reading import Reading
from denialops.pipeline.routing.situation import Situation

_PAGE_OF = re.compile(r"page (\d{1,3}) of (\d{1,3})\b")
_STOP = re.compile(r"[.!?](?=\s)|\n\s*\n|\f")
_LONGEST_QUOTE = 300
_NEAR = 60
AFTER_THE_PAYER = frozenset({"court", "medicare_alj_hearing", "medicare_council", "tricare_hearing"})
"""Steps that follow a decision which was not the payer's own."""


class Notice:
    """Reads the letter of a situation once for all rules."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.facts = situation.facts
        self.rules = situation.rulebook.defects
        self.flat = situation.flat
        self.dated = situation.facts.date("denial_date") or situation.facts.date("letter_date")

    @cached_property
    def decision(self) -> Decision | None:
        """The payer's first decision or its review; None for what somebody else decided."""
        if self.situation.kind.value != "appeal_decision":
            return "first"
        return None if self.situation.level in AFTER_THE_PAYER else "review"

    @cached_property
    def former_facts(self) -> Facts | None:
        """What the letter before this one said; None where the case has no other."""
        earlier = self.situation.case.earlier
        return earlier[-1].facts if earlier else None

    @cached_property
    def state(self) -> str:
        """Two letters: as a fact says, else the only state whose words stand in the letter."""
        if self.situation.state:
            return self.situation.state
        told = [row.id for row in self.rules.states if row.says.first(self.flat)]
        return told[0] if len(told) == 1 else ""

    @cached_property
    def doubt(self) -> str:
        """Why nothing can be called missing from these pages; "" when it can."""
        if self._lacks_pages:
            return "Pages of this letter are missing."
        return "The letter is not in English." if self._is_foreign else ""

    @cached_property
    def points_to_enclosure(self) -> bool:
        return self.rules.enclosed.first(self.flat) is not None

    def governs(self, rule: DefectRule) -> bool:
        """Whether the rule asks anything of such a notice; the letter's own words come last, they cost most."""
        situation = self.situation
        kinds = rule.kinds or self.rules.notice_kinds
        asked: list[tuple[tuple[str, ...], str]] = [
            (kinds, situation.kind.value), (rule.decisions, self.decision or ""), (rule.phases, situation.phase),
            (rule.categories, situation.category.value), (rule.urgencies, situation.urgency),
            (rule.levels, situation.level),
        ]  # fmt: skip
        if any(words and word not in words for words, word in asked):
            return False
        return (not rule.states or self.state in rule.states) and self._is_raised(rule)

    def quote(self, hit: Hit) -> Evidence | None:
        """The sentence around a hit, within its page."""
        return self._cut(*self._sentence(hit))

    def fact_evidence(self, *fields: str) -> Evidence | None:
        facts = (self.facts.find(field) for field in fields)
        return next((fact.evidence for fact in facts if fact and fact.evidence), None)

    def fits(self, row: DecisionTime) -> bool:
        asked = (
            (row.phases, self.situation.phase), (row.categories, self.situation.category.value),
            (row.states, self.state),
        )  # fmt: skip
        return all(not words or word in words for words, word in asked)

    def age(self) -> int | None:
        """The patient's full years on the day of the notice."""
        born, on = as_date(self.facts.value("dob") or ""), self.dated
        if born is None or on is None:
            return None
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))

    def date_after(self, hit: Hit) -> date | None:
        """The first date in the words that follow."""
        spans = scan_dates(Reading(self._letter.text[hit.end : hit.end + _NEAR]))
        return as_date(spans[0].value) if spans else None

    @cached_property
    def _letter(self) -> LetterText:
        documents = self.situation.case.documents
        return documents[0].letter if documents else LetterText.of("", ())

    @cached_property
    def _lacks_pages(self) -> bool:
        """ "Page 1 of 5" stands here, and the fifth does not."""
        seen = [(int(number), int(of)) for number, of in _PAGE_OF.findall(self.flat)]
        last, pages = max((number for number, _ in seen), default=0), len(self._letter.page_numbers)
        return max((of for _, of in seen), default=0) > max(last, pages)

    @cached_property
    def _is_foreign(self) -> bool:
        """Foreign words without the commonest English ones: a tagline is not a letter."""
        return " your " not in self.flat and self.rules.not_english.first(self.flat) is not None

    def _is_raised(self, rule: DefectRule) -> bool:
        if not rule.raised_by.phrases or rule.check == "child":
            return True
        if rule.diagnoses and any(code.startswith(rule.diagnoses) for code in self.facts.values("icd10")):
            return True
        return rule.raised_by.first(self.flat) is not None

    def _sentence(self, hit: Hit) -> tuple[int, int]:
        text = self._letter.text
        low, high = max(0, hit.start - _LONGEST_QUOTE // 2), min(len(text), hit.end + _LONGEST_QUOTE // 2)
        starts = [match.end() for match in _STOP.finditer(text, low, hit.start)]
        stop = _STOP.search(text, hit.end - 1, high)
        start = starts[-1] if starts else low if low == 0 else text.find(" ", low) + 1
        return min(start, hit.start), max(stop.end() if stop else high, hit.end)

    def _cut(self, start: int, end: int) -> Evidence | None:
        piece = self._letter.text[start:end].split(PAGE_BREAK)[0]
        quote = piece.strip()
        if not quote:
            return None
        page, offset, _ = self._letter.locate(start + len(piece) - len(piece.lstrip()))
        return Evidence(
            document_id=self._letter.document_id, page=page, start=offset, end=offset + len(quote), quote=quote
        )
