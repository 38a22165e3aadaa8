"""Segments put into their loops: which claim each belongs to, and what stands where it should not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from denialops.domain.remittance.claims import TRIPLETS, Claim, Line, Part
from denialops.domain.remittance.segments import Problem, Problems, Segment, read_segments

_GROUPS = frozenset({"CO", "PR", "OA", "PI", "CR"})
_ENVELOPE = frozenset({"ISA", "GS", "GE", "IEA", "ST", "SE"})
_KNOWN = _ENVELOPE | frozenset(
    "BPR TRN CUR REF DTM N1 N2 N3 N4 PER RDM LX TS3 TS2 CLP CAS NM1 MIA MOA AMT QTY SVC LQ PLB NTE".split()
)
_OF_CLAIM = frozenset({"SVC", "CAS", "NM1", "MIA", "MOA", "LQ"})
_BOUNDS = _ENVELOPE | frozenset({"LX", "CLP", "PLB"})
_AMOUNTS = {"CLP": (3, 4), "SVC": (2, 3), "AMT": (2,)}


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
        self._is_lost = False

    def take(self, segment: Segment) -> Claim | None:
        """The claim that this segment ends, if it ends one."""
        self._check(segment)
        is_cut = segment.id == "NM1" and segment.at(1) == "QC" and self._has_patient()
        if is_cut:
            self._tell(segment, "a second patient in one claim: the begin of a claim is lost, left out up to the next")
        done = self.end() if is_cut or segment.id in _BOUNDS else None
        self._is_lost = is_cut or (self._is_lost and segment.id not in _BOUNDS)
        if segment.id in _ENVELOPE:
            self._take_envelope(segment)
        elif self._is_ours and not self._is_lost:
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
        elif segment.id in _OF_CLAIM:
            self._tell(segment, f"{segment.id} stands outside of every claim: left out")
        elif segment.id in ("TS3", "TS2"):
            self._group.append(segment)
        elif self._header:
            self._header.append(segment)
        else:
            self._tell(segment, f"{segment.id} stands outside of every loop")

    def _has_patient(self) -> bool:
        return any(segment.id == "NM1" and segment.at(1) == "QC" for segment in self._claim)

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
        for place in range(2, 3 * TRIPLETS + 2, 3):
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
