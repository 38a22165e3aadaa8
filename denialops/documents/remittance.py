"""An electronic remittance (X12 835) as documents: the part of a file that belongs to one claim, and its page."""

from __future__ import annotations

from typing import NamedTuple

from denialops.documents.remittance_page import claim_page
from denialops.documents.text import decode
from denialops.domain.remittance.accounts import masked
from denialops.domain.remittance.balance import find_imbalances
from denialops.domain.remittance.claims import Claim
from denialops.domain.remittance.denials import is_denied
from denialops.domain.remittance.loops import RemittanceReader
from denialops.domain.remittance.segments import OMITTED, Problem, Problems, find_delimiters
from denialops.domain.rulebook.codes import CodeRules
from denialops.errors import DamagedFile, UnsupportedType

_SEVERAL_HINT = "Add it on the page New case: each denied claim becomes a case of its own."
_TERMINATORS = "~!\x1c\n"


class RemittanceParts(NamedTuple):
    """What a whole file tells: how many claims, the denied ones, and what is wrong with it."""

    claims: int
    denied: tuple[Claim, ...]
    problems: tuple[Problem, ...]


def read_parts(data: bytes, codes: CodeRules) -> RemittanceParts:
    """The denied claims of a file; what was paid is counted and let go."""
    reader = RemittanceReader(decode(data))
    count = 0
    denied: list[Claim] = []
    imbalances = Problems()
    for claim in reader.claims():
        count += 1
        for fault in find_imbalances(claim):
            imbalances.append(fault)
        if is_denied(claim, codes):
            denied.append(claim)
    problems = sorted({*reader.problems, *imbalances}, key=lambda problem: (problem.segment, problem.words))
    return RemittanceParts(count, tuple(denied), tuple(problems))


def part_of(claim: Claim) -> bytes:
    """A file of this claim and its payment only, each segment with its number and line in the whole file.

    The segments of other patients are left out and counted, so none of theirs is kept with the case; bank accounts
    are covered.
    """
    segments = (*claim.header.segments, *claim.everything)
    element = _element(claim)
    end = next(mark for mark in _TERMINATORS if mark != element and not any(mark in s.raw for s in segments))
    written: list[str] = []
    number, line = 1, 1
    for segment in segments:
        gap, lines = segment.number - number, segment.line - line
        if gap > 0 or lines > 1:
            written.append(f"{OMITTED}{element}{gap}{element}{lines}{end}")
        elif lines:
            written.append("\n")
        written.append(masked(segment) + end)
        number, line = segment.number + 1, segment.line
    return "".join(written).encode()


def remittance_pages(data: bytes, codes: CodeRules) -> list[str]:
    """One page: the denied claim, or the first where none is denied. Raises UnsupportedType for several denied ones."""
    first: Claim | None = None
    denied: list[Claim] = []
    for claim in RemittanceReader(decode(data)).claims():
        first = first or claim
        if is_denied(claim, codes):
            denied.append(claim)
    if len(denied) > 1:
        raise UnsupportedType(f"This remittance holds {len(denied)} denied claims.", hint=_SEVERAL_HINT)
    if first is None:
        raise DamagedFile("This remittance holds no claim.", hint="Ask the clearinghouse for the file again.")
    return [claim_page(denied[0] if denied else first, codes)]


def _element(claim: Claim) -> str:
    found = find_delimiters(claim.header.segments[0].raw + "~") if claim.header.segments else None
    return found.element if found else "*"
