"""The service as the topic of a sentence, where neither code nor label names it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.reading import GUESS, Found, Reading, Span
from denialops.pipeline.finders.service_words import is_vague

_CLAIM_LINE = re.compile(r"(?m)^ *(?P<words>[A-Z][a-z]+(?:[ -][A-Za-z]+){0,5}), (?=[^\n]*\d{4}[0-9A-Z]\b[^\n]*\$)")
_TOPIC = re.compile(
    r"(?:requires? (?:pre-?certification|prior authorization|authorization|pre-?authorization|"
    r"approval) (?:of|for)|current) +(?P<words>[A-Za-z][A-Za-z /-]{5,60}?)(?=[.,;:(]| +(?:is|was|are|"
    r"has|have|because|after|at|in|on|by|as|will) )"
)
_PAREN_CARE = re.compile(
    r"\((?P<words>[a-z][a-z '-]{6,60}(?:care|services?|therapy|stay|treatment|admission|program|"
    r"surgery|transport|testing))\)"
)
_SUBJECT = re.compile(r"(?:^|[.:] +)(?P<words>[A-Za-z][a-z-]+(?: [a-z-]+){0,4}) (?:is|are|needs?|requires?) (?=[a-z])")
_CARE_DAYS = re.compile(
    r"(?P<words>(?:[Ii]npatient|[Cc]ontinued|[Rr]esidential|[Aa]cute|"
    r"[Ss]killed) [a-z]+(?: [a-z]+){0,3}?) (?:from|after|beyond|on|is|are|beginning|will) "
)
_PRONOUN = re.compile(
    r"(?:This|That|Neither|None|Nothing|Both|Each|It|The|There|They|You|We|He|She|No|These|Those|What|"
    r"Which|If|When|Service|Services|Treatment|Procedure|Lens options|Benefits?|Precertification|"
    r"Authorization|Missing|Records|Notes|Documentation|Medical necessity)\b"
)


def find_topic(reading: Reading, reason: Span | None) -> Iterator[Found]:
    for pattern in (_CLAIM_LINE, _PAREN_CARE, _TOPIC, _CARE_DAYS):
        for match in pattern.finditer(reading.text):
            if not is_vague(match["words"]):
                yield Found(
                    "service_description",
                    match["words"],
                    match.start("words"),
                    match.end("words"),
                    GUESS,
                    "services.topic",
                )
    if reason:
        start = reading.line_of(reason.start).start
        for match in _SUBJECT.finditer(reading.text, start, reason.end):
            if not is_vague(match["words"]) and not _PRONOUN.match(match["words"]):
                yield Found(
                    "service_description",
                    match["words"],
                    match.start("words"),
                    match.end("words"),
                    GUESS,
                    "services.subject",
                )
