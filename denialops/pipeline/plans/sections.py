"""A plan document as sections of the kinds that denials turn on, every passage with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from denialops.domain.documents import Document
from denialops.domain.facts import Evidence
from denialops.domain.plans import Passage, PlanKind, PlanSection
from denialops.domain.rulebook.plan_sections import PlanSectionRules, SectionRule
from denialops.pipeline.finders.reading import fold
from denialops.pipeline.plans.headings import Heading, heading_of, is_item, item_mark
from denialops.pipeline.plans.lines import Line, plan_lines

_BREAKS = str.maketrans("\n\r\f\v", "    ")
_CELLS = re.compile(r"\S {2,}\S")
_DEFINING = re.compile(r"[\w ,/()\"'-]{0,70}?(?:\bmeans?\b|\bdefined\b|: | - )")
_TERM_STARTS_WITHIN = 5
_TITLE_LENGTH = 90


class _Part(NamedTuple):
    """A heading with the lines below it and the kind they are of."""

    heading: Heading
    kind: PlanKind | None
    lines: Sequence[Line]


def find_sections(document: Document, rules: PlanSectionRules) -> tuple[PlanSection, ...]:
    """In the order of the document. Sections without words of their own are left out."""
    texts = {page.number: page.text for page in document.pages}
    builder = _Builder(document.document_id, texts, rules)
    for part in _parts(plan_lines(document, rules.contents), rules):
        builder.add(part)
    return tuple(builder.sections)


def flat(text: str) -> str:
    """Text as the rules read it, every character in its place."""
    return fold(text).translate(_BREAKS)


def opens_definition(text: str, rule: SectionRule) -> bool:
    """Whether a passage begins with the rule's term and says what it means."""
    told = flat(text)
    for cue in rule.terms:
        for hit in cue.all(told, 0, min(len(told), 80)):
            if hit.start <= _TERM_STARTS_WITHIN and _DEFINING.match(told, hit.end):
                return True
    return False


def _parts(lines: Iterable[Line], rules: PlanSectionRules) -> Iterator[_Part]:
    above: list[tuple[int, PlanKind | None]] = []
    heading: Heading | None = None
    body: list[Line] = []
    for line in lines:
        found = heading_of(line)
        if found is None:
            body.append(line)
            continue
        if heading:
            yield _Part(heading, above[-1][1], body)
        above = _above(found, above)
        above.append((found.depth, _kind(found, above, rules)))
        heading, body = found, []
    if heading:
        yield _Part(heading, above[-1][1], body)


def _above(heading: Heading, before: Sequence[tuple[int, PlanKind | None]]) -> list[tuple[int, PlanKind | None]]:
    """The headings that a new one stands under."""
    return list(takewhile(lambda row: row[0] < heading.depth, before))


def _kind(heading: Heading, above: Sequence[tuple[int, PlanKind | None]], rules: PlanSectionRules) -> PlanKind | None:
    """Its own words first; a term named among the exclusions is one of them; without words, that of the one above."""
    title, inherited = flat(heading.line.text), above[-1][1] if above else None
    own = next((rule for rule in rules.sections if rule.first(title)), None)
    if own and not (own.defines and inherited == "exclusions"):
        return own.kind
    return None if own is None and rules.neutral.first(title) else inherited


class _Builder:
    """Collects the sections of one document."""

    def __init__(self, document_id: str, texts: dict[int, str], rules: PlanSectionRules) -> None:
        self.sections: list[PlanSection] = []
        self._document_id = document_id
        self._texts = texts
        self._rules = rules

    def add(self, part: _Part) -> None:
        passages = tuple(self._passage(lines) for lines in _passages(part.lines))
        heading = self._evidence(part.heading.line)
        if part.kind and passages:
            self._append(part.kind, heading, passages, part.heading.line.text)
        if part.kind not in ("exclusions", "medical_necessity", "experimental"):
            self._add_definitions(passages)

    def _add_definitions(self, passages: tuple[Passage, ...]) -> None:
        """Terms defined in running text: "Medically necessary means ..." and the list that follows it."""
        for number, passage in enumerate(passages):
            for rule in self._rules.sections:
                if rule.defines and opens_definition(passage.place.quote, rule):
                    items = takewhile(lambda row: row.is_item, passages[number + 1 :])
                    self._append(rule.kind, passage.place, (passage, *items), _head_of(passage.place.quote))
                    break

    def _append(self, kind: PlanKind, place: Evidence, passages: tuple[Passage, ...], title: str) -> None:
        title = " ".join(title.split()).strip(" :.")
        number = len(self.sections) + 1
        self.sections.append(
            PlanSection(section_id=f"s{number}", kind=kind, title=title, place=place, passages=passages)
        )

    def _passage(self, lines: Sequence[Line]) -> Passage:
        """Of an item the number or bullet is left out of the quote."""
        first, last = lines[0], lines[-1]
        mark = item_mark(first.text)
        start = first.start + mark
        place = self._place(first.page, start, last.end)
        return Passage(place=place, is_item=mark > 0)

    def _evidence(self, line: Line) -> Evidence:
        return self._place(line.page, line.start, line.end)

    def _place(self, page: int, start: int, end: int) -> Evidence:
        quote = self._texts[page][start:end]
        return Evidence(document_id=self._document_id, page=page, start=start, end=end, quote=quote)


def _head_of(text: str) -> str:
    """The term that a definition begins with."""
    match = re.match(r"[“\"]?([\w /-]{3,60}?)[”\"]?(?:\s+means?|\s+is|\s+are|:| -| –|,| \()", text)
    return match[1] if match else f"{text[:_TITLE_LENGTH].rsplit(' ', 1)[0]} ..."


def _passages(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Paragraphs, table rows and list items: none runs over a page, none over a space."""
    run: list[Line] = []
    for line in lines:
        if run and (line.page != run[-1].page or line.is_apart or is_item(line.text) or _is_row(line, run[-1])):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _is_row(line: Line, before: Line) -> bool:
    return _CELLS.search(line.text) is not None or _CELLS.search(before.text) is not None
