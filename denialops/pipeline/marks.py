"""What a person must look at before a letter leaves: statements without backing, and facts read with doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from denialops.domain.cases import CaseFile
from denialops.domain.drafts import Block, Draft, Mark
from denialops.domain.facts import Correction, Fact
from denialops.domain.wording import as_date, as_money, day, dollars
from denialops.pipeline.frame import letter_frame
from denialops.pipeline.model_writing.support import unsupported
from denialops.pipeline.statements import Statement, StatementKind
from denialops.pipeline.timeliness import last_filing_day

_BLANK = re.compile(r"\[\[.+?\]\]", re.DOTALL)
_COMPANIONS = frozenset(
    {"appeal_deadline_days", "appeal_deadline_unit", "appeal_deadline_from", "appeal_deadline_date"}
)
_ON_TIME = re.compile(r"\bis on time\b")
_REASONS: dict[StatementKind, str] = {
    "date": "no fact, deadline or document of the case has this date",
    "amount": "no fact or document of the case has this amount",
    "number": "no fact, document or clinic entry has this number",
    "quote": "these words stand in none of the documents",
    "name": "this name is in none of the documents, facts or clinic entries",
    "law": "not in the citation library for this kind of plan",
}


class Checked(NamedTuple):
    """A statement with the id it rests on, or None."""

    statement: Statement
    source: str | None

    @property
    def cites_law(self) -> bool:
        return self.source is not None and self.source.startswith("cite:")


def marks_of(case: CaseFile, draft: Draft, checked: Sequence[Checked], blocks: Sequence[Block]) -> Iterator[Mark]:
    for statement, source in checked:
        if source is None:
            yield _mark(statement, _REASONS[statement.kind])
    yield from _law_marks(case, draft, checked)
    yield from _corrected_marks(case, draft.body, [row.statement for row in checked if row.statement.kind == "quote"])
    yield from _unsure_marks(case, draft.body, blocks)
    yield from _late_marks(case, draft.body)
    yield from _model_marks(case, draft, blocks)


def _mark(statement: Statement, reason: str) -> Mark:
    return Mark(text=statement.text, reason=reason, start=statement.start, end=statement.end)


def _law_marks(case: CaseFile, draft: Draft, checked: Sequence[Checked]) -> Iterator[Mark]:
    cited = [row.statement for row in checked if row.cites_law]
    if not cited or case.routing is None:
        return
    regime = case.confirmed_regime or case.routing.regime.value
    if draft.regime and draft.regime != regime:
        for law in cited:
            yield _mark(law, "cited for another kind of plan than the case has now")
    elif not (case.confirmed_regime or case.routing.regime.is_confirmed):
        first = min(cited, key=lambda law: law.start)
        yield _mark(first, "confirm regime: law is cited before a person confirmed the kind of plan")


def _corrected_marks(case: CaseFile, body: str, quotes: Sequence[Statement]) -> Iterator[Mark]:
    """Values that a person has corrected since and that still stand in the text, quotes aside."""
    present = {spelling for fact in case.facts.items for spelling in _spellings(fact.value)}
    for correction in case.corrections:
        for spelling in _spellings(correction.previous or ""):
            if len(spelling) < 3 or spelling in present:
                continue
            for match in _outside_blanks(spelling, body):
                if not any(quote.start <= match.start() < quote.end for quote in quotes):
                    yield Mark(
                        text=match[0], reason=_correction_words(correction), start=match.start(), end=match.end()
                    )


def _correction_words(correction: Correction) -> str:
    if correction.value is None:
        return "corrected: the letter does not say this"
    return f"corrected to {next(iter(_spellings(correction.value)), correction.value)}"


def _unsure_marks(case: CaseFile, body: str, blocks: Sequence[Block]) -> Iterator[Mark]:
    """Facts read with little certainty: the letter may use them, and a person looks once."""
    used = {source for block in blocks for sentence in block.sentences for source in sentence.rests_on}
    framed = {source for row in letter_frame(case).re_rows for source in row.fact_ids}
    for fact in case.facts.items:
        if fact.is_sure or fact.field in _COMPANIONS or fact.found_by == "person" or fact.fact_id not in used | framed:
            continue
        start, end = _first_place(fact, body) if fact.fact_id in used else (0, 0)
        yield Mark(text=next(iter(_spellings(fact.value)), fact.value), reason=_check_words(fact), start=start, end=end)


def _check_words(fact: Fact) -> str:
    page = f"page {fact.evidence.page} of the letter" if fact.evidence else "the letter"
    return f"check: read with {fact.confidence:.0%} certainty; compare with {page}"


def _first_place(fact: Fact, body: str) -> tuple[int, int]:
    for spelling in _spellings(fact.value):
        for match in _outside_blanks(spelling, body):
            return match.span()
    return 0, 0


def _late_marks(case: CaseFile, body: str) -> Iterator[Mark]:
    """The draft says that it is on time, and by now it is not."""
    last = _latest_day(case)
    if last is None or case.today <= last:
        return
    for match in _ON_TIME.finditer(body):
        yield Mark(text=match[0], reason=f"the last day to file was {day(last)}", start=match.start(), end=match.end())


def _model_marks(case: CaseFile, draft: Draft, blocks: Sequence[Block]) -> Iterator[Mark]:
    """Sentences of a model that their sources do not carry."""
    for sentence, reason in unsupported(case, draft, blocks):
        start = max(draft.body.find(sentence.text), 0)
        yield Mark(text=sentence.text, reason=reason, start=start, end=start + len(sentence.text))


def _latest_day(case: CaseFile) -> date | None:
    deadline = case.routing.primary_deadline if case.routing else None
    return last_filing_day(deadline) if deadline else None


def _spellings(value: str) -> Iterable[str]:
    """The value as letters write it, then as it is."""
    moment, amount = as_date(value), as_money(value)
    spellings = [day(moment)] if moment else []
    if amount is not None and amount.is_finite() and "." in value:
        spellings.append(dollars(amount))
    return [*spellings, value] if value else []


def _outside_blanks(spelling: str, body: str) -> Iterator[re.Match[str]]:
    blanks = [match.span() for match in _BLANK.finditer(body)]
    for match in re.finditer(rf"(?<!\w){re.escape(spelling)}(?!\w)", body, re.IGNORECASE):
        if not any(start <= match.start() < end for start, end in blanks):
            yield match
