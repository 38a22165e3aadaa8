"""What a writing model may rest a sentence on: facts, days, law and pages, each under a short tag."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from denialops.domain.cases import CaseFile
from denialops.domain.drafts import Draft
from denialops.domain.wording import day

COURTESY = "A"
FOR_SOFTWARE = "text_for_software"
MOST_PAGE_CHARACTERS = 6_000
MOST_CHARACTERS = 60_000
"""Of all pages together; the letter and then the exhibits in their order."""


class Source(NamedTuple):
    """`id` as in Sentence.rests_on."""

    tag: str
    id: str
    text: str


def sources_of(case: CaseFile, draft: Draft) -> tuple[Source, ...]:
    """In the order F facts, D days, L law, P passages of plan documents, X pages of the letter and the exhibits."""
    return (*_facts(case), *_days(case), *_law(draft), *_passages(case), *_pages(case))


def _facts(case: CaseFile) -> Iterator[Source]:
    for number, fact in enumerate(case.facts.items, 1):
        yield Source(f"F{number}", fact.fact_id, f"{fact.field}: {fact.value}")


def _days(case: CaseFile) -> Iterator[Source]:
    for number, clock in enumerate(case.routing.deadlines if case.routing else (), 1):
        last = clock.plan_to or clock.computed or clock.stated
        if last:
            yield Source(f"D{number}", f"deadline:{clock.rule_id}", f"{clock.label}: {day(last)}. {clock.arithmetic}")


def _law(draft: Draft) -> Iterator[Source]:
    for number, row in enumerate(draft.allowed_law, 1):
        yield Source(f"L{number}", f"cite:{row.id}", f"{row.citation}: {row.meaning}" if row.meaning else row.citation)


def _passages(case: CaseFile) -> Iterator[Source]:
    for number, quote in enumerate(case.routing.plan.quotes if case.routing else (), 1):
        yield Source(f"P{number}", quote.source, f"{quote.title}, page {quote.place.page}: {quote.place.quote}")


def _pages(case: CaseFile) -> Iterator[Source]:
    """A letter that gives orders to software is told by its facts alone."""
    room = MOST_CHARACTERS
    is_tainted = any(warning.code == FOR_SOFTWARE for warning in case.warnings)
    for number, document in enumerate(case.documents, 1):
        if number == 1 and is_tainted:
            continue
        for page in document.pages:
            text = page.text[: min(MOST_PAGE_CHARACTERS, room)].strip()
            room -= len(text)
            if text:
                title = "the denial letter" if number == 1 else document.title or document.doc_type
                yield Source(f"X{number}p{page.number}", f"document:{document.document_id}", f"({title}) {text}")
