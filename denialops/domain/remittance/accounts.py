"""Bank accounts of a payment: the last four characters tell which, and no more goes to a payer or onto a page."""

from __future__ import annotations

from denialops.domain.remittance.segments import Segment

BANKING = {"BPR": (7, 9, 13, 15)}
"""Routing and account number of the sender, then of the receiver."""
_SHOWN = 4


def masked(segment: Segment) -> str:
    """The segment as sent, its bank numbers covered; the same again where they are covered already."""
    places = BANKING.get(segment.id, ())
    if not any(segment.at(place) for place in places):
        return segment.raw
    mark = segment.raw[len(segment.id)]
    return mark.join(
        _cover(element) if place in places else element for place, element in enumerate(segment.raw.split(mark))
    )


def _cover(number: str) -> str:
    hidden = len(number) - _SHOWN if len(number) > _SHOWN else len(number)
    return "X" * hidden + number[hidden:]
