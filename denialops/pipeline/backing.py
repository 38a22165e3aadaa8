"""What a case backs: its facts, dates, clinic, law and papers, asked one statement at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property

from denialops.domain.cases import CaseFile
from denialops.domain.drafts import CitedLaw
from denialops.domain.wording import MONTHS, as_date, as_money
from denialops.pipeline.statements import Statement

_SECTION = re.compile(r"(?:(\d{1,2})\s+(CFR|USC|CCR)\s+)?(?:§+\s*|and\s+|through\s+)?(\d[\d.]*[\w.-]*)")
_TOKEN = re.compile(r"[\w./-]*\w")


class Backing:
    """`find` gives the id that a statement rests on, or None."""

    def __init__(self, case: CaseFile, allowed_law: tuple[CitedLaw, ...]) -> None:
        self._case = case
        self._law = allowed_law

    def find(self, statement: Statement) -> str | None:
        """Facts first, then the deadlines and the clinic, then the papers of the case."""
        if statement.kind == "law":
            return self._find_law(statement.text)
        if statement.kind == "date":
            return self._find_date(statement.date)
        if statement.kind == "amount":
            return self._find_amount(statement.text)
        if statement.kind == "quote":
            wanted = _flat(statement.text).strip(" .,;")
            source = self._find_in_papers(wanted)
            return (self._find_in_plans(wanted) or source) if source in self._plan_documents else source
        return self._find_words(statement.text)

    # Dates and amounts

    def _find_date(self, moment: date | None) -> str | None:
        if moment is None:
            return None
        return self._dates.get(moment) or next(filter(None, map(self._find_in_papers, _printed(moment))), None)

    @cached_property
    def _dates(self) -> dict[date, str]:
        case = self._case
        known = {moment: fact.fact_id for fact in reversed(case.facts.items) if (moment := as_date(fact.value))}
        for deadline in case.routing.deadlines if case.routing else ():
            for moment in (deadline.stated, deadline.computed, deadline.safe, deadline.plan_to):
                if moment:
                    known.setdefault(moment, f"deadline:{deadline.rule_id}")
        for moment in (case.received_on, case.today):
            if moment:
                known.setdefault(moment, "clinic")
        return known

    def _find_amount(self, text: str) -> str | None:
        amount = _amount(text)
        if amount in self._amounts:
            return self._amounts[amount]
        spellings = (f"{amount:,.2f}", f"{amount:.2f}", *((f"{amount:,.0f}",) if amount == int(amount) else ()))
        return next(filter(None, map(self._find_in_papers, spellings)), None)

    @cached_property
    def _amounts(self) -> dict[Decimal, str]:
        pairs = ((as_money(fact.value), fact.fact_id) for fact in reversed(self._case.facts.items))
        return {amount: fact_id for amount, fact_id in pairs if amount is not None and amount.is_finite()}

    # Numbers, names, quotes

    def _find_words(self, text: str) -> str | None:
        wanted = _flat(text)
        return self._words.get(wanted) or self._find_phrase(wanted) or self._find_in_papers(wanted)

    @cached_property
    def _words(self) -> dict[str, str]:
        known: dict[str, str] = {}
        for source, text in self._sayings:
            for token in _TOKEN.findall(_flat(text)):
                known.setdefault(token, source)
        return known

    def _find_phrase(self, wanted: str) -> str | None:
        if " " not in wanted:
            return None
        return next((source for source, text in self._sayings if wanted in _flat(text)), None)

    @cached_property
    def _sayings(self) -> tuple[tuple[str, str], ...]:
        return tuple(self._say())

    def _say(self) -> Iterator[tuple[str, str]]:
        for fact in self._case.facts.items:
            yield fact.fact_id, fact.value
        yield from (("clinic", value) for value in self._case.clinic.model_dump().values() if value)
        for deadline in self._case.routing.deadlines if self._case.routing else ():
            yield (
                f"deadline:{deadline.rule_id}",
                f"{deadline.limit_words} {deadline.stated_words} {deadline.arithmetic}",
            )
        for quote in self._case.routing.plan.quotes if self._case.routing else ():
            yield quote.source, f"{quote.title} page {quote.place.page}"
        for document in self._case.documents:
            yield f"document:{document.document_id}", document.title

    def _find_in_plans(self, wanted: str) -> str | None:
        """The section of a plan document one of whose passages has these words."""
        return next((source for source, words in self._plan_passages if wanted and wanted in words), None)

    @cached_property
    def _plan_documents(self) -> frozenset[str]:
        return frozenset(f"document:{plan.document_id}" for plan in self._case.plans)

    @cached_property
    def _plan_passages(self) -> tuple[tuple[str, str], ...]:
        sections = (section for plan in self._case.plans for section in plan.sections)
        return tuple((row.source, _flat(passage.place.quote)) for row in sections for passage in row.passages)

    def _find_in_papers(self, wanted: str) -> str | None:
        """The document whose text has these words, white space and case aside."""
        wanted = _flat(wanted)
        if not wanted:
            return None
        edges = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
        for source, text in self._papers:
            if wanted in text and edges.search(text):
                return source
        return None

    @cached_property
    def _papers(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (f"document:{document.document_id}", _flat(" ".join(page.text for page in document.pages)))
            for document in self._case.documents
        )

    # Law

    @cached_property
    def _citations(self) -> tuple[tuple[str, str, frozenset[tuple[str, str, str]]], ...]:
        """(id, citation, its sections) of every row that the draft may name."""
        rows = [(row.id, _law(row.citation)) for row in self._law]
        return tuple((name, citation, _sections(citation)) for name, citation in rows)

    def _find_law(self, text: str) -> str | None:
        wanted = _law(text)
        if wanted == "erisa":
            wanted = "29 cfr 2560.503-1"
        section = _sections(wanted)
        named = (name for name, citation, _ in self._citations if wanted in citation)
        same_section = (name for name, _, sections in self._citations if section and section <= sections)
        for name in (*named, *same_section):
            return f"cite:{name}"
        return self._find_phrase(_flat(text)) or self._find_in_papers(text)


def _flat(text: str) -> str:
    text = text.replace("“", '"').replace("”", '"').replace("’", "'").replace("‘", "'")
    return " ".join(text.split()).casefold()


def _law(text: str) -> str:
    """Without the dots of C.F.R. and U.S.C., so that both ways of writing meet."""
    return _flat(re.sub(r"\b([CU])\.([FS])\.([RC])\.", r"\1\2\3", text)).replace("§ ", "").replace("§", "")


def _sections(citation: str) -> frozenset[tuple[str, str, str]]:
    """(title, code, section without paragraphs) of each section that a citation names."""
    found, title, code = set(), "", ""
    for match in _SECTION.finditer(citation.upper()):
        title, code = match[1] or title, match[2] or code
        if code:
            found.add((title, code, match[3].rstrip(".")))
    return frozenset(found)


def _amount(text: str) -> Decimal:
    return Decimal(text.replace("$", "").replace(",", "").strip())


def _printed(moment: date) -> Iterator[str]:
    month = MONTHS[moment.month - 1]
    yield f"{month} {moment.day}, {moment.year}"
    yield f"{month[:3]} {moment.day}, {moment.year}"
    yield f"{month} {moment.day:02d}, {moment.year}"
    yield f"{moment.day} {month} {moment.year}"
    yield moment.isoformat()
    for year in (moment.strftime("%Y"), moment.strftime("%y")):
        yield f"{moment.month}/{moment.day}/{year}"
        yield f"{moment.month:02d}/{moment.day:02d}/{year}"
