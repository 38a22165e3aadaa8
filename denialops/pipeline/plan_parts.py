"""What a letter quotes of plan documents, with section and page, and what it leaves open for the chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from denialops.domain.cases import CaseFile
from denialops.domain.plans import PlanKind, PlanQuote, bare_line
from denialops.pipeline.provenance import Told


class PlanPart(NamedTuple):
    """One quote. `at`: "(Exhibit B, original page 12)"; `lines` are to be answered one by one."""

    kind: PlanKind
    title: Told
    at: Told
    text: Told
    lines: Sequence[Told]


def plan_parts(case: CaseFile, letters: Mapping[str, str]) -> list[PlanPart]:
    """The quotes that the route chose for the letter; `letters` are those of the exhibits by document id."""
    quotes = case.routing.plan.quotes if case.routing else ()
    return [_part(quote, letters.get(quote.place.document_id, "")) for quote in quotes if quote.in_letter]


def _part(quote: PlanQuote, letter: str) -> PlanPart:
    exhibit, sources = (f"Exhibit {letter}, ", (quote.source, f"exhibit:{letter}")) if letter else ("", (quote.source,))
    return PlanPart(
        kind=quote.kind,
        title=Told(quote.title, (quote.source,)),
        at=Told(f"({exhibit}original page {quote.place.page})", sources),
        text=Told(quote.place.quote, (quote.source,)),
        lines=[Told(bare_line(line.quote), (quote.source,)) for line in quote.lines],
    )
