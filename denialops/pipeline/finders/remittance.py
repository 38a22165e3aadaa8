"""Facts of a claim on an electronic remittance; the evidence of each is the segment that says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from denialops.domain.remittance.claims import Claim, Line, Part, person_name
from denialops.domain.remittance.denials import PREDETERMINED, denials, denied_lines, is_denied
from denialops.domain.remittance.page import PagePart, read_page
from denialops.domain.remittance.segments import Segment
from denialops.domain.rulebook.codes import CodeRules
from denialops.pipeline.finders.identifiers import has_valid_npi_checksum
from denialops.pipeline.finders.money import as_text
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading
from denialops.pipeline.finders.regimes import Regime, RegimeFinder

FINDER = "remittance.segment"

_INDICATORS = {
    "16": "ma", "17": "dental", "AM": "auto", "CH": "tricare", "FI": "fehb", "LM": "liability", "MA": "mcr_ffs",
    "MB": "mcr_ffs", "VA": "va", "WC": "wc",
}  # fmt: skip
"""Kinds of cover that the payer names on the claim and that leave no choice of law; the others say too little."""

_CLEAR_NAME = 9
"""The weight of one near-conclusive cue."""

_PROCEDURES = frozenset({"HC", "AD", "HP", "ER", "WK"})


def find_remittance(text: str, codes: CodeRules, regimes: RegimeFinder) -> tuple[Found, ...] | None:
    """The facts of the claim on this page; None when the page is no remittance."""
    part = read_page(text)
    if part is None:
        return None
    facts = _Facts(part, codes)
    payer = facts.payer_name()
    named = regimes.find(Reading(_only(text, payer))) if payer else None
    return tuple(facts.all(named))


class _Facts:
    def __init__(self, part: PagePart, codes: CodeRules) -> None:
        self._claim: Claim = part.claim
        self._places = part.places
        self._codes = codes
        self._lines: tuple[Line, ...] = denied_lines(part.claim, codes)

    def payer_name(self) -> tuple[int, int] | None:
        """Where the payer's name stands."""
        name = self._claim.party("PR").find("N1")
        return self._places[name.number] if name else None

    def all(self, named: Regime | None) -> Iterator[Found]:
        """`named`: the law that the payer's own name points to."""
        claim = self._claim
        denied = is_denied(claim, self._codes)
        yield self._found("is_denial", "true" if denied else "false", *self._deciding())
        yield self._found("document_kind", "remittance_advice", claim.header.find("ST") or claim.payment)
        yield from self._payer()
        yield from self._people()
        yield from self._numbers()
        yield from self._payment_dates()
        yield from self._provider()
        if denied:
            yield from self._codes_of_denial()
        yield from self._regime(named)
        phase = "pre_service" if claim.status == PREDETERMINED else "post_service"
        yield self._found("phase", phase, claim.payment)
        yield self._found("urgency", "standard", claim.payment)
        yield from self._services()
        yield from self._amounts(denied)

    def _deciding(self) -> tuple[Segment, ...]:
        """The segment that denies: the first denying adjustment, else the claim's own status."""
        adjustments = denials(self._claim, self._codes)
        return (adjustments[0].segment,) if adjustments else (self._claim.payment,)

    def _payer(self) -> Iterator[Found]:
        name = self._claim.party("PR").find("N1")
        if name and name.at(2):
            yield self._found("payer", name.at(2), name)

    def _people(self) -> Iterator[Found]:
        patient, insured = self._claim.find("NM1", "QC"), self._claim.find("NM1", "IL")
        if patient and person_name(patient):
            yield self._found("patient_name", person_name(patient), patient)
        if insured and person_name(insured):
            yield self._found("subscriber_name", person_name(insured), insured)
        member = next((p for p in (patient, insured) if p and p.at(9) and p.at(8) != "34"), None)
        if member:
            yield self._found("member_id", member.at(9), member)
        group = self._claim.find("REF", "1L", "6P")
        if group and group.at(2):
            yield self._found("group_number", group.at(2), group)

    def _numbers(self) -> Iterator[Found]:
        claim = self._claim.payment
        own, payers = claim.at(1), claim.at(7)
        if payers or own:
            yield self._found("claim_numbers", payers or own, claim, confidence=SURE if payers else LIKELY)
        if own and payers and own not in (payers, "0"):
            yield self._found("patient_account", own, claim)
        for number in (*self._claim.all("REF", "G1"), *self._claim.all("REF", "BB")):
            if number.at(2):
                yield self._found("reference_numbers", number.at(2), number)
        check = self._claim.header.find("TRN")
        if check and check.at(2):
            yield self._found("check_number", check.at(2), check)

    def _payment_dates(self) -> Iterator[Found]:
        """The notice is the remittance itself: made on its production date, or paid on its payment date if earlier."""
        made, paid = self._claim.header.find("DTM", "405"), self._claim.header.find("BPR")
        dated = [(s.day(n), s) for s, n in ((made, 2), (paid, 16)) if s]
        known = sorted((day.isoformat(), segment) for day, segment in dated if day)
        if known:
            yield self._found("denial_date", known[0][0], known[0][1])
        payment = paid.day(16) if paid else None
        if paid and payment:
            yield self._found("paid_date", payment.isoformat(), paid)
        received = self._claim.find("DTM", "050")
        arrived = received.day(2) if received else None
        if received and arrived:
            yield self._found("received_date", arrived.isoformat(), received)

    def _provider(self) -> Iterator[Found]:
        payee = self._claim.party("PE").find("N1")
        rendering = self._claim.find("NM1", "82")
        if rendering and person_name(rendering):
            yield self._found("provider_name", person_name(rendering), rendering)
        elif payee and payee.at(2):
            yield self._found("provider_name", payee.at(2), payee)
        numbers = [(s.at(n), s) for s, n in ((rendering, 9), (payee, 4)) if s and s.at(n - 1) == "XX" and s.at(n)]
        if numbers:
            npi, segment = numbers[0]
            is_valid = has_valid_npi_checksum(npi)
            flags = () if is_valid else ("npi_checksum",)
            yield self._found("npi", npi, segment, confidence=SURE if is_valid else GUESS, flags=flags)
        tax = self._claim.party("PE").find("REF", "TJ")
        if tax and tax.at(2):
            yield self._found("tin", tax.at(2), tax)
        elif payee and payee.at(3) == "FI" and payee.at(4):
            yield self._found("tin", payee.at(4), payee)

    def _codes_of_denial(self) -> Iterator[Found]:
        adjustments = denials(self._claim, self._codes)
        remarks = (*self._claim.remarks, *(remark for line in self._lines for remark in line.remarks))
        carcs = [self._found("carc", a.code, a.segment, confidence=_known(a.code, self._codes)) for a in adjustments]
        rarcs = [self._found("rarc", r.code, r.segment) for r in remarks]
        yield from carcs
        yield from (self._found("group_codes", a.group, a.segment) for a in adjustments if a.group)
        yield from rarcs
        yield from self._category(carcs, rarcs)

    def _category(self, carcs: Sequence[Found], rarcs: Sequence[Found]) -> Iterator[Found]:
        """What most of the codes point to; an adjustment code says more than a remark, the first more than the next."""
        votes: dict[str, tuple[float, Found]] = {}
        tables = ((self._codes.carc_by_code, carcs, 3.0), (self._codes.rarc_by_code, rarcs, 2.0))
        for table, found, weight in tables:
            for code in found:
                row = table.get(code.value)
                if row and row.category:
                    votes[row.category] = max(votes.get(row.category, (0.0, code)), (weight, code), key=lambda v: v[0])
        if not votes:
            return
        best = max(votes, key=lambda name: votes[name][0])
        code, rivals = votes[best][1], len({n for n in votes if votes[n][0] == votes[best][0]})
        confidence = LIKELY + 0.06 if rivals == 1 else GUESS
        yield Found("category", best, code.start, code.end, confidence, "remittance.codes")

    def _regime(self, named: Regime | None) -> Iterator[Found]:
        """The payer's own word on the claim for the kind of cover, else a name that leaves little choice."""
        claim = self._claim.payment
        code = _INDICATORS.get(claim.at(6).upper())
        if code:
            yield self._found("regime", code, claim, confidence=LIKELY + 0.06)
        elif named and named.hit.weight >= _CLEAR_NAME:
            yield Found("regime", named.code, named.hit.start, named.hit.end, LIKELY, "remittance.payer_name")

    def _services(self) -> Iterator[Found]:
        for line in self._lines:
            parts = line.service.parts(1)
            if len(parts) > 1 and parts[1]:
                field = "cpt_hcpcs" if parts[0] in _PROCEDURES else {"N4": "ndc", "NU": "revenue_codes"}.get(parts[0])
                if field:
                    yield self._found(field, parts[1].upper(), line.service)
                yield from (self._found("modifiers", mark, line.service) for mark in parts[2:6] if mark)
            if line.service.at(4):
                yield self._found("revenue_codes", line.service.at(4), line.service)
        days = sorted(_service_days(self._lines)) or sorted(_claim_days(self._claim))
        if days:
            yield self._found("service_from", days[0][0], days[0][1])
            yield self._found("service_to", days[-1][0], days[-1][1])

    def _amounts(self, denied: bool) -> Iterator[Found]:
        claim = self._claim
        for field, amount in (("billed_amount", claim.charge), ("paid_amount", claim.paid)):
            if amount is not None:
                yield self._found(field, as_text(amount), claim.payment)
        share = claim.payment.money(5)
        if share is not None:
            yield self._found("patient_amount", as_text(share), claim.payment)
        if denied:
            yield from self._denied()

    def _denied(self) -> Iterator[Found]:
        """The one amount that says it: of the only denying adjustment, or the charge where that is all denied."""
        taken = [a for a in denials(self._claim, self._codes) if a.amount]
        charge, paid = self._claim.charge, self._claim.paid
        total = sum((a.amount for a in taken if a.amount), Decimal(0))
        if len(taken) == 1:
            yield self._found("denied_amount", as_text(total), taken[0].segment)
        elif charge and (total == charge or (not taken and paid == 0)):
            confidence = SURE if taken else LIKELY
            yield self._found("denied_amount", as_text(charge), self._claim.payment, confidence=confidence)

    def _found(
        self, field: str, value: str, *segments: Segment, confidence: float = SURE, flags: tuple[str, ...] = ()
    ) -> Found:
        """The evidence goes from the first of the segments to the end of the last."""
        places = [self._places[segment.number] for segment in segments]
        start, end = min(place[0] for place in places), max(place[1] for place in places)
        return Found(field, value, start, end, confidence, FINDER, flags)


def _only(text: str, span: tuple[int, int]) -> str:
    """The text with everything else blank, every character in its place."""
    return " " * span[0] + text[span[0] : span[1]].replace("*", " ") + " " * (len(text) - span[1])


def _known(code: str, codes: CodeRules) -> float:
    return SURE if code in codes.carc_by_code else LIKELY


def _service_days(lines: Iterable[Line]) -> Iterator[tuple[str, Segment]]:
    for line in lines:
        for qualifier in ("472", "150", "151"):
            yield from _days(line, qualifier)


def _claim_days(claim: Claim) -> Iterator[tuple[str, Segment]]:
    for qualifier in ("232", "233"):
        yield from _days(claim, qualifier)


def _days(part: Part, qualifier: str) -> Iterator[tuple[str, Segment]]:
    for segment in part.all("DTM", qualifier):
        day = segment.day(2)
        if day:
            yield day.isoformat(), segment
