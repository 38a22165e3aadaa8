"""Where the appeal is mailed to: postal addresses, weighed by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from denialops.pipeline.finders.envelopes import find_envelopes
from denialops.pipeline.finders.reading import LIKELY, SURE, Found, Reading, Span

_STREET = (
    r"(?:post office box \d{1,9}|p\.? ?[o0]\.? ?box ?(?:no\.? ?)?\d[\d-]{0,9}|lock ?box ?\d{1,9}|drawer \d{1,6}|"
    r"box ?\d{1,9}|"
    r"apartado(?: postal)? \d{1,9}|"
    r"\d{1,6} (?:[a-z0-9.']+ ){1,5}(?:street(?:,? [ns][ew])?|st|avenue|ave|road|rd|blvd|boulevard|"
    r"drive|dr|lane|ln|way|parkway|pkwy|highway|hwy|court|ct|"
    r"plaza|place|pl|circle|cir|square|sq|station|row|turnpike|crossing|run|path|ridge|bend|landing|"
    r"causeway|mall|trail|terrace|loop|center|row|pike|tower|commons|floor)\b\.?|one [a-z]+ (?:plaza|"
    r"way|center|place|drive|tower|square|parkway)|"
    r"\d{1,5} (?:[nsew]{1,2}\.? )?[a-z][a-z'.]+(?: [a-z][a-z']+){0,3}(?=,(?: (?:suite|ste|floor|apt|unit|"
    r"room)\.? [\w-]+,)?"
    r" [a-z][a-z .']+,? [a-z]{2} \d{5}))"
)
_STATE = (
    r"(?:a[klrz]|c[aot]|d[ce]|fl|ga|guam|gu|hi|i[adln]|k[sy]|la|m[adeinost]|n[cdehjmvy]|o[hkr]|p[ar]|"
    r"ri|s[cd]|t[nx]|ut|v[ait]|w[aivy]|alabama|alaska|arizona|arkansas|california|colorado|"
    r"connecticut|delaware|florida|georgia|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|"
    r"louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|"
    r"nevada|new [a-z]+|north [a-z]+|ohio|oklahoma|oregon|pennsylvania|rhode island|south [a-z]+|"
    r"tennessee|texas|utah|vermont|virginia|washington|west virginia|wisconsin|wyoming)"
)
_ADDRESS = re.compile(
    rf"{_STREET}[\s,.;/|-]{{1,60}}(?:[^;:|]{{0,60}}[,|;] {{0,40}}){{0,3}}?[^,;:|"
    rf"]{{2,60}}[, ]{{1,30}}{_STATE}\.?,? {{1,30}}\d{{5}}(?:-\d{{4}})?(?!\d)"
)
_LEAD = re.compile(
    r"(?:^|[:;]|\bto(?: the)?(?: address below)?:?|\bwrite(?: to)?:?|\bat:?|\bmail(?: to)?:?|"
    r"\bsend (?:it )?to:?|\bby mail:?|\. |\bdays,|\bor,?|\bsubmit to|, (?:and|or) |\ba:? |\bcontact|"
    r"\bwith|\bdirigida|\breceipt,|\bnotice,)\s*(?=[A-Z][^:;.]{2,}$)"
)
_ADDRESSEE = re.compile(
    r"(?:[A-Z&(][\w&.'’()/-]*|of|and|the|for|&|-|–|de|c/o|y)(?:,? (?:[A-Z0-9&(][\w&.'’()/-]*|of|and|"
    r"the|for|&|-|–|de|c/o|y))*,? ?$"
)
_ABOVE = re.compile(
    r"address (?:shown |listed |printed )?(?:above|at the top|on (?:the )?(?:first|page))|"
    r"above address"
)
APPEAL = re.compile(
    r"appeal|second look|looked at again|disagree|re-?examin|redet|objection|second opinion|negotiat|reconsider|"
    r"redeterminat|dispute|grievance|review|"
    r"hearing|apelacion|apelar|imr|reconsideracion|audiencia"
)
EXPEDITED = re.compile(r"expedited|fast|urgent|rapida|acelerada|urgente")


OUTSIDE_LEVELS = frozenset(
    "state_fair_hearing external_review fehb_opm_review wc_imr medicare_alj_hearing "
    "medicare_qic_reconsideration".split()
)
"""Steps that somebody other than the payer decides."""


class Place(NamedTuple):
    start: int
    end: int
    score: float


def find_appeal_address(reading: Reading, top_end: int, level: str) -> Iterator[Found]:
    """The address nearest to the words about appeals; a letterhead's address is taken only beside such words."""
    reading = _without_numbers(reading)
    envelopes = tuple(envelope.block for envelope in find_envelopes(reading))
    places = [_scored(reading, match, envelopes, top_end) for match in _ADDRESS.finditer(reading.figures)]
    weighed = [place._replace(score=place.score + _by_level(reading, place, level)) for place in places]
    best = max(weighed, key=lambda place: (place.score, -place.start), default=None)
    if best and best.score >= _ENOUGH:
        yield _found(reading, best, SURE if best.score >= 3 else LIKELY)
        return
    same = _SAME.search(reading.flat)
    before = [place for place in places if same and place.start < same.start()]
    if before:
        yield _found(reading, before[-1], LIKELY)


_NUMBER_BESIDE = re.compile(
    r"(?m)(?<=\S) {2,}(?:tel(?:ephone|efono)?|fax|e-fax|phone|voice|tty|call)\b[^\n\d]{0,24}"
    r"(?:\(?\d[\d() .-]{6,16}\d|711)[^\n\w]{0,4}$"
)


def _without_numbers(reading: Reading) -> Reading:
    """Telephone and fax numbers in a column beside an address blanked, so that its lines join."""
    text = reading.text
    for match in _NUMBER_BESIDE.finditer(reading.lower):
        text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
    return reading if text is reading.text else Reading(text)


_ENOUGH = 1.5
_SAME = re.compile(r"(?:appeal|dispute|reconsider\w*|grievance|review)[^.]{0,60} same address")


def _found(reading: Reading, place: Place, confidence: float) -> Found:
    parts = (part.strip(" ,") for part in reading.text[place.start : place.end].splitlines())
    value = re.sub(r"\s+", " ", ", ".join(part for part in parts if part))
    return Found("appeal_address", value, place.start, place.end, confidence, "contacts.address")


_SEND_TO = re.compile(
    r"(?:mail|send|write|submit|requests?|address|file)(?: (?:it|them|to|your|request|appeal|this|"
    r"page|with|the|opm|us))*(?: to)? ?:? *$"
)
_SENDS = re.compile(r"\b(?:mail|send|write|submit|address it|return)\b[^.]{0,60}\bto:? *$")
_OTHER_POST = re.compile(
    r"corrected claim|refund|records to|resubmit|payments?:|claims? address|re: |dear |premium|civil rights|"
    r"discriminat|customer service:? *$"
)


_SIGNED = re.compile(
    r"(?:sincerely|respectfully|regards|truly)[,. ]{1,4}(?:\w{1,2}\. )?"
    r"(?:[a-z'. -]{2,30}, (?:\w+ ){0,3}(?:specialist|director|manager|coordinator|analyst|officer) ?)?$"
)
"""Who signs right above an address at the foot of a page is not whom it belongs to."""


def _scored(reading: Reading, match: re.Match[str], envelopes: tuple[Span, ...], top_end: int) -> Place:
    start = _with_addressee(reading, match.start())
    is_signed = _SIGNED.search(reading.before(start, 70)) is not None
    start = match.start() if is_signed else start
    name = reading.flat[start : match.start()]
    lead = reading.before(start, 260)
    inside = [block for block in envelopes if block.start <= match.start() < block.end]
    if (match.start() < top_end or inside[:1] == list(envelopes[:1]) != []) and _ABOVE.search(reading.flat):
        return Place(start, match.end(), 2.0)
    score = 3.0 * bool(APPEAL.search(name)) + 2.0 * bool(APPEAL.search(lead[-140:])) + 1.0 * bool(APPEAL.search(lead))
    score += 1.5 * bool(_SEND_TO.search(lead[-40:]) or _SENDS.search(lead[-70:]))
    score -= 2.5 * (match.start() < top_end) + 1.5 * bool(EXPEDITED.search(lead[-50:]))
    score -= 4.0 * is_signed
    score -= 4.5 * bool(_OTHER_POST.search(lead[-70:] + name))
    return Place(start, match.end(), score - (6.0 if inside else 0.0))


_OUTSIDE = re.compile(r"hearing|external|department of|division of|\biro\b|\bopm\b|office of|omha")
_STATE_PAYS = re.compile(r"department|division|commonwealth|state of|state medic|office of")


def _by_level(reading: Reading, place: Place, level: str) -> float:
    """An address of an agency counts where an agency decides next, and where the agency is the payer."""
    if not _OUTSIDE.search(reading.flat[place.start : place.end]):
        return 0.0
    if level in OUTSIDE_LEVELS:
        return 3.0
    return 0.0 if _STATE_PAYS.search(reading.flat[: reading.lines[min(2, len(reading.lines) - 1)].end]) else -3.0


def _with_addressee(reading: Reading, start: int) -> int:
    """The position where the name of the department that stands before the box begins."""
    line = reading.line_of(start)
    begin = max(line.start, start - 110)
    left = reading.text[begin:start]
    found = _addressee(left)
    if found is not None and found < len(left):
        opens = begin == line.start and not left[:found].strip()
        return _lines_above(reading, begin + found, line.start) if opens and "," in left else begin + found
    if found is not None:
        return start
    if left.strip() or not line.start:
        return start
    return _lines_above(reading, start, line.start)


def _lines_above(reading: Reading, start: int, line_start: int) -> int:
    """An address block: up to three capitalised lines above the box belong to it."""
    for _ in range(3):
        if line_start == 0:
            break
        above = reading.line_of(line_start - 1)
        text = reading.text[above.start : above.end]
        found = _addressee(text.rstrip(" ,") + " ")
        if (
            not text.strip()
            or text.rstrip().endswith((".", ":"))
            or found is None
            or (len(text) > 80 and not text[:found].strip())
            or found >= len(text)
        ):
            break
        start = above.start + found
        if text[:found].strip():
            break
        line_start = above.start
    return start


def _addressee(left: str) -> int | None:
    """Where a run of capitalised words that ends `left` begins; None when there is none."""
    begin = max((lead.end() for lead in _LEAD.finditer(left)), default=0)
    tail = _ADDRESSEE.search(left, begin)
    if tail is None or not tail.group().strip(" ,"):
        return None
    text = left[tail.start() :]
    wide = [gap.end() for gap in re.finditer(r" {2,}", text.rstrip())]
    offset = wide[-1] if wide else 0
    skipped = re.match(
        r"(?:Mail|Write|By mail|Address|Send|To|Or|And|Standard|Appeals? to|Contact|Fax|Phone|Call|The|At|"
        r"A|Escriba a|Envie a)[:,]? (?:to:? )?",
        text[offset:],
    )
    return tail.start() + offset + (skipped.end() if skipped else 0)
