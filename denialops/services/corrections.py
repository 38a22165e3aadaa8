"""What people said a field is, laid over what was read; the reading itself stays as it was."""

from __future__ import annotations

from denialops.domain.cases import CaseFile, EarlierLetter
from denialops.domain.facts import LIST_FIELDS, Correction, Fact, Facts

CARRIED_FIELDS = frozenset(
    "payer plan_name regime state category phase patient_name member_id group_number subscriber_name dob mbi "
    "claim_numbers provider_name npi service_description cpt_hcpcs icd10 drugs service_from service_to "
    "billed_amount denied_amount".split()
)
"""What stays true of a claim when a later letter does not repeat it; times, reasons and decisions are each letter's."""

UNKNOWN = "unknown"


def with_corrections(case: CaseFile) -> CaseFile:
    """The case with its corrections applied to the facts of all its letters; a later one fills up from the earlier."""
    if not case.corrections and not case.earlier:
        return case
    earlier = tuple(
        letter.model_copy(update={"facts": apply_corrections(letter.facts, letter.corrections)})
        for letter in case.earlier
    )
    facts = _filled(apply_corrections(case.facts, case.corrections), earlier)
    return case.model_copy(update={"facts": facts, "earlier": earlier})


def _filled(facts: Facts, earlier: tuple[EarlierLetter, ...]) -> Facts:
    """Nothing is filled in before the later letter was read."""
    for letter in reversed(earlier if facts.items else ()):
        carried = [fact for fact in letter.facts.items if _goes_on(fact, facts.find(fact.field))]
        replaced = {fact.field for fact in carried}
        facts = Facts(items=(*(fact for fact in facts.items if fact.field not in replaced), *carried))
    return facts


def _goes_on(earlier: Fact, later: Fact | None) -> bool:
    """A plan does not change its law between two letters, so the surer reading of it wins."""
    if earlier.field not in CARRIED_FIELDS:
        return False
    if later is None or later.value == UNKNOWN:
        return True
    return earlier.field == "regime" and earlier.value != UNKNOWN and earlier.confidence > later.confidence


def apply_corrections(facts: Facts, corrections: tuple[Correction, ...]) -> Facts:
    """The facts after every correction in the order made; each names the value as its author saw it."""
    by_field = {field: list(facts.all(field)) for field in facts.fields()}
    for correction in corrections:
        values = by_field.setdefault(correction.field, [])
        _apply(values, correction)
    return Facts(items=tuple(fact for values in by_field.values() for fact in values))


def _apply(values: list[Fact], correction: Correction) -> None:
    index = _index_of(values, correction)
    if correction.value is None:
        if index is not None:
            del values[index]
    elif index is None:
        if correction.value not in [fact.value for fact in values]:
            values.append(_said(correction, None, len(values)))
    else:
        values[index] = _said(correction, values[index], index)


def _index_of(values: list[Fact], correction: Correction) -> int | None:
    """The value meant: where it stood, or where the same value stands after the letter was read again."""
    if correction.field not in LIST_FIELDS:
        return 0 if values else None
    if correction.previous is None:
        return None
    at = correction.ordinal
    if at < len(values) and values[at].value == correction.previous:
        return at
    return next((i for i, fact in enumerate(values) if fact.value == correction.previous), None)


def _said(correction: Correction, read: Fact | None, ordinal: int) -> Fact:
    """The person's value; the place where the old one was read stays with it."""
    return Fact(
        fact_id=read.fact_id if read else f"{correction.field}:person:{ordinal}",
        field=correction.field,
        value=correction.value or "",
        evidence=read.evidence if read else None,
        confidence=1.0,
        found_by="person",
        finder=correction.actor,
    )
