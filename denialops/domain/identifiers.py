"""Which values of a case name the patient or people beside them, so that they can be kept from leaving."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.domain.cases import CaseFile
from denialops.domain.facts import Facts
from denialops.domain.models import Identifier, IdentifierKind

_KINDS: dict[str, IdentifierKind] = {
    "patient_name": "name",
    "subscriber_name": "name",
    "sponsor": "name",
    "mbi": "member_id",
    "member_id": "member_id",
    "group_number": "other",
    "patient_account": "account",
    "claim_numbers": "account",
    "reference_numbers": "account",
}
"""Facts by the kind of identifier of 45 CFR 164.514(b)(2)(i) that they are; every ISO date is one beside."""

_NOTICE_DATES = ("denial_date", "letter_date")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def identifiers_of(case: CaseFile) -> tuple[Identifier, ...]:
    """What the facts of a case (and of the letters before this one) say about who it is, each value once.

    The date of the notice comes first: other dates are told as days from it. Clinic, reviewers and the payer's
    own addresses and telephones are not the patient's and stay out.
    """
    found = dict.fromkeys(identifier for facts in _readings(case) for identifier in _of_facts(facts))
    return tuple(sorted(found, key=lambda identifier: identifier.kind != "date"))


def _readings(case: CaseFile) -> Iterator[Facts]:
    yield case.facts
    for letter in case.earlier:
        yield letter.facts


def _of_facts(facts: Facts) -> Iterator[Identifier]:
    for field in (*_NOTICE_DATES, *facts.fields()):
        kind = _KINDS.get(field)
        for value in facts.values(field):
            if kind and value:
                yield Identifier(kind=kind, value=value)
            elif _ISO_DATE.fullmatch(value):
                yield Identifier(kind="date", value=value)
