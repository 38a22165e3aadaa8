"""Where the appeal goes: address, fax and telephone, told from the other numbers by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading

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
_PHONE = re.compile(
    r"(?<![\w-])(?:\+?1[-. ]?)?(?:\([2-9][\dol]{2}\) ?|"
    r"[2-9][\dol]{2}[-. /])[2-9o][\dol]{2}[-. ][\dol]{4}(?![\dA-Za-z])"
)
_FAX_WORD = re.compile(
    r"(?:fax(?:ed)?|facsimile|telefax|f)(?: (?:no|number|to|it to|us at|at|a|al|the|your|request|"
    r"appeal|form|letter|this|written))*\.?(?: ?\(?(?:standard|expedited|toll[- ]free|appeals|"
    r"standard appeals)\)?)? ?[:#.]? ?\(?$"
)
_ABOVE = re.compile(
    r"address (?:shown |listed |printed )?(?:above|at the top|on (?:the )?(?:first|page))|"
    r"above address"
)
_APPEAL = re.compile(
    r"appeal|second look|looked at again|disagree|re-?examin|redet|objection|second opinion|negotiat|reconsider|"
    r"redeterminat|dispute|grievance|review|"
    r"hearing|apelacion|apelar|imr|reconsideracion|audiencia"
)
_PEER = re.compile(r"peer[- ]?to[- ]?peer|p2p|medical director|discuss")
_EXPEDITED = re.compile(r"expedited|fast|urgent|rapida|acelerada|urgente")
_NOT_APPEAL_PHONE = re.compile(
    r"ebsa|department of (?:labor|insurance|managed)|1-800-medicare|ombuds|insurance commission|"
    r"legal aid|relay|tty|tdd|consumer assistance|shiip|ship|dmhc|adjuster|coverage form|"
    r"provider services|nurse line|translation|interpreter|language|idioma|opm|provider relations|"
    r"administrative hearings|payment questions|main office|quality improvement"
)
_AGENCY_NUMBERS = frozenset({"8664443272", "8006334227", "8773195657", "8003181696"})


class Place(NamedTuple):
    start: int
    end: int
    score: float


def find_appeal_address(reading: Reading, top_end: int, level: str) -> Iterator[Found]:
    """The address nearest to the words about appeals; a letterhead's address is taken only beside such words."""
    places = [_scored(reading, match, top_end, level) for match in _ADDRESS.finditer(reading.figures)]
    best = max(places, key=lambda place: (place.score, -place.start), default=None)
    if best and best.score >= 1.5:
        value = ", ".join(
            part.strip(" ,") for part in reading.text[best.start : best.end].splitlines() if part.strip(" ,")
        )
        value = re.sub(r"\s+", " ", value)
        yield Found(
            "appeal_address", value, best.start, best.end, SURE if best.score >= 3 else LIKELY, "contacts.address"
        )


def _scored(reading: Reading, match: re.Match[str], top_end: int, level: str) -> Place:
    start = _with_addressee(reading, match.start())
    name = reading.flat[start : match.start()]
    lead = reading.before(start, 260)
    score = (
        3.0 * bool(_APPEAL.search(name)) + 2.0 * bool(_APPEAL.search(lead[-140:])) + 1.0 * bool(_APPEAL.search(lead))
    )
    if match.start() < top_end and _ABOVE.search(reading.flat):
        return Place(start, match.end(), 2.0)
    score += 1.5 * bool(
        re.search(
            r"(?:mail|send|write|submit|requests?|address|file)(?: (?:it|them|to|your|request|appeal|this|"
            r"page|with|the|opm|us))*(?: to)? ?:? *$",
            lead[-40:],
        )
    )
    score -= 2.5 * (match.start() < top_end) + 1.5 * bool(_EXPEDITED.search(lead[-50:]))
    score -= 3.0 * bool(
        re.search(
            r"corrected claim|refund|records to|resubmit|payments?:|claims? address|re: |dear ", lead[-70:] + name
        )
    )
    if re.search(r"hearing|external|department of|division of|\biro\b|\bopm\b|office of|omha", name):
        score += (
            3.0
            if level in ("state_fair_hearing", "external_review", "fehb_opm_review", "wc_imr", "medicare_alj_hearing")
            else -3.0
        )
    return Place(start, match.end(), score)


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
            or len(text) > 80
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


def find_numbers(reading: Reading, top_end: int) -> Iterator[Found]:
    """Fax and telephone numbers: for appeals, for peer-to-peer and for expedited requests."""
    faxes: list[re.Match[str]] = []
    phones: list[re.Match[str]] = []
    for match in _PHONE.finditer(reading.lower):
        digits = re.sub(r"\D", "", match.group().translate(str.maketrans("ol", "01")))[-10:]
        if len(digits) != 10 or digits in _AGENCY_NUMBERS:
            continue
        (faxes if _is_fax(reading, match) else phones).append(match)
    yield from _best(reading, faxes, "appeal_fax", top_end)
    yield from _best(reading, phones, "appeal_phone", top_end)
    yield from _special(reading, phones, "peer_to_peer_phone", _PEER)
    yield from _special(reading, phones, "expedited_phone", _EXPEDITED)
    yield from _special(reading, faxes, "expedited_fax", _EXPEDITED)


def _is_fax(reading: Reading, match: re.Match[str]) -> bool:
    before = reading.before(match.start(), 40)
    if _FAX_WORD.search(before):
        return True
    return bool(re.match(r" ?\(fax\)", reading.flat[match.end() : match.end() + 8]))


def _best(reading: Reading, matches: list[re.Match[str]], field: str, top_end: int) -> Iterator[Found]:
    scored = [(_fits(reading, match, field, top_end), -match.start(), match) for match in matches]
    best = max(scored, key=lambda row: row[:2], default=None)
    if best and best[0] >= (1 if field == "appeal_fax" else 0.5):
        match = best[2]
        value = reading.text[match.start() : match.end()]
        yield Found(field, value, match.start(), match.end(), SURE if best[0] >= 1.5 else LIKELY, "contacts.number")


def _fits(reading: Reading, match: re.Match[str], field: str, top_end: int) -> float:
    sentence = reading.sentence_at(match.start())
    near = reading.flat[max(sentence.start, match.start() - 90) : match.start()]
    wide = reading.before(match.start(), 320)
    score = 2.0 * bool(_APPEAL.search(reading.flat[sentence.start : match.start()])) + 1.0 * bool(_APPEAL.search(wide))
    score += 0.5 * bool(_APPEAL.search(near))
    if field == "appeal_fax":
        score += 0.7 - 2.0 * (match.start() < top_end and score < 2)
        line = reading.line_of(match.start())
        score -= 2 * bool(
            re.search(r"corrected claim|records|sent by|from:", near[-50:])
            or re.match(r" *to:", reading.lower[line.start : line.end])
        )
        return score - 0.5 * bool(_EXPEDITED.search(near[-50:]))
    score -= 3.0 * bool(_NOT_APPEAL_PHONE.search(near)) + 3.0 * bool(_PEER.search(near))
    score -= 2.0 * (match.start() < top_end) + 0.4 * bool(_EXPEDITED.search(near[-40:]))
    return score


def _special(reading: Reading, matches: list[re.Match[str]], field: str, words: re.Pattern[str]) -> Iterator[Found]:
    for match in matches:
        sentence = reading.sentence_at(match.start())
        if words.search(reading.flat[max(sentence.start, match.start() - 70) : match.start()]):
            yield Found(
                field,
                reading.text[match.start() : match.end()],
                match.start(),
                match.end(),
                LIKELY if field != "peer_to_peer_phone" else GUESS + 0.3,
                "contacts.special",
            )
            return
