"""Fax and telephone numbers: for appeals, for talks between doctors, for urgent requests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.addresses import APPEAL, EXPEDITED, OUTSIDE_LEVELS
from denialops.pipeline.finders.deadlines import LEVEL_WORDS
from denialops.pipeline.finders.reading import LIKELY, SURE, Found, Reading

_PHONE = re.compile(
    r"(?<![\w-])(?:\+?1[-. ]?)?(?:\([2-9][\dol]{2}\) ?|"
    r"[2-9][\dol]{2}[-. /])[2-9o][\dol]{2}[-. ][\dol]{4}(?![\dA-Za-z])"
)
_FAX_WORD = re.compile(
    r"(?:fax(?:ed)?|facsimile|telefax|f)(?: (?:no|number|to|it to|us at|at|a|al|the|your|request|"
    r"appeal|form|letter|this|written))*\.?(?: ?\(?(?:standard|expedited|toll[- ]free|appeals|"
    r"standard appeals)\)?)? ?[:#.,]? ?\(?$"
)
_PEER = re.compile(
    r"peer[- ]?to[- ]?peer|p2p|medical director|discuss|(?:speak|talk) (?:with|to) (?:the|our|a) (?:\w+ )?(?:reviewer|"
    r"doctor|physician|dentist|pharmacist)"
)
_NOT_APPEAL_PHONE = re.compile(
    r"ebsa|department of (?:labor|insurance|managed)|1-800-medicare|ombuds|insurance commission|"
    r"legal aid|relay|tty|tdd|consumer assistance|shiip|ship|dmhc|adjuster|coverage form|"
    r"provider services|nurse line|translation|interpreter|language|idioma|opm|provider relations|"
    r"administrative hearings|payment questions|main office|quality improvement"
)
_AGENCY_NUMBERS = frozenset({"8664443272", "8006334227", "8773195657", "8003181696"})


def find_numbers(reading: Reading, top_end: int, level: str = "") -> Iterator[Found]:
    """Fax and telephone numbers: for appeals at the level now open, for peer-to-peer and for expedited requests."""
    faxes: list[re.Match[str]] = []
    phones: list[re.Match[str]] = []
    for match in _PHONE.finditer(reading.lower):
        digits = re.sub(r"\D", "", match.group().translate(str.maketrans("ol", "01")))[-10:]
        if len(digits) != 10 or digits in _AGENCY_NUMBERS:
            continue
        (faxes if _is_fax(reading, match) else phones).append(match)
    if level not in OUTSIDE_LEVELS:
        faxes, phones = ([m for m in found if not _is_of_outsider(reading, m)] for found in (faxes, phones))
    outside = re.compile(rf"\b(?:{LEVEL_WORDS[level]})") if level in OUTSIDE_LEVELS and level in LEVEL_WORDS else None
    yield from _best(reading, faxes, "appeal_fax", top_end, outside)
    # Only a quality organization takes appeals by telephone; the others' numbers are for questions.
    yield from _best(reading, phones, "appeal_phone", top_end, outside if level == "qio_fast_track" else None)
    yield from _special(reading, phones, "peer_to_peer_phone", _PEER)
    yield from _special(reading, phones, "expedited_phone", EXPEDITED)
    yield from _special(reading, faxes, "expedited_fax", EXPEDITED)


_OUTSIDER = re.compile(
    r"(?:hearing|external review|external appeal|independent (?:medical )?review|civil rights|discriminat|ombuds)"
    r"[^.]{0,120}$"
)


def _is_of_outsider(reading: Reading, match: re.Match[str]) -> bool:
    """Whether the number belongs to hearings, outside reviewers or the complaints of civil rights."""
    sentence = reading.sentence_at(match.start())
    return _OUTSIDER.search(reading.flat[max(sentence.start, match.start() - 160) : match.start()]) is not None


_FAX_PHRASE = re.compile(
    r"\b(?:fax(?:ed)?|facsimile)(?: (?!call|phone|tel|telephone|or\b|mail)[a-z()'-]+){0,7}[ .:#]{0,40}$"
)


def _is_fax(reading: Reading, match: re.Match[str]) -> bool:
    before = reading.before(match.start(), 40)
    if _FAX_WORD.search(before) or _FAX_PHRASE.search(before):
        return True
    return bool(re.match(r" ?\(fax\)", reading.flat[match.end() : match.end() + 8]))


def _best(
    reading: Reading, matches: list[re.Match[str]], field: str, top_end: int, outside: re.Pattern[str] | None
) -> Iterator[Found]:
    """`outside`: the words of a step that others than the payer take; a number beside them goes first."""
    scored = [
        (_fits(reading, match, field, top_end) + _of_step(reading, match, outside), -match.start(), match)
        for match in matches
    ]
    best = max(scored, key=lambda row: row[:2], default=None)
    if best and best[0] >= (1 if field == "appeal_fax" else 0.5):
        match = best[2]
        value = reading.text[match.start() : match.end()]
        yield Found(
            field, value, match.start(), match.end(), SURE if best[0] >= 1.5 else LIKELY + 0.06, "contacts.number"
        )


def _of_step(reading: Reading, match: re.Match[str], outside: re.Pattern[str] | None) -> float:
    told = outside and list(outside.finditer(reading.before(match.start(), _REACH)))
    return 2.5 if told else 0.0


_TO_APPEAL = re.compile(r",? to (?:ask for an? )?(?:\w+ )?appeal")
_ADDRESSED = re.compile(
    r" *(?:to:|(?:requesting |ordering )?(?:prescriber|provider|physician|doctor|facility|pharmacy)(?::| {2,}))"
)


def _fits(reading: Reading, match: re.Match[str], field: str, top_end: int) -> float:
    sentence = reading.sentence_at(match.start())
    near = reading.flat[max(sentence.start, match.start() - 90) : match.start()]
    wide = reading.before(match.start(), 320)
    score = 2.0 * bool(APPEAL.search(reading.flat[sentence.start : match.start()])) + 1.0 * bool(APPEAL.search(wide))
    score += 0.5 * bool(APPEAL.search(near)) + 1.5 * bool(_TO_APPEAL.match(reading.flat, match.end()))
    if field == "appeal_fax":
        score += 0.7 - 2.0 * (match.start() < top_end and score < 2)
        line = reading.line_of(match.start())
        score -= 2 * bool(
            re.search(r"corrected claim|records|sent by|from:", near[-50:])
            or _ADDRESSED.match(reading.lower, line.start, match.start())
        )
        return score - 0.5 * bool(EXPEDITED.search(near[-50:]))
    score -= 3.0 * bool(_NOT_APPEAL_PHONE.search(near)) + 4.0 * (_topic_peer(reading, match) is not None)
    score -= 2.0 * (match.start() < top_end) + 0.4 * bool(EXPEDITED.search(near[-40:]))
    return score


def _special(reading: Reading, matches: list[re.Match[str]], field: str, words: re.Pattern[str]) -> Iterator[Found]:
    for match in matches:
        sentence = reading.sentence_at(match.start())
        sure = LIKELY
        told = words.search(reading.flat[max(sentence.start, match.start() - 70) : match.start()])
        if field == "peer_to_peer_phone":
            told, sure = _topic_peer(reading, match), LIKELY + 0.06
        if told:
            value = reading.text[match.start() : match.end()]
            yield Found(field, value, match.start(), match.end(), sure, "contacts.special")
            return


_REACH = 170
_OTHER_TOPIC = re.compile(r"appeal|fax|questions|member services|customer service|language|main office")


def _topic_peer(reading: Reading, match: re.Match[str]) -> re.Match[str] | None:
    """The words about a talk between doctors that lead to a number, in its sentence or the one before."""
    start = max(0, match.start() - _REACH)
    told = next(reversed(list(_PEER.finditer(reading.flat, start, match.start()))), None)
    if told is None or _PHONE.search(reading.lower, told.end(), match.start() - 1):
        return None
    return None if _OTHER_TOPIC.search(reading.flat, told.end(), match.start()) else told
