"""What people said a field is, laid over what was read; the reading itself stays as it was."""

from __future__ import annotations

from denialops.domain.cases import CaseFile
from denialops.domain.facts import LIST_FIELDS, Correction, Fact, Facts


def with_corrections(case: CaseFile) -> CaseFile:
    """The case with its corrections applied to its facts."""
    if not case.corrections:
        return case
    return case.model_copy(update={"facts": apply_corrections(case.facts, case.corrections)})


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
