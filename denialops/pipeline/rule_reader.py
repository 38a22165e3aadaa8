"""The rule-based reader: from pages of text to facts with evidence, deterministic, offline, in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator

from denialops.domain.documents import PAGE_BREAK, LetterText
from denialops.domain.facts import LIST_FIELDS, Evidence, Fact
from denialops.domain.rulebook import Rulebook
from denialops.pipeline.finders import (
    addresses,
    charges,
    claims,
    contacts,
    criteria,
    deadlines,
    denial_codes,
    identifiers,
    kinds,
    members,
    papers,
    payers,
    people,
    providers,
    regimes,
    segments,
    service_dates,
    services,
)
from denialops.pipeline.finders.boundaries import without_instructions
from denialops.pipeline.finders.categories import CategoryFinder
from denialops.pipeline.finders.claims import Claims
from denialops.pipeline.finders.happenings import find_happenings
from denialops.pipeline.finders.notice import find_notice_date
from denialops.pipeline.finders.reading import Found, Reading
from denialops.pipeline.finders.reasons import Reason, find_reason, reason_facts
from denialops.pipeline.finders.remittance import find_remittance
from denialops.pipeline.finders.unindent import unindent
from denialops.pipeline.likeness import Likeness
from denialops.pipeline.second_opinion import SecondOpinion
from denialops.ports import NO_CONTEXT, ReadingContext

_LEGIBLE = 0.9
"""Below this OCR confidence of a page, facts of the page lose confidence."""


class RuleFactReader:
    """Reads letters with rules only: deterministic, offline, in milliseconds."""

    name = "rule"

    def __init__(self, rulebook: Rulebook, likeness: Likeness) -> None:
        self._rulebook = rulebook
        self._likeness = likeness
        self._kind_rules = rulebook.kinds
        self._kinds = kinds.KindFinder(rulebook.kinds)
        self._regimes = regimes.RegimeFinder(rulebook.regimes)
        self._category_rules = rulebook.categories
        self._code_rules = rulebook.codes

    def speaks_to_software(self, letter: LetterText) -> bool:
        return without_instructions(letter, self._kind_rules)[1]

    def read(self, letter: LetterText, context: ReadingContext = NO_CONTEXT) -> Iterator[Fact]:
        """Facts one by one, the most important first."""
        counts: dict[str, int] = {}
        for found in self._find_all(letter):
            number = counts.get(found.field, 0)
            if number and found.field not in LIST_FIELDS:
                continue
            fact = _as_fact(letter, found, f"{found.field}-{number + 1}")
            if fact is not None:
                counts[found.field] = number + 1
                yield fact

    def _find_all(self, letter: LetterText) -> Iterator[Found]:
        """A remittance says everything in its segments; anything else is read as a letter."""
        remitted = find_remittance(letter.text, self._code_rules, self._regimes)
        if remitted is not None:
            yield from remitted
            return
        unindented = unindent(without_instructions(letter, self._kind_rules)[0])
        for found in self._find(Reading(unindented.text)):
            end = unindented.original(found.end - 1) + 1
            yield found._replace(start=unindented.original(found.start), end=end)

    def _find(self, reading: Reading) -> Iterator[Found]:
        if not reading.lines:
            return
        lines = Claims(reading, self._code_rules)
        payer = tuple(payers.find_payer(reading))
        references = tuple(identifiers.find_references(reading))
        kind = self._kinds.find(
            reading,
            has_denied_rows=bool(lines.denied_rows),
            has_claim=_is_about_claim(lines),
            has_request=bool(references),
        )
        opinion = SecondOpinion(self._likeness, self._rulebook, reading)
        kind = opinion.kind(kind)
        if kind.code in ("other_non_insurance", "unreadable"):
            yield from kinds.kind_facts(kind)
            return
        yield from payer
        yield from kinds.kind_facts(kind)
        yield from self._find_letter(reading, lines, payer, references, kind, opinion)

    def _find_letter(
        self,
        reading: Reading,
        lines: Claims,
        payer: tuple[Found, ...],
        references: tuple[Found, ...],
        kind: kinds.Kind,
        opinion: SecondOpinion,
    ) -> Iterator[Found]:
        printed = tuple(segments.find_segments(reading))
        patient = tuple(people.find_patient(reading, [block for _, block in lines.denied_blocks]))
        patient_name = patient[0].value if patient else ""
        notice = tuple(find_notice_date(reading, lines.dates, denies=bool(kind.denies)))
        yield from printed
        yield from patient
        member = tuple(members.find_member_id(reading, patient[0] if patient else None))
        group = tuple(members.find_group_number(reading))
        yield from member
        claim_numbers = tuple(claims.find_claim_numbers(lines))
        yield from claim_numbers
        yield from notice
        codes = tuple(denial_codes.find_denial_codes(lines)) if kind.denies else ()
        reason = self._find_reason(reading, codes, kind) if kind.denies else None
        day = notice[0].value if notice else ""
        yield from self._find_decision(reading, lines, kind, reason, day, opinion, has_claim=bool(claim_numbers))
        yield from codes
        yield from _without(references, (*claim_numbers, *member, *group))
        yield from group
        payer_name = payer[0].value if payer else ""
        provider = tuple(providers.find_provider(reading, payer_name, patient_name, lines.denied_parts))
        yield from provider
        yield from identifiers.find_npi(reading)
        names = tuple(found.value for found in (*payer[:1], *patient[:1], *provider[:1]))
        reasoned = reason.span if reason else None
        yield from services.find_service(reading, lines.procedures, lines.rows, reasoned, names)
        yield from _find_codes_and_dates(lines, notice)
        yield from people.find_others(reading, patient_name)
        yield from people.find_birth_date(reading, lines.dates)
        yield from identifiers.find_tin(reading)
        yield from papers.find_papers(reading, lines.dates, kind)

    def _find_reason(self, reading: Reading, found_codes: tuple[Found, ...], kind: kinds.Kind) -> Reason | None:
        carcs = tuple(found for found in found_codes if found.field == "carc")
        rarcs = tuple(found for found in found_codes if found.field == "rarc")
        finder = CategoryFinder(reading, self._category_rules, self._code_rules, carcs, rarcs)
        codes = frozenset(found.value for found in (*carcs, *rarcs))
        return find_reason(reading, finder, codes, _top_end(reading), kind.decision)

    def _find_decision(
        self,
        reading: Reading,
        lines: Claims,
        kind: kinds.Kind,
        reason: Reason | None,
        notice: str,
        opinion: SecondOpinion,
        *,
        has_claim: bool,
    ) -> Iterator[Found]:
        """Law, reason, step, limits and money: what the route depends on."""
        top_end = _top_end(reading)
        phases = tuple(kinds.find_phase(self._kind_rules, reading, kind, has_claim=has_claim))
        phase = phases[0].value if phases else ""
        regime, sure_regime = opinion.regime(self._regimes.find(reading))
        reason, sure_reason = opinion.reason(reason, phase)
        yield from _believed(reason_facts(reading, reason), sure_reason, {"category"})
        yield from _believed(regimes.regime_facts(reading, regime), sure_regime, {"regime"})
        yield from phases
        yield from map(opinion.urgency, kinds.find_urgency(self._kind_rules, reading, phase, kind))
        level, hit = self._regimes.level(reading, regime, kind)
        if level and hit:
            is_named = hit is not kind.hit and (regime is None or hit is not regime.hit)
            is_named = is_named or regimes.calls_itself_first(reading, kind)
            sure = 0.91 if level == "none" or is_named or (regime and regime.lead >= 3) else 0.8
            found = opinion.level(Found("appeal_level", level, hit.start, hit.end, sure, "regimes.level"))
            level = found.value
            yield found
        yield from deadlines.find_deadlines(reading, lines.dates, level, notice, denies=bool(kind.denies))
        yield from find_happenings(reading, lines.dates, kind.code)
        if kind.denies:
            yield from addresses.find_appeal_address(reading, top_end, level)
            yield from contacts.find_numbers(reading, top_end, level)
            yield from _find_money(lines, phase)
        if kind.denies or kind.code == "information_request":
            yield from criteria.find_criteria(reading, reason.span if reason and reason.span.end else None)


def _believed(found: Iterator[Found], confidence: float | None, fields: set[str]) -> Iterator[Found]:
    """The same facts, those fields with the confidence that two opinions give them together."""
    for one in found:
        yield one._replace(confidence=confidence) if confidence and one.field in fields else one


def _is_about_claim(lines: Claims) -> bool:
    """A claim number of a comp case names no bill; with a service date or an amount it does."""
    if "predetermination" in lines.reading.flat or "pretreatment estimate" in lines.reading.flat:
        return False
    dated = any(span.role == "service" for span in lines.dates)
    return bool(lines.numbers and (lines.amounts or dated)) or bool(lines.amounts and (dated or lines.rows))


def _find_money(lines: Claims, phase: str) -> Iterator[Found]:
    if phase == "pre_service":
        return
    billed = next(charges.find_billed(lines), None)
    if billed:
        yield billed
    yield from charges.find_denied(lines, billed, whole_claim=not lines.paid_rows)
    yield from charges.find_paid(lines)


def _find_codes_and_dates(lines: Claims, notice: tuple[Found, ...]) -> Iterator[Found]:
    yield from denial_codes.find_procedures(lines)
    yield from denial_codes.find_diagnoses(lines)
    yield from service_dates.find_service_dates(lines, letter_date=notice[0].value if notice else "")


def _without(references: tuple[Found, ...], others: tuple[Found, ...]) -> Iterator[Found]:
    """Reference numbers that are not the claim, group or other numbers under a second label."""
    taken = {"".join(filter(str.isalnum, other.value)).upper() for other in others}
    for found in references:
        if "".join(filter(str.isalnum, found.value)).upper() not in taken:
            yield found


def _top_end(reading: Reading) -> int:
    """Where the letterhead and title lines end."""
    return reading.lines[min(2, len(reading.lines) - 1)].end


def _as_fact(letter: LetterText, found: Found, fact_id: str) -> Fact | None:
    """The found value with its quote; None when the quote would leave its page."""
    page, offset, legibility = letter.locate(found.start)
    quote = letter.text[found.start : found.end].split(PAGE_BREAK)[0]
    if not quote.strip():
        return None
    doubt = 1.0 if legibility is None or legibility >= _LEGIBLE else max(0.6, legibility)
    return Fact(
        fact_id=fact_id,
        field=found.field,
        value=found.value,
        evidence=Evidence(
            document_id=letter.document_id, page=page, start=offset, end=offset + len(quote), quote=quote
        ),
        confidence=round(found.confidence * doubt, 3),
        finder=found.finder,
        flags=found.flags,
    )
