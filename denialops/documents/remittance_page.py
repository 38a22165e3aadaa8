"""A claim of a remittance as a page that people can read: each segment in plain words, and as it was sent."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from denialops.domain.remittance.balance import find_imbalances
from denialops.domain.remittance.claims import Claim, Part, person_name
from denialops.domain.remittance.page import BANNER, raw_line
from denialops.domain.remittance.segments import Segment
from denialops.domain.rulebook.codes import CodeMeaning, CodeRules
from denialops.domain.wording import day, dollars

STATUSES = {
    "1": "decided as primary payer", "2": "decided as secondary payer", "3": "decided as tertiary payer",
    "4": "denied", "5": "pended", "19": "decided as primary payer and passed on",
    "20": "decided as secondary payer and passed on", "21": "decided as tertiary payer and passed on",
    "22": "earlier payment reversed", "23": "not this payer's claim, passed on", "25": "estimate before the service",
}  # fmt: skip
_PARTIES = {"PR": "Payer", "PE": "Paid to"}
_PEOPLE = {
    "QC": "Patient", "IL": "Insured person", "74": "Corrected patient or insured person", "82": "Rendering provider",
    "TT": "Passed on to", "PR": "Corrected priority payer", "GB": "Other insured person",
}  # fmt: skip
_DATES = {
    "405": "Remittance made on", "050": "Claim received on", "472": "Date of service", "150": "Service from",
    "151": "Service to", "232": "Claim from", "233": "Claim to", "036": "Coverage ended on",
}  # fmt: skip
_NUMBERS = {
    "2U": "Payer number", "TJ": "Tax number", "EA": "Medical record number", "1L": "Group or policy number",
    "6P": "Group number", "G1": "Authorization number", "BB": "Authorization number", "F8": "Original claim number",
    "6R": "Line number of the clinic", "EV": "Receiver number", "CE": "Class of contract", "1W": "Member number",
    "IG": "Policy number", "LU": "Place of service", "0K": "Policy applied by the payer",
    "HPI": "Provider number (NPI)",
    "1C": "Provider number (Medicare)", "G2": "Provider number (this payer)",
}  # fmt: skip
_AMOUNTS = {
    "AU": "Amount covered", "B6": "Amount allowed", "F5": "Paid by the patient", "I": "Interest", "D8": "Discount",
    "D": "Paid by another payer", "KH": "Late filing reduction",
}  # fmt: skip
_METHODS = {
    "CHK": "by check",
    "ACH": "by transfer",
    "FWT": "by wire transfer",
    "BOP": "by the payer's choice",
    "NON": "nothing",
}


def claim_page(claim: Claim, codes: CodeRules) -> str:
    """The payment's own data, the claim and its service lines; problems of this claim at the end."""
    words = _Words(codes)
    lines = [BANNER, "A line that begins with a number in brackets is that segment of the file, as it was sent.", ""]
    lines += ["Payment", *words.of(claim.header)]
    lines += ["", "Claim", *words.of(claim)]
    for number, line in enumerate(claim.lines, 1):
        lines += ["", f"Service line {number}", *words.of(line)]
    faults = (*claim.problems, *find_imbalances(claim))
    if faults:
        lines += ["", "Not in order in this claim"]
        lines += [f"  Line {fault.line}, segment {fault.segment}: {fault.words}" for fault in faults]
    return "\n".join(lines) + "\n"


class _Words:
    """Plain words for each kind of segment; one that has none is shown as sent only."""

    def __init__(self, codes: CodeRules) -> None:
        self._codes = codes
        self._groups = {row.id: row for row in codes.groups}

    def of(self, part: Part) -> Iterator[str]:
        for segment in part.segments:
            told = getattr(self, f"_{segment.id.lower()}", None)
            yield from (f"  {words}" for words in (told(segment) if told else ()) if words)
            yield raw_line(segment)

    def _bpr(self, segment: Segment) -> Iterator[str]:
        yield f"Payment of {_money(segment, 2)} {_METHODS.get(segment.at(4), '')} on {_day(segment, 16)}".rstrip()

    def _trn(self, segment: Segment) -> Iterator[str]:
        yield f"Check or transfer number {segment.at(2)}"

    def _n1(self, segment: Segment) -> Iterator[str]:
        yield f"{_PARTIES.get(segment.at(1), 'Party')}: {segment.at(2)}"

    def _dtm(self, segment: Segment) -> Iterator[str]:
        if segment.at(1) in _DATES:
            yield f"{_DATES[segment.at(1)]} {_day(segment, 2)}"

    def _ref(self, segment: Segment) -> Iterator[str]:
        if segment.at(1) in _NUMBERS:
            yield f"{_NUMBERS[segment.at(1)]} {segment.at(2)}"

    def _amt(self, segment: Segment) -> Iterator[str]:
        if segment.at(1) in _AMOUNTS:
            yield f"{_AMOUNTS[segment.at(1)]} {_money(segment, 2)}"

    def _nm1(self, segment: Segment) -> Iterator[str]:
        number = f", number {segment.at(9)}" if segment.at(9) else ""
        yield f"{_PEOPLE.get(segment.at(1), 'Person')}: {person_name(segment)}{number}"

    def _clp(self, segment: Segment) -> Iterator[str]:
        status = STATUSES.get(segment.at(2), "decided")
        yield f"Claim {segment.at(7) or segment.at(1)}, account {segment.at(1)}: {status}"
        share = f", patient's share {_money(segment, 5)}" if segment.at(5) else ""
        yield f"Charged {_money(segment, 3)}, paid {_money(segment, 4)}{share}"

    def _svc(self, segment: Segment) -> Iterator[str]:
        code = " ".join(segment.parts(1)[1:5]) or segment.at(1)
        units = f", {segment.at(5)} units" if segment.at(5) else ""
        yield f"Procedure {code}{units}: charged {_money(segment, 2)}, paid {_money(segment, 3)}"

    def _cas(self, segment: Segment) -> Iterator[str]:
        group = segment.at(1)
        for adjustment in Part((segment,)).adjustments:
            taken = "an amount that cannot be read" if adjustment.amount is None else dollars(adjustment.amount)
            meaning = _meaning(self._codes.carc_by_code.get(adjustment.code))
            yield f"{group}-{adjustment.code} takes {taken}: {meaning}"
        if group in self._groups:
            yield f"Group {group}: {self._groups[group].meaning}"

    def _lq(self, segment: Segment) -> Iterator[str]:
        return self._remarks(segment)

    def _moa(self, segment: Segment) -> Iterator[str]:
        return self._remarks(segment)

    def _mia(self, segment: Segment) -> Iterator[str]:
        return self._remarks(segment)

    def _remarks(self, segment: Segment) -> Iterator[str]:
        for remark in Part((segment,)).remarks:
            yield f"Remark {remark.code}: {_meaning(self._codes.rarc_by_code.get(remark.code))}"


def _meaning(row: CodeMeaning | None) -> str:
    return row.meaning if row else "not in our table of codes"


def _money(segment: Segment, place: int) -> str:
    amount: Decimal | None = segment.money(place)
    return "an unreadable amount" if amount is None else dollars(amount)


def _day(segment: Segment, place: int) -> str:
    found = segment.day(place)
    return day(found) if found else segment.at(place)
