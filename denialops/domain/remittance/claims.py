"""The claims of a remittance, one by one: a large file is never held as segments as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from denialops.domain.remittance.segments import Problem, Problems, Segment, read_segments

_TRIPLETS = 6
_GROUPS = frozenset({"CO", "PR", "OA", "PI", "CR"})
_ENVELOPE = frozenset({"ISA", "GS", "GE", "IEA", "ST", "SE"})
_KNOWN = _ENVELOPE | frozenset(
    "BPR TRN CUR REF DTM N1 N2 N3 N4 PER RDM LX TS3 TS2 CLP CAS NM1 MIA MOA AMT QTY SVC LQ PLB NTE".split()
)
_REMARK_PLACES = {"MIA": (5, 20, 21, 22, 23), "MOA": (3, 4, 5, 6, 7)}
_AMOUNTS = {"CLP": (3, 4), "SVC": (2, 3), "AMT": (2,)}


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
            for n in range(_TRIPLETS)
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


class RemittanceReader:
    """Reads the claims of one file; `problems` is complete when all claims were taken."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = Problems()
        self._segments = read_segments(text, self.problems)

    def claims(self) -> Iterator[Claim]:
        return _claims(self._segments, self.problems)


def claims_of(segments: Iterable[Segment]) -> tuple[Claim, ...]:
    """The claims of segments that were read before."""
    return tuple(_claims(segments, []))


def _claims(segments: Iterable[Segment], problems: list[Problem]) -> Iterator[Claim]:
    loops = _Loops(problems)
    for segment in segments:
        claim = loops.take(segment)
        if claim:
            yield claim
    last = loops.end()
    loops.check_cut_off()
    if last:
        yield last


class _Loops:
    """Knows in which loop a segment stands."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._envelope: list[Segment] = []
        self._header: list[Segment] = []
        self._group: list[Segment] = []
        self._claim: list[Segment] = []
        self._is_ours = True
        self._start: Segment | None = None
        self._paid = self._provider = Decimal(0)

    def take(self, segment: Segment) -> Claim | None:
        """The claim that this segment ends, if it ends one."""
        self._check(segment)
        done = self.end() if segment.id in (*_ENVELOPE, "LX", "CLP", "PLB") else None
        if segment.id in _ENVELOPE:
            self._take_envelope(segment)
        elif self._is_ours:
            self._take_inner(segment)
        return done

    def end(self) -> Claim | None:
        if not self._claim:
            return None
        claim = _claim((*self._envelope, *self._header, *self._group), self._claim, self._problems)
        self._paid += claim.paid or 0
        self._claim = []
        return claim

    def check_cut_off(self) -> None:
        if self._start and self._is_ours:
            self._tell(self._start, "this transaction has no end (SE): the file may be cut off")

    def _take_envelope(self, segment: Segment) -> None:
        if segment.id == "ISA":
            self._envelope, self._header = [segment], []
        elif segment.id == "GS":
            self._envelope = [*(s for s in self._envelope if s.id == "ISA"), segment]
        elif segment.id == "ST":
            self.check_cut_off()
            self._is_ours = segment.at(1) == "835"
            if not self._is_ours:
                self._tell(segment, f"transaction {segment.at(1)[:3]} is no remittance: left out")
            self._start, self._header, self._group = segment, [segment], []
            self._paid = self._provider = Decimal(0)
        elif segment.id == "SE":
            if self._start and self._is_ours:
                self._check_end(segment, self._start)
            self._start = None

    def _take_inner(self, segment: Segment) -> None:
        if segment.id == "CLP":
            if not any(s.id == "ST" for s in self._header):
                self._tell(segment, "a claim outside of a transaction")
            self._claim = [segment]
        elif segment.id == "LX":
            self._group = [segment]
        elif segment.id == "PLB":
            self._provider += sum((segment.money(place) or Decimal(0) for place in range(4, 15, 2)), Decimal(0))
        elif self._claim:
            self._claim.append(segment)
        elif segment.id in ("TS3", "TS2"):
            self._group.append(segment)
        elif self._header:
            self._header.append(segment)
        else:
            self._tell(segment, f"{segment.id} stands outside of every loop")

    def _check(self, segment: Segment) -> None:
        if segment.id not in _KNOWN:
            self._tell(segment, f"{segment.id} is no segment of a remittance")
        for place in _AMOUNTS.get(segment.id, ()):
            if segment.money(place) is None:
                self._tell(segment, f"{segment.id}{place:02}: this is not an amount")
        if segment.id == "DTM" and segment.day(2) is None:
            self._tell(segment, "DTM02: this is not a date")
        if segment.id == "CAS":
            self._check_adjustments(segment)

    def _check_adjustments(self, segment: Segment) -> None:
        if segment.at(1) not in _GROUPS:
            self._tell(segment, "CAS01: this is not a group code")
        if not segment.at(2):
            self._tell(segment, "CAS02: the reason code is missing")
        for place in range(2, 3 * _TRIPLETS + 2, 3):
            if segment.at(place) and segment.money(place + 1) is None:
                self._tell(segment, f"CAS{place + 1:02}: this is not an amount")

    def _check_end(self, segment: Segment, start: Segment) -> None:
        counted = segment.number - start.number + 1
        if segment.at(1).lstrip("0") != str(counted):
            self._tell(segment, f"SE01 does not fit: {counted} segments are there")
        payment = next((s for s in self._header if s.id == "BPR"), None)
        total = payment.money(2) if payment else None
        if payment and total is not None and total != self._paid - self._provider:
            paid = self._paid - self._provider
            self._tell(payment, f"the payment is {total:.2f}, its claims and adjustments make {paid:.2f}")

    def _tell(self, segment: Segment, words: str) -> None:
        self._problems.append(Problem(segment.line, segment.number, words))


def _claim(header: tuple[Segment, ...], segments: list[Segment], problems: list[Problem]) -> Claim:
    starts = [n for n, segment in enumerate(segments) if segment.id == "SVC"] or [len(segments)]
    stops = [*starts[1:], len(segments)]
    lines = tuple(Line(tuple(segments[a:b])) for a, b in zip(starts, stops, strict=True) if b > a)
    first, last = segments[0].number, segments[-1].number
    own = tuple(problem for problem in problems[-50:] if first <= problem.segment <= last)
    return Claim(tuple(segments[: starts[0]]), header=Part(header), lines=lines, problems=own)
