"""The last look at what is about to leave. Deliberately plainer than the redactor and without any of its patterns.

Each check works on the text with its placeholders taken out, and most on another view of it (words, digits, letters
only) than the redactor does, so that a gap there is not a gap here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from denialops.domain.models import Identifier
from denialops.llm.redaction.words import NameWords

_OURS = re.compile(r"\[(?:[A-Z_]+_\d+|DAY[+-]\d+|MONTH[+-]\d+)(?:\.\d+)?\]")
_GAP = "\u00a4"
_MONTH = (
    "january|february|april|june|july|august|september|october|november|december|enero|febrero|marzo|abril|mayo|junio|julio|"
    "agosto|sep?tiembre|octubre|noviembre|diciembre|jan|feb|apr|jul|aug|sept|oct|nov"
)
_SHAPES: dict[str, re.Pattern[str]] = {
    "ssn": re.compile(r"(?<![\d-])\d{3}[-. ]\d{2}[-. ]\d{4}(?![\d-])"),
    "mbi": re.compile(r"\b[1-9][A-Z][A-Z\d]\d[ -]?[A-Z][A-Z\d]\d[ -]?[A-Z]{2}\d\d\b"),
    "email": re.compile(r"\S@\S+\.\w"),
    "url": re.compile(r"\w://\S|\bwww\.\S", re.IGNORECASE),
    "ip": re.compile(r"(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.])"),
    "phone": re.compile(r"(?<![\w-])\(?[2-9]\d{2}\)?[ .-]{1,2}[2-9]\d{2}[ .-]\d{4}(?![\w-])"),
    "zip": re.compile(r"\b(?!FR\b)[A-Z]{2},?\s{1,3}\d{5}(?:-\d{4})?(?![\d-])"),
    "box": re.compile(r"\bP\.? ?O\.? ?Box\s\d", re.IGNORECASE),
    "street": re.compile(
        r"\b\d{1,6} (?:[A-Z][\w.]* ){1,3}(?:St|Ave|Rd|Dr|Ln|Blvd|Street|Avenue|Road|Drive|Lane|Boulevard)\b"
    ),
    "date": re.compile(r"(?<![\d/.])(?:\d{1,2}/\d{1,2}/\d{2,4}|(?:19|20)\d\d-[01]\d-[0-3]\d)(?![\d/])"),
    "record_number": re.compile(
        r"(?i:\b(?:mrn|medical record|chart|member|subscriber|medicaid|claim|account|acct|policy)\s?(?:id|no\.?|"
        r"number|num|#)"
        r"\s?[:#]?\s{0,3})[A-Z]{0,4}[- ]?\d[\dA-Z-]{3,}"
    ),
}  # fmt: skip
_DAY_OF_MONTH = re.compile(rf"\b(?:{_MONTH})\b\.? \d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{1,2}} (?:de )?(?:{_MONTH})\b")
_MARKS = re.compile("[\u0300-\u036f]")
_LONG_RUN = re.compile(
    r"(?<!OMB No. )(?<!OMB )(?<!OMB Approval )(?<!OMB Control No. )(?<![\w.,$])[A-Z]{0,4}-?\d[\d-]{6,}(?!\w|[.,]\d)"
)
_NAME_CUE = re.compile(
    r"\b(?:[Pp]atient|PATIENT|[Pp]aciente|[Mm]ember|[Ee]nrollee|[Bb]eneficiary|[Ss]ubscriber|"
    r"[Ii]nsured)(?:'s)?(?: [Nn]ame)?\s?:\s{0,40}"
    r"(?P<name>[^\W\d_]+(?:[ ,]+[^\W\d_]+)?)|"
    r"\b(?:Dear|Estimad[oa]|Mr|Mrs|Ms|Miss|Sra?)\b\.? (?P<addressed>[^\W\d_]+)"
)
_PAIR = re.compile(
    r"(?<![\w.])(?=([^\W\d_]+) (?:[^\W\d_]\.? )?([^\W\d_]+(?:-[^\W\d_]+)?)\b(?P<after>,? [A-Z][\w.-]*)?)"
)
_CREDENTIALS = frozenset(
    "md do dds dmd np pa pac rn phd dpm od dc fnp aprn lcsw pharmd psyd crna dpt pt ot facs arnp".split()
)
_SHORTEST_NAME, _SHORTEST_VALUE, _SHORTEST_DIGITS = 3, 5, 6


class ResidueCheck:
    """Says which kinds of identifier a text still seems to hold."""

    def __init__(self, words: NameWords) -> None:
        self._words = words
        self._common = words.ordinary | words.form | words.organisation

    def find(self, text: str, identifiers: Iterable[Identifier]) -> tuple[str, ...]:
        """Names of the checks that fire, never what they saw."""
        bare = _OURS.sub(_GAP, text)
        return tuple(dict.fromkeys((*self._known(bare, identifiers), *self._shapes(bare), *self._names(bare))))

    def _known(self, text: str, identifiers: Iterable[Identifier]) -> Iterator[str]:
        flat = _unaccented(text)
        words = set(re.split(r"[^\w]+", flat))
        squeezed = re.sub(rf"[^\w{_GAP}]|_", "", flat)
        for identifier in identifiers:
            value = _unaccented(identifier.value)
            if identifier.kind == "name":
                parts = {part for part in re.split(r"[\W\d_]+", value) if len(part) >= _SHORTEST_NAME}
                if parts & (words - self._common) or _letters(value) in squeezed:
                    yield "known_name"
            elif (
                identifier.kind not in ("date", "address")
                and _is_telling(_letters(value))
                and _letters(value) in squeezed
            ):
                yield f"known_{identifier.kind}"

    def _shapes(self, text: str) -> Iterator[str]:
        for name, pattern in _SHAPES.items():
            if pattern.search(text):
                yield name
        if _DAY_OF_MONTH.search(text.lower()):
            yield "day_of_month"
        for match in _LONG_RUN.finditer(text):
            digits = re.sub(r"\D", "", match.group())
            if (
                len(digits) >= 8
                and not _is_provider_number(digits)
                and not re.fullmatch(r"\d{5}-\d{5}|\d{4,5}-\d{3,4}-\d{1,2}", match.group())
            ):
                yield "long_number"

    def _names(self, text: str) -> Iterator[str]:
        for match in _NAME_CUE.finditer(text):
            named = match["name"] or match["addressed"]
            words = named.replace(",", " ").split()
            follows = re.findall(r"[^\W\d_]+", text[match.end() : match.end() + 40])[:4]
            if words[0][0].isupper() and not any(self._is_common(word) for word in (*words, *follows)):
                yield "name_after_cue"
        for match in _PAIR.finditer(text):
            if self._is_named_pair(match, text):
                yield "given_name"

    def _is_named_pair(self, match: re.Match[str], text: str) -> bool:
        first, second = match[1], match[2]
        if not (first[0].isupper() and second[0].isupper()) or _unaccented(first) not in self._words.given:
            return False
        after = re.sub(r"\W", "", match["after"] or "").lower()
        behind_doctor = re.search(
            r"\b(?:Dr|Drs|DR|Doctor|Judge)\.? $", text[max(0, match.start() - 10) : match.start()]
        )
        if after in _CREDENTIALS or behind_doctor:
            return False
        follows = re.findall(r"[^\W\d_]+", text[match.end(2) : match.end(2) + 40])[:3]
        return not any(self._is_common(word) for word in (second, *follows) if word[0].isupper())

    def _is_common(self, word: str) -> bool:
        return _unaccented(word) in self._common or word in ("Dr", "Drs", "DR", "Doctor", "Doctora")


def _unaccented(text: str) -> str:
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()


def _letters(value: str) -> str:
    return re.sub(r"[\W_]", "", value)


def _is_telling(value: str) -> bool:
    """Short numbers stand in any letter by chance."""
    return len(value) >= (_SHORTEST_DIGITS if value.isdigit() else _SHORTEST_VALUE) and any(map(str.isdigit, value))


def _is_provider_number(digits: str) -> bool:
    """An NPI (ten digits from 1 or 2 on): a provider's, and public."""
    return len(digits) == 10 and digits[0] in "12"
