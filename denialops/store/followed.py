"""Which corrections belong to which letter of a claim, from the rows that letters leave when they come and go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from denialops.domain.facts import Correction
from denialops.domain.records import FollowedLetter


class Letters(NamedTuple):
    """The letters that a later one followed, oldest first, each with its own corrections; then the present one's."""

    followed: tuple[FollowedLetter, ...]
    corrections: tuple[tuple[Correction, ...], ...]
    present: tuple[Correction, ...]


def fold_letters(rows: Sequence[FollowedLetter], corrections: Sequence[Correction]) -> Letters:
    """Rows in the order kept. What was corrected in a letter that was detached again went with it."""
    followed: list[FollowedLetter] = []
    own: list[list[Correction]] = [[]]
    start = 0
    for row in rows:
        own[-1].extend(corrections[start : row.corrections])
        start = row.corrections
        if row.is_detached:
            followed.pop()
            own.pop()
        else:
            followed.append(row)
            own.append([])
    own[-1].extend(corrections[start:])
    *earlier, present = (tuple(made) for made in own)
    return Letters(tuple(followed), tuple(earlier), present)
