"""Who decided: the reviewer's name, specialty and licence; and the day on which an appeal reached the payer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.dates import DateSpan
from denialops.pipeline.finders.mentions import is_organisation
from denialops.pipeline.finders.names import NAME, credential_after, name_length
from denialops.pipeline.finders.reading import GUESS, LIKELY, Found, Reading

_NAMED = re.compile(
    r"(?:[Rr]eviewed by|[Rr]eviewer|[Dd]ecided by|[Dd]ecision (?:was )?made by|[Dd]etermination (?:was )?made by|"
    r"[Mm]edical [Dd]irector|[Pp]hysician [Rr]eviewer|REVIEWER|[Rr]eviewing (?:physician|dentist))(?: name)?[:,]? "
    r"(?:Dr\.? )?(?=[A-Z])"
)
_SPECIALTY = re.compile(
    r"board[- ]certified (?:in |by )?([a-z][a-z ]{3,40}?)(?=[.,;)\n]| physician| and )|"
    r"specialty(?:: ?| is | - )([a-z][a-z &/]{3,40}?)(?=[.,;)\n]|  |$)"
)
_LICENSE = re.compile(
    r"(?i:(?:state |medical )?licen[sc]e(?: (?:no|number|num|"
    r"#))?)[.:# ]*((?:[A-Z]{2} )?(?=[A-Z-]*\d)[A-Z]{0,4}-?\d[\dA-Z-]{2,11})\b|"
    r"licensed (?:to practice (?:medicine )?)?in (?:the state of )?((?:[A-Z][a-z]+)(?: [A-Z][a-z]+)?)"
)
_OF_REVIEWER = re.compile(
    r"review|medical director|decided|decision|determination|physician|dentist|board|specialty|reviewer"
)
_CREDENTIAL = re.compile(r",? (?:M\.?D|D\.?O|DDS|DMD|DPM|RN|NP|PA-C|PharmD|PhD|PsyD|OD)\b")
_APPEALED = re.compile(r"appeal|reconsider|redetermin|dispute|grievance|second[- ]level|apelacion")
_REQUEST = re.compile(r"\b(?:your|the|this) (?:written |formal )?request\b(?! for (?:prior|pre|authori|coverage|the ))")
_NEAR = 200


def find_reviewer(reading: Reading) -> Iterator[Found]:
    yield from _name(reading)
    specialty = _SPECIALTY.search(reading.flat)
    if specialty:
        yield _found(reading, "reviewer_specialty", *specialty.span(specialty.lastindex or 1), GUESS)
    for match in _LICENSE.finditer(reading.text):
        if _OF_REVIEWER.search(reading.before(match.start(), _NEAR)):
            yield _found(reading, "reviewer_license", *match.span(match.lastindex or 1), LIKELY)
            break


def find_appeal_day(dates: tuple[DateSpan, ...], reading: Reading, kind: str) -> Iterator[Found]:
    """When the appeal that is answered here came in; a request for the care itself is another day."""
    for span in dates if kind == "appeal_decision" else ():
        words = reading.flat[reading.sentence_at(span.start).start : span.start]
        if span.role == "received" and (_APPEALED.search(words) or _REQUEST.search(words)):
            yield Found(
                "appeal_received_date", span.value, span.start, span.end, LIKELY, "reviewers.appeal", span.flags
            )
            return


def _name(reading: Reading) -> Iterator[Found]:
    for match in _NAMED.finditer(reading.text):
        name = NAME.match(reading.text, match.end())
        length = name_length(_CREDENTIAL.split(name.group())[0]) if name else 0
        if name and length and not is_organisation(name.group()[:length]):
            end = credential_after(reading.text, name.start() + length)
            yield _found(reading, "reviewer_name", name.start(), end, LIKELY)
            return


def _found(reading: Reading, field: str, start: int, end: int, confidence: float) -> Found:
    words = reading.text[start:end].strip()
    words = words.removesuffix(".") if words.count(".") == 1 else words
    return Found(field, words, start, start + len(words), confidence, f"reviewers.{field}")
