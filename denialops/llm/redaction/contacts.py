"""Telephone and fax numbers, e-mail, web and network addresses, social security numbers (164.514(b)(2)(i)(D)-(G), "
"(N), (O))."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.llm.redaction.spans import LABELS, Span

_D = r"[0-9OolI]"
_PHONE = re.compile(
    rf"(?<![\w.$-])(?:\+?[1lI][\s.-]{{0,2}})?(?:\(\s?[2-9]{_D}{{2}}\s?\)|"
    rf"[2-9]{_D}{{2}})[\s.\-–/]{{0,3}}[2-9OolI]{_D}{{2}}\s?[.\-–\s]\s?{_D}{{4}}"
    r"(?:\s?(?:x|ext\.?|extension)\s?\d{1,6})?(?![\w-]|\.\d)"
)
_BARE_PHONE = re.compile(
    r"(?i:\b(?:phone|tel(?:ephone|éfono)?|fax|call|cell|mobile|dial|llame al)\b)[.:]?\s{0,3}(?:no\.?|number|"
    r"#)?\s?(\+?1?\d{10})(?!\d)"
)
_FOREIGN = re.compile(r"(?<!\w)\+\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){2,5}\d{2,4}(?!\d)")
_LOCAL = re.compile(r"(?<![\w.$-])[2-9]\d{2}-\d{4}(?![\w-]|\.\d)")
_FAX_BEFORE = re.compile(r"(?:e-?fax|fax|facsimile|facs[ií]mil)\b[^\n\d]{0,24}$", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}\s?(?:@|\[at\]|\(at\))\s?[\w-]{1,63}(?:\s?\.\s?[\w-]{2,24}){1,4}")
_AT = re.compile(r"@|[\[(]at[\])]")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]]{2,200}|"
    r"(?<![\w@.-])(?:[A-Za-z0-9-]{2,63}\.){1,4}(?:com|org|net|gov|edu|us|info|health|care|io|mx|es|co|biz|mil|app|med)"
    r"(?![\w.-]*\w@)(?:/[^\s<>\"')\]]{0,200})?(?!\w)"
)
_IP = re.compile(r"(?<![\w.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.]\d)")
_IP_6 = re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F:]{1,19}(?![\w:])")
_SSN = re.compile(
    r"(?<![\w-])(?:\d{3}|[Xx*]{3})([- –.])(?:\d{2}|[Xx*]{2})\1(?:\d{4}|[Xx*]{4})(?![\w-])|"
    r"(?i:\b(?:ssn|social security (?:no\.?|number|#)|seguro social)\b)\W{0,6}(\d{9}|\d{4})(?![\w-])"
)
_TRAILING = ".,;:!?"


def find_contacts(text: str) -> Iterator[Span]:
    """E-mail and web addresses, network addresses and social security numbers; telephones come with `find_phones`."""
    for match in _EMAIL.finditer(text) if _AT.search(text) else ():
        yield _span(match, LABELS["email"])
    for match in _URL.finditer(text):
        yield _span(match, LABELS["url"])
    for pattern in (_IP, _IP_6):
        for match in pattern.finditer(text):
            yield _span(match, LABELS["ip"])
    for match in _SSN.finditer(text):
        group = 2 if match[2] else 0
        yield Span(match.start(group), match.end(group), LABELS["ssn"], re.sub(r"\W", "", match[group]))


def find_phones(text: str) -> Iterator[Span]:
    for pattern in (_PHONE, _FOREIGN, _LOCAL):
        for match in pattern.finditer(text):
            digits = sum(char.isdigit() for char in match.group())
            if digits >= 7:
                yield _phone(text, *match.span())
    for match in _BARE_PHONE.finditer(text):
        yield _phone(text, *match.span(1))


def _phone(text: str, start: int, end: int) -> Span:
    is_fax = _FAX_BEFORE.search(text, max(0, start - 40), start) is not None
    digits = re.sub(r"\D", "", text[start:end])
    return Span(start, end, LABELS["fax" if is_fax else "phone"], digits.removeprefix("1") or digits)


def _span(match: re.Match[str], label: str) -> Span:
    value = match.group().rstrip(_TRAILING)
    return Span(match.start(), match.start() + len(value), label, value.lower())
