"""Any number of letters about different claims: what the clinics of the samples would send on a long day."""

from __future__ import annotations

import json
import re
from itertools import count
from pathlib import Path
from typing import NamedTuple

from denialops.config import ROOT

SET = ROOT / "tests" / "golden" / "set_a"
DIGITS = 6
_DIGIT = re.compile(r"\d")
SHORT_TEXT = """HARBOR LANTERN HEALTH PLAN
Claims Department                                    November 13, 2026

Member: Octavia Penhallow    Member ID: HLP 330 000001    Claim number: 26-7000001
Date of service: October 2, 2026

We denied payment for physical therapy (97110) because we do not consider it medically necessary.
You may appeal in writing within 180 days of the date you receive this letter.
"""


class Letter(NamedTuple):
    """A text and the numbers in it that make it one of its own."""

    text: str
    numbers: tuple[str, ...]

    def copied(self, number: int) -> bytes:
        """The same letter about another claim of another member."""
        text = self.text
        for known in self.numbers:
            text = text.replace(known, renumbered(known, number))
        return text.encode()


SHORT = Letter(SHORT_TEXT, ("HLP 330 000001", "26-7000001"))


class Letters:
    """Never gives the same letter twice; safe for threads."""

    def __init__(self, *letters: Letter) -> None:
        self._letters, self._numbers = letters, count(1)

    def next(self) -> bytes:
        number = next(self._numbers)
        return self._letters[number % len(self._letters)].copied(number)


def realistic_letters() -> tuple[Letter, ...]:
    """The letters of the first golden set that deny one claim of one member: about a page each."""
    return tuple(filter(None, map(_letter_of, sorted((SET / "gold").glob("*.json")))))


def renumbered(known: str, number: int) -> str:
    """With the digits of `number` in the place of its last ones, so that its shape stays."""
    places = [match.start() for match in _DIGIT.finditer(known)][-DIGITS:]
    signs = list(known)
    for place, digit in zip(places, f"{number:0{DIGITS}d}"[-len(places) :], strict=True):
        signs[place] = digit
    return "".join(signs)


def _letter_of(gold: Path) -> Letter | None:
    answers = json.loads(gold.read_text("utf-8"))
    claims, member = answers["claim_numbers"] or [], answers["member_id"]
    if not (answers["is_denial"] and len(claims) == 1 and member):
        return None
    text = (SET / "letters" / f"{gold.stem}.txt").read_text("utf-8")
    return Letter(text, (claims[0], member))
