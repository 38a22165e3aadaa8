"""How a claim's segments stand on a page, word for word, so that evidence can be shown and found again."""

from __future__ import annotations

import re
from typing import NamedTuple

from denialops.domain.remittance.accounts import masked
from denialops.domain.remittance.claims import Claim
from denialops.domain.remittance.loops import claims_of
from denialops.domain.remittance.segments import Segment, find_delimiters, parse_segment

BANNER = "REMITTANCE ADVICE, electronic (X12 835): one claim of the file"

_RAW = re.compile(r"(?m)^ {4}\[(\d+)\] (.+)$")
_PICTURES = {code: 0x2400 + code for code in range(0x20)}


class PagePart(NamedTuple):
    """The claim of a page and where each of its segments stands in the text."""

    claim: Claim
    places: dict[int, tuple[int, int]]


def is_remittance(text: str) -> bool:
    return text.startswith(BANNER)


def raw_line(segment: Segment) -> str:
    """A separator that cannot be printed is shown by its sign; bank accounts are covered."""
    return f"    [{segment.number}] {masked(segment).translate(_PICTURES)}"


def read_page(text: str) -> PagePart | None:
    """The claim that stands on a page; None for any other text."""
    if not is_remittance(text):
        return None
    rows = list(_RAW.finditer(text))
    isa = next((row.group(2) for row in rows if row.group(2).startswith("ISA")), "")
    found = find_delimiters(isa + "~")
    if found is None:
        return None
    segments = [parse_segment(row.group(2), int(row.group(1)), found.element, found.component) for row in rows]
    claims = claims_of(segments)
    return PagePart(claims[0], {int(row.group(1)): row.span(2) for row in rows}) if claims else None
