"""The patient, and the others a letter names beside the patient: subscriber, sponsor, reviewer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Pattern

from denialops.pipeline.finders.dates import DateSpan
from denialops.pipeline.finders.labels import label, values
from denialops.pipeline.finders.names import NAME, credential_after, name_length, person
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading

_NAME_WORD = r"(?:'s)?(?:/\w+)?(?: ?(?:name|nombre))?"
_PATIENT = (
    label(rf"(?:patient|paciente|dependent|claimant|injured (?:worker|employee)|nombre del paciente){_NAME_WORD}(?: name)?"),
    label(rf"(?:member|enrollee|beneficiary|bene|miembro|afiliado|beneficiario|recipient|covered person|client|child|"
          rf"participant|insured|customer|re: member){_NAME_WORD}"),
    label(r"(?:employee|subscriber|worker|applicant|policy ?holder|veteran)(?:'s)?(?: name)?"),
    label(r"(?:name|nombre)"),
    label(r"(?:re|regarding|asunto|ref)"),
)
_FOR_NAME = re.compile(r"\bfor ([A-Z][\w'’.-]+(?: [A-Z][\w'’.-]*){1,3}) ?\((?:member |subscriber |patient )?(?:id|ID|Id|No|#|Member|DOB|Subscriber)")
_DEAR = re.compile(r"(?:Dear|Estimad[oa](?:\(a\))?|To the parent(?:\(s\))? (?:or guardian )?of|Parents? (?:or|/) ?[Gg]uardian(?:\(s\))? of:?|Padres? (?:o tutor )?de) ((?:Mr|Mrs|Ms|Miss|Sr|Sra)\.? )?")
_PROFESSIONAL = re.compile(r"^,? ?(?:M\.?D|D\.?O|DDS|DMD|NP|PA-C|DPM|OD|RN|PhD|Adjuster)\b")
_SUBSCRIBER = label(r"(?:subscriber|employee|participant|policy ?holder|insured|card ?holder|contract holder)(?:'s)?(?: name)?")
_SPONSOR = label(r"sponsor(?:'s)?(?: name)?")
_RANK = re.compile(r"(?:SFC|CPT|SGT|SSG|MSG|CPL|SPC|PVT|PFC|LT|LTC|MAJ|COL|GEN|CW\d|SGM|CSM|CDR|ENS|CAPT|TSGT|SRA|PO\d|CPO|ADM)\.? ")
_RELATION = re.compile(r"(?:relationship|relation)(?: to (?:subscriber|insured|employee))? ?:? ?(self|spouse|child|dependent|son|daughter|husband|wife|other)|\((son|daughter|spouse|child|dependent|husband|wife|self)\)")
_REVIEWER = re.compile(r"(?:[Rr]eviewed by|[Rr]eviewer|[Mm]edical [Dd]irector|[Pp]hysician [Rr]eviewer|REVIEWER|[Rr]eviewing (?:physician|dentist))(?: name)?[:,]? (?:Dr\.? )?(?=[A-Z])")
_SPECIALTY = re.compile(r"board[- ]certified (?:in |by )?([a-z][a-z ]{3,40}?)(?=[.,;)\n]| physician| and )|specialty:? ([a-z][a-z &/]{3,40}?)(?=[.,;)\n]|  )")


def find_patient(reading: Reading) -> Iterator[Found]:
    """The patient by the strongest label; who is only subscriber or addressee comes last."""
    for rank, pattern in enumerate(_PATIENT):
        for found in _named(reading, pattern, "patient_name", "people.patient"):
            yield found._replace(confidence=(SURE, SURE, LIKELY + 0.06, SURE, LIKELY + 0.06)[rank])
            return
    yield from _unlabelled(reading)


def _named(reading: Reading, pattern: Pattern[str], field: str, finder: str) -> Iterator[Found]:
    for match, _ in values(reading, pattern, NAME):
        length = name_length(match.group())
        if length and not _PROFESSIONAL.match(reading.text[match.start() + length : match.start() + length + 12]):
            text = match.group()[:length]
            if not _is_organisation(text):
                yield Found(field, person(text), match.start(), match.start() + length, SURE, finder)


_ORGANISATION = re.compile(r"\b(?:health|care|plan|insurance|hospital|clinic|center|medical|services?|group|department|company|inc|llc|associates|benefits?|appeals?|trust|network|rights?|information|eligibility|responsibility|explanation|handbook|portal|hotline|website|advocate|support|relations|authorization|summary|home)\b", re.IGNORECASE)  # fmt: skip


def _is_organisation(text: str) -> bool:
    return bool(_ORGANISATION.search(text))


def _unlabelled(reading: Reading) -> Iterator[Found]:
    """"for Ann Lee (ID ...", then the person whom the letter addresses."""
    match = _FOR_NAME.search(reading.text)
    if match:
        yield Found("patient_name", person(match.group(1)), match.start(1), match.end(1), SURE, "people.for_name")
        return
    for match in _DEAR.finditer(reading.text):
        name = NAME.match(reading.text, match.end())
        length = name_length(name.group()) if name else 0
        if name and length and not _is_organisation(name.group()[:length]) and not _PROFESSIONAL.match(reading.text[match.end() + length:match.end() + length + 12]) and "Dr" not in match.group() and not name.group().startswith("Dr"):
            confidence = LIKELY if reading.text.startswith("Dear", match.start()) else SURE
            yield Found("patient_name", person(name.group()[:length]), name.start(), name.start() + length, confidence, "people.addressee")
            return


def find_others(reading: Reading, patient: str) -> Iterator[Found]:
    """Subscriber, sponsor and relationship, where they are said beside the patient."""
    for pattern, field in ((_SUBSCRIBER, "subscriber_name"), (_SPONSOR, "sponsor")):
        for found in _named(reading, pattern, field, "people.others"):
            value = _RANK.sub("", found.value)
            if value != patient or field == "sponsor":
                yield found._replace(value=found.value)
            break
    match = _RELATION.search(reading.flat)
    if match:
        group = 1 if match.group(1) else 2
        yield Found("relationship", match.group(group), match.start(group), match.end(group), LIKELY, "people.relation")


def find_birth_date(reading: Reading, dates: tuple[DateSpan, ...]) -> Iterator[Found]:
    span = next((span for span in dates if span.role == "birth"), None)
    if span:
        yield Found("dob", span.value, span.start, span.end, SURE, "people.birth", span.flags)


def find_reviewer(reading: Reading) -> Iterator[Found]:
    for match in _REVIEWER.finditer(reading.text):
        name = NAME.match(reading.text, match.end())
        length = name_length(name.group()) if name else 0
        if name and length and not _is_organisation(name.group()[:length]):
            end = credential_after(reading.text, name.start() + length)
            yield Found("reviewer_name", reading.text[name.start() : end], name.start(), end, LIKELY, "people.reviewer")
            break
    specialty = _SPECIALTY.search(reading.flat)
    if specialty:
        group = 1 if specialty.group(1) else 2
        words = specialty.group(group).strip()
        yield Found("reviewer_specialty", words, specialty.start(group), specialty.start(group) + len(words), GUESS, "people.specialty")
