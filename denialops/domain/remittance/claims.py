"""A claim of a remittance with its lines, adjustments and remarks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from denialops.domain.remittance.segments import Problem, Segment

TRIPLETS = 6
_REMARK_PLACES = {"MIA": (5, 20, 21, 22, 23), "MOA": (3, 4, 5, 6, 7)}


class Adjustment(NamedTuple):
    """One reason with its amount: charge minus all of them is what was paid. `amount` None: unreadable."""

    group: str
    code: str
    amount: Decimal | None
    segment: Segment


class Remark(NamedTuple):
    code: str
    segment: Segment


@dataclass(frozen=True)
class Part:
    """Segments with the adjustments and remarks in them."""

    segments: tuple[Segment, ...]

    def all(self, segment_id: str, qualifier: str = "") -> tuple[Segment, ...]:
        """Segments of that name, and with that first element if one is named."""
        return tuple(s for s in self.segments if s.id == segment_id and qualifier in ("", s.at(1)))

    def find(self, segment_id: str, *qualifiers: str) -> Segment | None:
        """The first with the first of the qualifiers that is there."""
        return next((s for q in qualifiers or ("",) for s in self.all(segment_id, q)), None)

    @cached_property
    def adjustments(self) -> tuple[Adjustment, ...]:
        return tuple(
            Adjustment(segment.at(1), code.lstrip("0") or code, segment.money(3 * n + 3), segment)
            for segment in self.all("CAS")
            for n in range(TRIPLETS)
            if (code := segment.at(3 * n + 2).upper())
        )

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        coded = [Remark(s.at(2).upper(), s) for s in self.all("LQ", "HE") if s.at(2)]
        for name, places in _REMARK_PLACES.items():
            coded += [Remark(s.at(place).upper(), s) for s in self.all(name) for place in places if s.at(place)]
        return tuple(coded)


class Line(Part):
    """A service line: SVC and what follows it."""

    @property
    def service(self) -> Segment:
        return self.segments[0]

    @property
    def charge(self) -> Decimal | None:
        return self.service.money(2)

    @property
    def paid(self) -> Decimal | None:
        return self.service.money(3)


@dataclass(frozen=True)
class Claim(Part):
    """CLP and what follows it up to the next claim; `lines` are apart from `segments`, which end before the first SVC.

    `header` is the payment that the claim belongs to: envelope, payer, payee, check. `problems` are its own.
    """

    header: Part
    lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def payment(self) -> Segment:
        return self.segments[0]

    @property
    def status(self) -> str:
        return self.payment.at(2).lstrip("0")

    @property
    def charge(self) -> Decimal | None:
        return self.payment.money(3)

    @property
    def paid(self) -> Decimal | None:
        return self.payment.money(4)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The payer's claim control number, then the clinic's own patient control number."""
        return tuple(number for number in (self.payment.at(7), self.payment.at(1)) if number and number != "0")

    @property
    def everything(self) -> tuple[Segment, ...]:
        return (*self.segments, *(segment for line in self.lines for segment in line.segments))

    def party(self, *qualifiers: str) -> Part:
        """The loop of a party of the payment: N1 and what follows it up to the next."""
        own: list[Segment] = []
        for segment in self.header.segments:
            if segment.id == "N1" and (own or segment.at(1) in qualifiers):
                if own:
                    break
                own.append(segment)
            elif own and segment.id in ("N2", "N3", "N4", "PER", "REF", "RDM"):
                own.append(segment)
            elif own:
                break
        return Part(tuple(own))


def person_name(segment: Segment) -> str:
    """First, middle, last name and suffix of an NM1 segment; an organisation has the one name."""
    names = (segment.at(place) for place in ((4, 5, 3, 7) if segment.at(2) == "1" else (3,)))
    return " ".join(name for name in names if name)
