"""Every time limit that a letter prints: a number with its unit and what it runs from, or a last day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from denialops.pipeline.finders.dates import DateSpan
from denialops.pipeline.finders.reading import Reading, Span

_ONES = {
    word: number
    for number, words in enumerate(
        (
            "one uno un una", "two dos", "three tres", "four cuatro", "five cinco", "six seis", "seven siete",
            "eight ocho", "nine nueve", "ten diez", "eleven once", "twelve doce", "thirteen trece",
            "fourteen catorce", "fifteen quince", "sixteen", "seventeen", "eighteen", "nineteen",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
_TENS = {
    word: 10 * number
    for number, words in enumerate(
        (
            "twenty veinte", "thirty treinta", "forty fourty cuarenta", "fifty cincuenta", "sixty sesenta",
            "seventy setenta", "eighty ochenta", "ninety noventa", "hundred cien ciento",
        ),
        2,
    )
    for word in words.split()
}  # fmt: skip
_ORDINALS = {
    "first": "one", "third": "three", "fifth": "five", "eighth": "eight", "ninth": "nine", "twelfth": "twelve",
    "twentieth": "twenty", "thirtieth": "thirty", "fortieth": "forty", "fiftieth": "fifty", "sixtieth": "sixty",
    "ninetieth": "ninety", "eightieth": "eighty",
}  # fmt: skip
_HUNDRED = 100


def _any(words: dict[str, int] | dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_ONE, _TEN, _ORDINAL = _any(_ONES), _any(_TENS), _any(_ORDINALS)
_NUMBER = (
    rf"(?:(?P<word>(?:(?:{_ONE})[ -])?(?:{_TEN})(?:[ -](?:and |y )?(?:{_TEN}|{_ONE}|{_ORDINAL}|"
    rf"\w{{3,7}}th)){{0,2}}|"
    rf"(?:{_ONE}|{_ORDINAL}))"
    r"(?![a-z]) ?\(? ?(?P<digits2>\d{1,3})?(?:st|nd|rd|th)? ?\)?|(?P<digits>\d{1,3})(?:st|nd|rd|"
    r"th)?(?: ?\([a-z -]{3,30}\))?)"
)
_UNIT = (
    r"(?P<kind>calendar |business |working |consecutive |full |work |straight )?"
    r"(?P<unit>days?|months?|years?|weeks?|hours?|dias?|meses|mes|anos?|horas?|semanas?)"
    r"(?P<kind2> (?:calendario|corridos|habiles|naturales|laborales|laborables))?"
)
_TAIL = (
    r"(?: ?(?:, ?|\()?(?:of|from|starting|after|following|beginning|since|counted|counting|running|measured|"
    r"that follow|which follow|past|as of|upon|on receipt|to run|"
    r"a partir de|de(?:sde)?|del|despues de|posteriores a|contados|siguientes) "
    r"(?:(?!appeal by|you may|you can|to[ :]|by |at |fax|call|please|send|write|and )[^\s.,;:()]+(?: |"
    r"(?=[.,;:()]))){1,12})?"
)
_DURATION = re.compile(
    rf"(?:(?:with ?in|inside(?: of)?|during|not later than|no later than|not more than|no more than|"
    rf"at most|in|up to|have|has|had|gets?|for|before|by|on or before|"
    rf"dentro de(?: los)?|en(?: un plazo de)?|tiene|hasta|durante|antes de) (?:the |a |an |los |el |un plazo de |"
    rf"a period of )?(?:first |next )?|(?<=[:\s(|]))"
    rf"{_NUMBER}[ -]?{_UNIT}(?![a-z]){_TAIL}"
)
_LOOSE_LEAD = re.compile(r"(?:(?:have|has|had|gets?|for|in|tiene|en) (?:the |a |los )?)?")
_BEFORE_DAY = re.compile(r"(?<!or )before the ")
_BY_DATE = re.compile(
    r"(?:by|before|until|through|no later than|not later than|on or before|on or by|deadline(?: is| date|"
    r" to \w+)?:?|"
    r"last day(?: to \w+(?: \w+){0,3})?(?: is)?:?|due(?: by| in| date| on)?:?|(?:postmarked|received|"
    r"filed) (?:by|on)|antes del|"
    r"a mas tardar el|hasta el)(?: *:)? +(?:the (?:close of business on )?|close of business (?:on )?|"
    r"midnight (?:on )?|"
    r"(?:your |the )?(?:planned |scheduled )?(?:discharge|due|end|last) date, |"
    r"5(?::00)? p\.?m\.? (?:\w+ time )?(?:on )?|\w+day, )?$"
)
_NOON = re.compile(
    r"(?:no later than |by |before )?noon (?:of|on) the day (?:before|after|following) [^.\n]{3,80}|"
    r"(?:by|before) noon [^.\n]{3,80}"
)
_COUNT_FROM = (
    ("receipt", r"rece(?:ipt|iv)|recib|you (?:get|got)|getting|reach(?:es|ed)? you|in your hands|arriv|deliver"),
    ("paid", r"(?:paid|pay|check|eft) date|payment|check"),
    ("notice", r"service date of (?:this|the|our) (?:decision|determination|notice|letter)"),
    ("service", r"date of service(?! of)|services? (?:was|were|date)|discharge"),
    (
        "notice",
        r"notice|letter|eob|date (?:listed|shown|noted|above|printed|at)|this date|mail(?:ing|ed)|dated?|"
        r"denial|explanation|"
        r"aviso|carta|notificacion|postmark|issued?|remittance|today|our date|cycle|statement|outcome|result|sent|"
        r"report|writing|remit",
    ),
    ("decision", r"decision|determination|decidi"),
)


class Limit(NamedTuple):
    """One time limit in the letter, with how well it fits an appeal."""

    start: int
    end: int
    number: str
    unit: str
    runs_from: str
    iso: str
    score: float
    unit_end: int = 0


def find_limits(reading: Reading, dates: tuple[DateSpan, ...]) -> list[Limit]:
    """Spans of time first, then printed last days, then noon of a day."""
    return [*_durations(reading), *_dated(reading, dates), *_noon(reading)]


def _durations(reading: Reading) -> Iterator[Limit]:
    for match in _DURATION.finditer(reading.figures):
        number = int(match["digits"] or match["digits2"] or number_in(match["word"] or ""))
        if not number:
            continue
        kind = (match["kind"] or match["kind2"] or "").strip()
        end = match.start() + len(match.group().rstrip(" ,;:("))
        sentence = reading.sentence_at(match.start())
        end = min(end, max(sentence.end, match.end("unit")))
        text = reading.flat[match.start() : end]
        start = match.start() + len(text) - len(text.lstrip())
        if _BEFORE_DAY.match(reading.flat, start):
            number -= 1
        start += len(_LOOSE_LEAD.match(reading.flat, start).group())  # type: ignore[union-attr]
        runs_from = _runs_from(reading, match.end("unit"), end, sentence)
        unit = _unit(match["unit"], kind)
        yield Limit(
            start, end, str(number), unit, runs_from, "", 0, match.end("kind2") if match["kind2"] else match.end("unit")
        )


def number_in(words: str) -> int:
    """ "one hundred eighty" and "cuarenta y cinco" as numbers; 0 where a word is no number."""
    total = 0
    for word in re.findall(r"[a-z]+", words):
        plain = _ORDINALS.get(word) or (word[:-2] if word.endswith("th") and word not in _ONES else word)
        if plain in _TENS:
            ten = _TENS[plain]
            total = max(total, 1) * _HUNDRED if ten == _HUNDRED else total + ten
        elif plain in _ONES:
            total += _ONES[plain]
        elif plain not in ("and", "y"):
            return 0
    return total


def _unit(word: str, kind: str) -> str:
    unit = {"dia": "day", "mes": "month", "mese": "month", "ano": "year", "hora": "hour", "semana": "week"}.get(
        word.rstrip("s"), word.rstrip("s")
    )
    if unit == "day" and kind in ("business", "working", "work", "habiles", "laborales", "laborables"):
        return "business_day"
    return unit


def _runs_from(reading: Reading, start: int, end: int, sentence: Span) -> str:
    for where in (reading.flat[start:end], reading.flat[end : min(sentence.end, end + 60)]):
        for name, words in _COUNT_FROM:
            if re.search(words, where):
                return name
    return "unknown"


def _dated(reading: Reading, dates: tuple[DateSpan, ...]) -> Iterator[Limit]:
    for span in dates:
        lead = _BY_DATE.search(reading.before(span.start, 80))
        if lead:
            start = span.start - len(lead.group())
            yield Limit(start, span.end, "", "", "", span.value, 0)


def _noon(reading: Reading) -> Iterator[Limit]:
    for match in _NOON.finditer(reading.flat):
        yield Limit(match.start(), match.end(), "", "", "", "", 0)
