"""What remittances of the claim tell that differs from the letter, and where their own sums do not add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from denialops.domain.documents import Document, ReadingWarning
from denialops.domain.remittance.balance import find_imbalances
from denialops.domain.remittance.page import read_page
from denialops.domain.wording import as_date, day, series
from denialops.pipeline.finders.reading import Found, fold
from denialops.pipeline.finders.regimes import RegimeFinder
from denialops.pipeline.finders.remittance import find_remittance
from denialops.pipeline.routing.situation import Situation

_NAMED = {"carc": "adjustment code", "rarc": "remark code", "cpt_hcpcs": "procedure code"}
_SUMS = {"billed_amount": "charge", "denied_amount": "denied amount"}
_DAYS = {"service_from": "first day of service", "service_to": "last day of service"}
_PRIVATE = {"patient_name": "the patient's name", "member_id": "the member number", "npi": "the provider's NPI"}


def find_remitted(situation: Situation) -> Iterator[ReadingWarning]:
    """Sums of every remittance of the case; differences of those that stand beside the letter."""
    for document in situation.case.documents:
        part = read_page(document.letter.text) if document.doc_type == "remittance" else None
        for fault in find_imbalances(part.claim) if part else ():
            detail = f"the remittance does not add up (segment {fault.segment}): {fault.words}"
            yield ReadingWarning(code="remittance_sums", detail=detail)
    for document in situation.case.documents[1:]:
        if document.doc_type == "remittance":
            yield from _differences(situation, document)


def _differences(situation: Situation, document: Document) -> Iterator[ReadingWarning]:
    rules = situation.rulebook
    found = find_remittance(document.letter.text, rules.codes, RegimeFinder(rules.regimes)) or ()
    for field, name in _NAMED.items():
        ours, theirs = _of_letter(situation, document, field), _values(found, field)
        if ours and theirs and not set(ours) & set(theirs):
            yield _differ(f"{name}: the letter says {series(ours)}, the remittance {series(theirs)}")
    for field, name in (_SUMS | _DAYS).items():
        ours, theirs = _of_letter(situation, document, field), _values(found, field)
        if ours and theirs and ours[0] != theirs[0]:
            yield _differ(f"{name}: the letter says {_shown(ours[0])}, the remittance {_shown(theirs[0])}")
    for field, name in _PRIVATE.items():
        ours, theirs = _of_letter(situation, document, field), _values(found, field)
        if ours and theirs and _words(ours[0]) != _words(theirs[0]):
            yield _differ(f"{name} is not the same in the letter and in the remittance")


def _of_letter(situation: Situation, document: Document, field: str) -> tuple[str, ...]:
    """The values that do not come from the remittance itself: the letter's, and those a person entered."""
    own = (f for f in situation.facts.all(field) if not f.evidence or f.evidence.document_id != document.document_id)
    return tuple(fact.value for fact in own)


def _values(found: Iterable[Found], field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.value for fact in found if fact.field == field))


def _differ(detail: str) -> ReadingWarning:
    return ReadingWarning(code="letter_and_remittance_differ", detail=detail)


def _shown(value: str) -> str:
    found = as_date(value)
    return day(found) if found else value


def _words(value: str) -> frozenset[str]:
    """Names in any order, numbers without their hyphens."""
    return frozenset(word for word in fold(value).replace("-", "").replace(",", " ").split() if len(word) > 1)
