"""Checks every date, amount, number, quote, name and citation of a draft against the case, after each save anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from denialops.domain.cases import CaseFile
from denialops.domain.draft_text import find_blanks, parse_body, print_body
from denialops.domain.drafts import FROM_MODEL, Block, Draft, Sentence
from denialops.pipeline.backing import Backing
from denialops.pipeline.marks import Checked, marks_of
from denialops.pipeline.statements import find_statements


class Placed(NamedTuple):
    """A sentence and where it stands in the body."""

    text: str
    start: int
    end: int


def ground_draft(case: CaseFile) -> CaseFile:
    """The case with blanks, marks, citations and sources of its draft made anew from the body."""
    if case.draft is None:
        return case
    draft = case.draft
    blocks = draft.blocks if print_body(draft.blocks) == draft.body else parse_body(draft.body)
    placed = tuple(_place_sentences(draft.body, blocks))
    known = {row.text: row.rests_on for block in draft.blocks for row in block.sentences if row.rests_on}
    checked = _check(case, draft, [row for row in placed if FROM_MODEL not in known.get(row.text, (FROM_MODEL,))])
    sourced = _with_sources(blocks, _sources(placed, known, checked))
    marks = {*marks_of(case, draft, checked, sourced)}
    grounded = draft.model_copy(
        update={
            "blocks": sourced,
            "blanks": find_blanks(draft.body),
            "marks": tuple(sorted(marks, key=lambda mark: (mark.start, mark.end, mark.reason))),
            "citations": tuple(dict.fromkeys(row.source[5:] for row in checked if row.cites_law and row.source)),
        }
    )
    return case.model_copy(update={"draft": grounded})


def _check(case: CaseFile, draft: Draft, unchanged: Sequence[Placed]) -> tuple[Checked, ...]:
    """Every statement with its source; names only where a person or a model wrote, for a template knows its words."""
    backing = Backing(case, draft.allowed_law)
    statements = find_statements(draft.body, [row.citation for row in draft.allowed_law])
    return tuple(
        Checked(statement, backing.find(statement))
        for statement in statements
        if statement.kind != "name" or not any(row.start <= statement.start < row.end for row in unchanged)
    )


# Sentences and their sources


def _place_sentences(body: str, blocks: Sequence[Block]) -> Iterator[Placed]:
    position = 0
    for text in (sentence.text for block in blocks for sentence in block.sentences if sentence.text):
        start = body.find(text, position)
        end = start + len(text)
        if start < 0:  # broken over lines
            found = re.compile(r"\s+(?:> )?".join(map(re.escape, text.split()))).search(body, position)
            start, end = found.span() if found else (position, position)
        yield Placed(text, start, end)
        position = end


def _sources(
    placed: Sequence[Placed], known: Mapping[str, tuple[str, ...]], checked: Sequence[Checked]
) -> dict[str, tuple[str, ...]]:
    """Unchanged sentences keep their sources; all get those of the statements within."""
    found: dict[str, list[str]] = {row.text: list(known.get(row.text, ())) for row in placed}
    for statement, source in checked:
        holder = next((row for row in placed if row.start < statement.end and statement.start < row.end), None)
        if source and holder:
            found[holder.text].append(source)
    return {text: tuple(dict.fromkeys(sources)) for text, sources in found.items()}


def _with_sources(blocks: Sequence[Block], sources: Mapping[str, tuple[str, ...]]) -> tuple[Block, ...]:
    return tuple(
        block.model_copy(
            update={
                "sentences": tuple(
                    Sentence(text=sentence.text, rests_on=sources.get(sentence.text, ()))
                    for sentence in block.sentences
                )
            }
        )
        for block in blocks
    )
