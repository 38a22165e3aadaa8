"""Numbers of claims, requests and providers. Kept as read, flagged when a check fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Pattern

from denialops.pipeline.finders.labels import label, values
from denialops.pipeline.finders.numbers import ID, identifier
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading

_CLAIM = label(
    r"(?:claims? office file|claim|clairn|ctrl|ctl|icn|(?:wcb/?)?carrier case|wcb(?: case)?|our|trans|dcn|tcn|"
    r"ccn|clm|reclamo|"
    r"reclamacion|internal control|document control|payer claim control|bill(?= (?:no|number|id)\b)|"
    r"doc(?:ument)?(?= (?:no|number|id)\b| ?#)|"
    r"(?:claims? |plan )?(?:administrator|adjuster|examiner|insurer|carrier)(?:'s)?"
    r"(?= (?:claim|file|no|number)\b| ?#)|claim identification|claim number assigned|"
    r"transaction control|claim control|numero de (?:reclamo|reclamacion)|control)(?: ?(?:id|no|nos|"
    r"number|numbers|num|nurnber|nbr|#|identifier|"
    r"control|ref(?:erence)?|\(s\)|s|\(icn\)|\(dcn\))\b\)?)*"
)
_REFERENCE = label(
    r"(?:decision|correspondence|record|sr|ref\. no|auth(?:orization)?|pre-?auth(?:orization)?|"
    r"prior auth(?:orization)?|reference|ref|case|"
    r"tracking|request|appeal|"
    r"review|certification|pre-?cert(?:ification)?|grievance|service request|intake|event|determination|notification|"
    r"approval|ask|pre-?det(?:ermination)?|pre-?treatment|matter|submission|ticket|application|our|utn|"
    r"unique tracking|referencia|caso|numero de (?:caso|referencia|autorizacion)|inquiry|docket|dispute|complaint|"
    r"confirmation|action(?= (?:no|number)\b| ?#)|par(?= (?:id|no|number)\b)|letter(?= (?:no|number|id|ref\w*)\b| ?#)|"
    r"in reply (?:please )?refer(?: to)?|"
    r"notice|overpayment|audit|imr|iro|redetermination|"
    r"reconsideration|hearing|medicare appeal|um|ur|pa|referral|file|solicitud|"
    r"autorizacion|non-certification|transaction|recovery|rfa|wr)"
    r"(?: ?(?:case|request|reference|ref|tracking|control|file|review|appeal|id|no|nos|number|numbers|num|nbr|#)\b)*"
)
_WEAK_REFERENCE = frozenset(
    (
        "letter notice file pa um ur review event confirmation transaction request "
        "case our ask approval matter application redetermination reconsideration "
        "submission ticket appeal audit hearing complaint recovery determination decision record sr correspondence"
    ).split()
)
_BARE_NPI = re.compile(r"(?m)^[^\n]{0,60}?\b(?:to|provider|facility|physician)\b[^\n\d]{3,60}[/, (]+([12]\d{9})(?!\d)")
_NPI = re.compile(
    r"(?<![a-z0-9])n\.?p\.?i[ .)]{0,30}(?:(?:no|number|id|"
    r"#)[.:]?)? ?[:#=]?\s{0,30}#?\s?([0-9ol]{10})(?![0-9])"
)
_NPI_LABEL = label(r"npi(?: ?(?:id|no|number|#))?")
_TEN_DIGITS = re.compile(r"[12]\d{9}(?!\d)")
_FAR_NPI = re.compile(r"(?<![a-z0-9])npi\b[^\d\n]{1,45}([12]\d{9})(?!\d)")
_NPI_IN_BRACKETS = re.compile(r"[a-z.] ?\(([12]\d{9})\)")
_TIN = re.compile(
    r"(?<![a-z0-9])(?:tin|tax ?id(?:entification)?(?: (?:no|number))?|ein|fein|"
    r"federal tax id) ?[:#.]? ?(\d{2}-?\d{7})(?!\d)"
)


def find_claims(reading: Reading) -> Iterator[Found]:
    """Claim numbers, each once, in the order they stand; "our number" and "control" count where no label says claim."""
    found = tuple(_numbers(reading, _CLAIM, "claim_numbers"))
    found = tuple(number for number in found if not _NO_CLAIM.search(reading.before(number.start, 40)))
    strong = tuple(number for number in found if not _is_weak_claim(reading, number))
    yield from strong or (found if _CLAIM_WORD.search(reading.flat) else ())


_CLAIM_WORD = re.compile(r"\bclaim|\bbilled\b|\bcharges?\b|\breclam|\binjur|\$ ?\d|remit|\d\.\d\d(?!\d)")
"""A letter that speaks of no claim and no charge numbers a request."""
_NO_CLAIM = re.compile(
    r"(?:patient|pt) (?:control|ctrl)[ .:#]*(?:no|number)?[ .:#]*$|(?:our|your) (?:ref|file|case|"
    r"letter)\w*[ .:#]*(?:no|number)?[ .:#]*$"
)


_WEAK_CLAIM = re.compile(
    r"(?:\bour|\btrans|\bcontrol|\bctrl|\bctl|\bbill)[ .:#]*(?:(?:no|number|file|ref\w*|id)[ .:#]*)?$"
)
_STRONG_CLAIM = re.compile(r"(?:claim|document|internal|payer)[ .:#]*(?:control)?[ .:#]*(?:no|number|id)?[ .:#]*$")


def _is_weak_claim(reading: Reading, found: Found) -> bool:
    before = reading.before(found.start, 30)
    return bool(_WEAK_CLAIM.search(before)) and not _STRONG_CLAIM.search(before)


def find_references(reading: Reading) -> Iterator[Found]:
    """Authorization, case, appeal and tracking numbers."""
    yield from _numbers(reading, _REFERENCE, "reference_numbers")
    if not _CLAIM_WORD.search(reading.flat):
        for found in _numbers(reading, _CLAIM, "reference_numbers"):
            if _is_weak_claim(reading, found):
                yield found


def _numbers(reading: Reading, pattern: Pattern[str], field: str) -> Iterator[Found]:
    seen: set[str] = set()
    read_to = 0
    for match, place in values(reading, pattern, ID):
        value = identifier(match) if match.start() >= read_to else ""
        words = reading.flat[place.start : place.end]
        if _OTHER_NUMBER.search(reading.lower[max(0, place.start - 8) : place.start]):
            continue
        if reading.text[place.end : match.start()] == ". " and not _SHORT_FOR.search(words):
            continue
        if not value or _plain_key(value) in seen or not _fits(value, words, reading, match.start()):
            continue
        seen.add(_plain_key(value))
        read_to = match.start() + len(value)
        yield Found(field, value, match.start(), match.start() + len(value), SURE, f"identifiers.{field}")
        for more in _listed(reading, value, match.start() + len(value)):
            if _plain_key(more.group(1)) not in seen:
                seen.add(_plain_key(more.group(1)))
                yield Found(field, more.group(1), more.start(1), more.end(1), SURE, f"identifiers.{field}")


def _listed(reading: Reading, value: str, end: int) -> Iterator[re.Match[str]]:
    """ "Claims 25X-88410, 25X-90277 and 25X-90311": further numbers of the same shape in a list."""
    shape = re.sub(r"\d", "9", value)
    more = _NEXT_IN_LIST.match(reading.text, end)
    while more and re.sub(r"\d", "9", more.group(1)) == shape:
        yield more
        more = _NEXT_IN_LIST.match(reading.text, more.end())


_NEXT_IN_LIST = re.compile(
    r"(?:(?:,|;| and| &|,? and|/) ?\n?|[ \t]*\n[ \t]*(?=[\w./*-]+[ \t]*(?:\n|$)))"
    r"([A-Za-z0-9]{1,30}(?:[-/.*][A-Za-z0-9]{1,20}){0,8})"
)


_SHORT_FOR = re.compile(r"\b(?:nos?|num|nbr|ref|id|wcb|sr|clm)$")
"""A label whose point ends a short form and not the sentence."""
_OTHER_NUMBER = re.compile(r"(?:cc:|omb|form|check|eft|bill|group|policy|edipi/|mrn|medical) ?$")
_NO_NUMBER_OF_CASE = re.compile(r"[LA]\d{5}$|\d\d-?\d{4}$|\d{3}(?:\.\d+)?$")
"""A coverage determination (L38994), a hospital's certification number (46-5999), a numbered rule (220.6)."""


def _fits(value: str, label_words: str, reading: Reading, start: int) -> bool:
    """A bare word such as "case" needs a value that cannot be a count, an amount or a code."""
    if _NO_NUMBER_OF_CASE.match(value) and re.search(r"determination|ccn", label_words):
        return False
    digits = sum(char.isdigit() for char in value)
    follows = reading.lower[start + len(value) : start + len(value) + 14]
    if re.match(
        r" (?:calendar |business |working )?(?:days?|hours?|months?|visits?|units?|years?|pages?|minutes?)", follows
    ):
        return False
    if label_words in _WEAK_REFERENCE:
        if re.fullmatch(r"[A-Z]?\d{4,5}", value) and re.search(r"[a-z] $", reading.lower[max(0, start - 2) : start]):
            return False
        return digits >= 4 or (digits >= 2 and "-" in value)
    return digits >= 3


def _plain_key(value: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", value.upper())


def find_npi(reading: Reading) -> Iterator[Found]:
    """The number behind or beneath the label; without one, a number of the right shape and check beside a name."""
    for match in _NPI.finditer(reading.lower):
        value = match.group(1).upper()
        flags = () if has_valid_npi_checksum(value) else ("npi_checksum",)
        yield Found("npi", value, match.start(1), match.end(1), GUESS if flags else SURE, "identifiers.npi", flags)
        return
    if not _TEN_DIGITS.search(reading.text):
        return
    for match, _ in values(reading, _NPI_LABEL, _TEN_DIGITS):
        if has_valid_npi_checksum(match.group()):
            yield Found("npi", match.group(), match.start(), match.end(), SURE, "identifiers.npi")
    for pattern in (_FAR_NPI, _BARE_NPI, _NPI_IN_BRACKETS):
        for match in pattern.finditer(reading.lower):
            if has_valid_npi_checksum(match.group(1)):
                yield Found("npi", match.group(1), match.start(1), match.end(1), LIKELY + 0.06, "identifiers.npi_bare")


def find_tin(reading: Reading) -> Iterator[Found]:
    match = _TIN.search(reading.lower)
    if match:
        yield Found("tin", match.group(1), match.start(1), match.end(1), LIKELY + 0.06, "identifiers.tin")


def has_valid_npi_checksum(value: str) -> bool:
    """Luhn over the prefix 80840 and the ten digits, the first of which is 1 or 2."""
    if len(value) != 10 or not value.isdigit() or value[0] not in "12":
        return False
    total = 0
    for index, char in enumerate(reversed("80840" + value)):
        digit = int(char) * (1 + index % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0
