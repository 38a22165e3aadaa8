"""The organisation that decided: read off the letterhead, checked by the words of its kind and where it recurs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from denialops.pipeline.finders.gates import may_be_payer
from denialops.pipeline.finders.labels import label, values
from denialops.pipeline.finders.letterheads import (
    ORG_WORD,
    PATIENT_LINE,
    TITLE,
    cut_names,
    segments_of,
    weigh,
    weigh_letterhead,
)
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading, Span

_SELF = re.compile(
    r"(?:[Cc]laims? (?:are |is )?administ(?:ered|rator)(?: by|:| for| is)?|[Aa]dministered by|"
    r"[Uu]nderwritten by|[Ii]nsured by|[Ii]ssued by|[Oo]ffered by|[Tt]hank you for (?:being|choosing)|a member of|"
    r"[Ee]nrolled (?:in|with)|[Cc]overage (?:with|through)|[Yy]our (?:Medicare |health )?plan is|"
    r"[Oo]n behalf of|c/o|[Pp]ayer(?: name)?:|[Pp]lan(?: name)?:|[Ii]nsurer:|[Cc]arrier:|"
    r"[Ii]nsurance [Cc]ompany:|[Ff]rom:|[Hh]ealth [Pp]lan:|[Pp]ayor:|[Aa]sk|MAC:|[Cc]ontractor:) +"
    r"([A-Z][\w&.'’-]*(?: (?:of|and|the|for|&|[A-Z(][\w&.'’)-]*)){0,7})"
)
_ACTS = re.compile(
    r"(?<!\w)((?:[A-Z][\w&'’-]{1,30} ){1,5}(?:Health Plan|Insurance Company|Health Insurance|Health Care|"
    r"Healthcare|Health|Administrators|Benefits|Plan|"
    r"Insurance|Assurance|Mutual|Trust|Fund))(?: \([^)\n]{2,20}\))?(?:, [^,\n]{3,60},)? (?:has|have|will|is|reviewed|"
    r"received|denied|completed|does|cannot|did) "
)
_SIGNED = re.compile(
    r"(?:Sincerely|Respectfully|(?:[Bb]est |[Kk]ind |[Ww]arm )?[Rr]egards|Atentamente|[Tt]ruly yours|[Yy]ours truly|"
    r"[Yy]ours faithfully|[Yy]ours|Thank you|Cordially)(?: yours)?,?[ \t]*\n\s{0,6}([^\n]{3,70})(?:\n\s*([^\n]{3,70}))?"
    r"(?:\n\s*([^\n]{3,70}))?(?:\n\s*([^\n]{3,70}))?"
)


_LABEL = label(
    r"(?:payer|payor|insurance carrier|insurer|carrier name|claims administrator|"
    r"plan administrator)(?: name)?"
)
_VALUE = re.compile(r"[A-Z][^\n]{3,70}")


def find_payer(reading: Reading) -> Iterator[Found]:
    """Who is labelled as payer; else the best line of the letterhead; else who says that it administers or insures.

    The candidates compete in this order; one that cannot decide a claim (a product, a supervising agency, the title
    of a paper) gives way to the next.
    """
    yield from islice((found for found in _candidates(reading) if may_be_payer(found.value)), 1)


def _candidates(reading: Reading) -> Iterator[Found]:
    yield from _labelled(reading)
    ranked = sorted(weigh_letterhead(reading), key=lambda pair: -pair[0])
    for score, span in ranked:
        if score >= 3:
            yield _found(reading, span, SURE if score >= 4 else LIKELY + 0.06)
    yield from _spaced_out(reading)
    for span in chain(_named_in_text(reading), _on_envelope(reading), _at_foot(reading)):
        yield _found(reading, span, LIKELY)
    for score, span in ranked:
        if 2 <= score < 3:
            yield _found(reading, span, GUESS)
    yield from _opening(reading)
    for match in _SPEAKS.finditer(reading.text):
        yield _found(reading, Span(*match.span(match.lastgroup or 0)), GUESS)


def _labelled(reading: Reading) -> Iterator[Found]:
    """The name behind a label such as "Payer:"."""
    for match, place in values(reading, _LABEL, _VALUE):
        between = reading.text[place.end : match.start()]
        segment = next(cut_names(reading, match.start(), match.end()), None)
        is_parted = "\n" not in between and (":" in between or "  " in between)
        if segment and is_parted and len(reading.cut(segment).split()) > 1:
            yield _found(reading, segment, LIKELY + 0.06)


_NAME = r"[A-Z][\w'’-]+(?: (?:of |and |& )?[A-Z][\w'’-]+){0,4}"
_SPEAKS = re.compile(
    rf"\b[Ww]e at (?P<we>{_NAME})|"
    r"(?:^|\. |\n)(?!The |This |Your |You |Our |We |It |He |She |They |That )"
    rf"(?P<they>{_NAME}) (?:has|have) (?:decided|denied|determined|declined)"
)
"""Who speaks in the letter, by a name without any word of its trade."""
_FOOT_LINES = 4
_NO_PAYER = re.compile(
    r"department of|division of|office of|hearings|clinic|hospital|ombuds|commission|legal|bureau|consumer|assistance"
)


def _at_foot(reading: Reading) -> Iterator[Span]:
    """The organisation in the last lines, where the top names none."""
    for line in reading.lines[-_FOOT_LINES:]:
        for segment in segments_of(reading, line):
            low = reading.flat[segment.start : segment.end]
            if weigh(reading, segment) >= 4 and not _NO_PAYER.search(low):
                yield segment


_SPACED = re.compile(r"(?m)^ *((?:[A-Z&'] ){2,}[A-Z](?: {2,4}(?:[A-Z&'] ?)*[A-Z&'](?![a-z]))*)")


def _spaced_out(reading: Reading) -> Iterator[Found]:
    """A letterhead in spaced capitals: wide gaps part the words."""
    top = reading.lines[min(4, len(reading.lines) - 1)].end
    for match in _SPACED.finditer(reading.text, 0, top):
        words = ["".join(word.split()) for word in re.split(r" {2,}", match.group(1).strip())]
        value = _mixed(" ".join(words))
        if len(value) > 6 and not TITLE.search(value.lower()):
            yield Found("payer", value, match.start(1), match.end(1), LIKELY + 0.06, "payers.spaced")


_ENVELOPE = re.compile(
    r"(?<!\w)([A-Z][\w&'’-]{1,30}(?: (?:of |and |& |the |for )?[A-Z(][\w&'’()-]{0,30}){1,6})(?:,| \|| -|"
    r"\n)[^\n]{0,60}?\s*(?:P\.? ?O\.? Box|"
    r"\d{1,5} [A-Z])"
)


def _on_envelope(reading: Reading) -> Iterator[Span]:
    """The organisation in front of a postal address, where no letterhead names it."""
    for match in _ENVELOPE.finditer(reading.text):
        low = match.group(1).lower()
        named = len(ORG_WORD.findall(low)) >= 2 or (ORG_WORD.search(low) and not ORG_WORD.match(low))
        is_payer = named and not TITLE.search(low) and not PATIENT_LINE.match(low)
        if is_payer and not _NO_PAYER.search(low):
            yield Span(match.start(1), match.end(1))


def _opening(reading: Reading) -> Iterator[Found]:
    """A name without any word of its trade, alone in the first line of the letter."""
    for line in reading.lines[:1]:
        for segment in segments_of(reading, line):
            text = reading.cut(segment)
            plain = re.fullmatch(r"[A-Z][\w&'’-]*(?: (?:of|and|&|the|[A-Z][\w&'’-]*)){0,4}", text)
            if plain and not TITLE.search(text.lower()) and not re.search(r"\d", text):
                again = reading.flat.find(text.split()[0].lower(), segment.end) >= 0
                yield _found(reading, segment, LIKELY if again else GUESS)
                return


def _found(reading: Reading, span: Span, confidence: float) -> Found:
    text = reading.text[span.start : span.end]
    span = _cleaner(reading, span) if re.search(r"[a-z]0|0[a-z]|[a-z]1[a-z]", text.lower()) else span
    value = " ".join(reading.text[span.start : span.end].replace(" | ", " ").split())
    if (value.isupper() and len(value) > 6) or " | " in reading.text[span.start : span.end]:
        value = _mixed(value)
    return Found("payer", value, span.start, span.end, confidence, "payers.letterhead")


def _cleaner(reading: Reading, span: Span) -> Span:
    """The same name elsewhere, where the scan did not turn letters into digits."""
    key = re.sub(r"[^a-z]", "", reading.lower[span.start : span.end].translate(_ALIKE))
    places = [place for place, char in enumerate(reading.lower) if char.isalnum()]
    squeezed = "".join(reading.lower[place] for place in places).translate(_ALIKE)
    for match in re.finditer(re.escape(key), squeezed):
        other = Span(places[match.start()], places[match.end() - 1] + 1)
        if not re.search(r"\d", reading.cut(other)) and "\n" not in reading.cut(other):
            return other
    return span


_ALIKE = str.maketrans("01i", "oll")
_KEPT_UPPER = frozenset(
    "HMO PPO EPO TPA MAC PDP CHIP SNP D-SNP DSNP TRICARE LLC USA US FEP BCBS IPA MCO PBM IRO PFFS "
    "POS NY CA TX AHCCCS A/B DME CCO".split()
)


def _mixed(value: str) -> str:
    """Capitals of a letterhead in mixed case; abbreviations stay."""
    words: list[str] = []
    for word in value.split():
        bare = word.strip("().,")
        low = word.lower()
        words.append(
            word if bare in _KEPT_UPPER else low if low in ("of", "and", "the", "for") and words else word.capitalize()
        )
    return " ".join(words)


def _named_in_text(reading: Reading) -> Iterator[Span]:
    for match in _ACTS.finditer(reading.text):
        if not match.group(1).startswith(("The ", "Your ", "Our ", "This ")):
            yield Span(match.start(1), match.end(1))
    for match in _SELF.finditer(reading.text):
        if ORG_WORD.search(match.group(1).lower()):
            yield Span(match.start(1), match.start(1) + len(match.group(1).rstrip(".")))
    for match in _SIGNED.finditer(reading.text):
        for group in (1, 2, 3, 4):
            low = (match.group(group) or "").lower()
            if ORG_WORD.search(low) and not re.search(r"department|director|manager|specialist|coordinator", low):
                yield from cut_names(reading, match.start(group), match.end(group))
