"""The organisation that decided: read off the letterhead, checked by the words of its kind and where it recurs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.labels import label, values
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading, Span

_ORG_WORD = re.compile(
    r"\b(?:qic|insurers?|society|eyecare|contractors|centre|health|plans?|insurance|benefits?|trust|fund|"
    r"administrators?|tpa|mac|medicare|medicaid|"
    r"care|hmo|ppo|epo|assurance|mutual|"
    r"dental|vision|company|co-?op(?:erative)?|choice|rx|life|administration|advantage|medical|blue|"
    r"shield|cross|alliance|"
    r"network|healthcare|partners|services|solutions|group|indemnity|casualty|adjust(?:ing|ers?)|"
    r"claims|board|authority|department|"
    r"division|agency|tricare|chip|kids|contractor|pharmacy|pbm|review|carrier|inc|llc|"
    r"corp(?:oration)?|community|federal|"
    r"association|union|system|comp|state|county|seguros?|salud|optical|eye|cooperative|underwriters|"
    r"risk|management|organization|employees|iro|program|bureau|office|center|hospital|corporation|"
    r"government|hmo-pos|carriers?|employers?|kids)\b"
)
_TITLE = re.compile(
    r"\b(?:notice|explanation|remittance|summary|denial|determination|decision|letter|eob|statement|"
    r"page|fax|from|to|date|"
    r"re|subject|via|confidential|important|dear|request|approval|appeal|adverse|acknowledg\w+|"
    r"invoice|response|resolution|"
    r"aviso|carta|explicacion|not a bill|reconsideration|redetermination|overpayment|memo\w*|"
    r"newsletter|utilization review|form|attention|coverage decision|sent by|mailed|certified mail|"
    r"non-affirm\w+|your)\b"
)
_PATIENT_LINE = re.compile(
    r"\W*(?:facility|hospital |payee|vendor|prescriber|physician|requesting|requester|service|"
    r"your office|seen|ordering|employer|injured|claimant|beneficiary|member|patient|claim|provider|"
    r"id|group|enrollee|re|to|dear|subscriber|employee|npi|date|case|ref\w*|dob|bene|name|attn|policy|"
    r"plan:|fax|phone|tel|www)\b"
)
_CUT = re.compile(
    r"(?-i:, (?=[a-z]))| {2,}|\t| [-–—|] | ?[•·|] ?|,? (?:an?|the) [\w\s]{0,30}(?:plan|contractor|"
    r"program|company|organization|hmo|ppo|insurer)\b|,? (?:for|on behalf of|administered by|"
    r"as (?:the )?(?:claims |third-party |plan )?administrator|claims administrator|"
    r"third[- ]party administrator|contractor) | \((?!chip|pdp|hmo|ppo|d-?snp)|, (?:contractor|"
    r"administrator|p\.?o\.? box|\d)|: |;| (?:explanation of|notice of|(?:provider )?remittance|"
    r"(?:vision |dental )?eob\b|approval notice|(?:benefit )?statement|claim (?:denial|determination|"
    r"returned|summary)|letter to|letter no|member services|appeals? (?:&|and)|medical review|"
    r"fully insured|self-?funded|self-?insured|group policy|individual and family|regulated by|licensed (?:by|in|"
    r"under)|"
    r"provider overpayment|ur non|request for|medicare part [ab]|p\.?o\.? box|po box|\d{3,} )",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"p\.?\s?o\.?\s?box|\b\d{5}(?:-\d{4})?\b|\b\d{3}[-.) ]+\d{3}[-. ]\d{4}\b|^\d+ ")
_SELF = re.compile(
    r"(?:[Cc]laims? (?:are |is )?administ(?:ered|rator)(?: by|:| for| is)?|[Aa]dministered by|"
    r"[Uu]nderwritten by|[Ii]nsured by|[Ii]ssued by|[Oo]ffered by|[Tt]hank you for (?:being|choosing)|a member of|"
    r"[Ee]nrolled (?:in|with)|[Cc]overage (?:with|through)|"
    r"[Oo]n behalf of|c/o|[Pp]ayer(?: name)?:|[Pp]lan(?: name)?:|[Ii]nsurer:|[Cc]arrier:|"
    r"[Ii]nsurance [Cc]ompany:|[Ff]rom:|[Hh]ealth [Pp]lan:|[Pp]ayor:|[Aa]sk|MAC:|[Cc]ontractor:) +"
    r"([A-Z][\w&.'’-]*(?: (?:of|and|the|for|&|[A-Z(][\w&.'’)-]*)){0,7})"
)
_ACTS = re.compile(
    r"((?:[A-Z][\w&'’-]+ ){1,5}(?:Health Plan|Insurance Company|Health Insurance|Health Care|"
    r"Healthcare|Health|Administrators|Benefits|Plan|"
    r"Insurance|Assurance|Mutual|Trust|Fund))(?: \([^)\n]{2,20}\))? (?:has|have|will|is|reviewed|"
    r"received|denied|completed|does|cannot|did) "
)
_SIGNED = re.compile(
    r"(?:Sincerely|Respectfully|Regards|Atentamente|"
    r"Cordially)[^\n]{0,20},?\s{1,6}([^\n]{3,70})(?:\n([^\n]{3,70}))?(?:\n([^\n]{3,70}))?"
)


_LABEL = label(
    r"(?:payer|payor|insurance carrier|insurer|carrier name|claims administrator|"
    r"plan administrator)(?: name)?"
)
_VALUE = re.compile(r"[A-Z][^\n]{3,70}")
_UNIT = re.compile(
    r"(?:(?:medical|utilization|clinical|care|health|case|quality|provider|member|customer|claims?|"
    r"payment|appeals?|grievances?|integrity|services?|service|"
    r"review|management|department|unit|center|relations|operations|processing|complaints?|and|&|"
    r"dental|pharmacy|benefits?|group|will|end|prior|authorization|west|east|region|desk|"
    r"your|explanation|summary|official|of|the|medicare|claims|agent|team|division|office|insurance|"
    r"plan|program|network|advantage|hmo|ppo|epo|medicaid|managed|self|funded|insured|commercial|"
    r"hospital|part|b|a|d|letter|supplier|to|c|division) ?)+"
)


def find_payer(reading: Reading) -> Iterator[Found]:
    """Who is labelled as payer; else the best line of the letterhead; else who says that it administers or insures."""
    for match, place in values(reading, _LABEL, _VALUE):
        between = reading.text[place.end : match.start()]
        segment = next(_cut(reading, match.start(), match.end()), None)
        if (
            segment
            and "\n" not in between
            and (":" in between or "  " in between)
            and len(reading.cut(segment).split()) > 1
        ):
            yield _found(reading, segment, LIKELY + 0.06)
            return
    best = max(_letterhead(reading), key=lambda pair: pair[0], default=None)
    if best and best[0] >= 3:
        yield _found(reading, best[1], SURE if best[0] >= 4 else LIKELY)
        return
    spaced = next(_spaced_out(reading), None)
    if spaced:
        yield spaced
        return
    named = next(iter(_named_in_text(reading)), None) or next(_on_envelope(reading), None)
    if named:
        yield _found(reading, named, LIKELY)
    elif best and best[0] >= 2:
        yield _found(reading, best[1], GUESS)
    else:
        yield from _opening(reading)


_SPACED = re.compile(r"(?m)^ *((?:[A-Z&'] ){2,}[A-Z](?: {2,4}(?:[A-Z&'] ?)*[A-Z&'](?![a-z]))*)")


def _spaced_out(reading: Reading) -> Iterator[Found]:
    """A letterhead in spaced capitals: wide gaps part the words."""
    top = reading.lines[min(4, len(reading.lines) - 1)].end
    for match in _SPACED.finditer(reading.text, 0, top):
        words = ["".join(word.split()) for word in re.split(r" {2,}", match.group(1).strip())]
        value = _mixed(" ".join(words))
        if len(value) > 6 and not _TITLE.search(value.lower()):
            yield Found("payer", value, match.start(1), match.end(1), LIKELY + 0.06, "payers.spaced")


_ENVELOPE = re.compile(
    r"([A-Z][\w&'’-]+(?: (?:of |and |& |the |for )?[A-Z(][\w&'’()-]*){1,6})(?:,| \|| -|"
    r"\n)[^\n]{0,60}?\s*(?:P\.? ?O\.? Box|"
    r"\d{1,5} [A-Z])"
)


def _on_envelope(reading: Reading) -> Iterator[Span]:
    """The organisation in front of a postal address, where no letterhead names it."""
    for match in _ENVELOPE.finditer(reading.text):
        low = match.group(1).lower()
        is_payer = len(_ORG_WORD.findall(low)) >= 2 and not _TITLE.search(low) and not _PATIENT_LINE.match(low)
        if is_payer and not re.search(r"department of|division of|office of|hearings|clinic|hospital|ombuds", low):
            yield Span(match.start(1), match.end(1))


def _opening(reading: Reading) -> Iterator[Found]:
    """A name without any word of its trade, alone in the first line of the letter."""
    for line in reading.lines[:1]:
        for segment in _segments(reading, line):
            text = reading.cut(segment)
            plain = re.fullmatch(r"[A-Z][\w&'’-]*(?: (?:of|and|&|the|[A-Z][\w&'’-]*)){0,4}", text)
            if plain and not _TITLE.search(text.lower()) and not re.search(r"\d", text):
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
    key = re.sub(r"[^a-z]", "", reading.flat[span.start : span.end].replace("0", "o").replace("1", "l"))
    places = [place for place, char in enumerate(reading.flat) if char.isalnum()]
    squeezed = "".join(reading.flat[place] for place in places)
    at = squeezed.find(key)
    return span if at < 0 else Span(places[at], places[at + len(key) - 1] + 1)


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


def _letterhead(reading: Reading) -> Iterator[tuple[float, Span]]:
    """Segments of the first lines with a score: words of organisations, position, and names that come again."""
    for index, line in enumerate((*reading.lines[:9], *reading.lines[9:][-4:])):
        labelled = _PATIENT_LINE.match(reading.lower, line.start, line.end)
        for segment in () if labelled else _segments(reading, line):
            score = _score(reading, segment)
            if score > 0:
                yield score - index * 0.35 + 0.5 * (index == 0), segment


_PARTED = re.compile(
    r" *(?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?) [|] (?P<unit>(?:Plan|Benefits?|Claims?|Health|Insurance|"
    r"Administrative)"
    r" (?:Services|Administrators|Solutions|Management|Plans?)) *$"
)
"""A brand and what it does, parted by a bar: one name."""


def _segments(reading: Reading, line: Span) -> Iterator[Span]:
    """The parts of a line between wide gaps and dashes, each cut where a description begins."""
    start = line.start
    parted = _PARTED.match(reading.text, line.start, line.end)
    if parted:
        yield Span(parted.start("name"), parted.end("unit"))
        return
    for piece in re.split(r"( {2,}|\t| [-–—|] )", reading.text[line.start : line.end]):
        yield from _cut(reading, start, start + len(piece))
        start += len(piece)


def _cut(reading: Reading, start: int, end: int) -> Iterator[Span]:
    text = reading.text[start:end]
    start += len(text) - len(text.lstrip(" *#"))
    desk = re.compile(r"(?:From )?(?:[Tt]he )?desk of |[Ff]rom: *|From ").match(reading.text, start)
    start = desk.end() if desk else start
    cut = _CUT.search(reading.text, start, end)
    if cut and cut.group() == ": ":
        yield from _cut(reading, cut.end(), end)
        return
    stop = cut.start() if cut and " " in reading.text[start : cut.start()].strip() else end
    unit, comma, _ = reading.text[start:stop].partition(", ")
    if comma and _UNIT.fullmatch(unit.lower()):
        start += len(unit) + 2
    text = reading.text[start:stop].rstrip(" ,.-:*#")
    if len(text) >= 4:
        yield Span(start, start + len(text))


def _score(reading: Reading, span: Span) -> float:
    text, low = reading.text[span.start : span.end], reading.flat[span.start : span.end]
    if (
        _UNIT.fullmatch(low)
        or _PATIENT_LINE.match(low)
        or _ADDRESS.search(low)
        or len(text) > 80
        or not text[0].isupper()
    ):
        return 0
    words = text.split()
    if sum(word[:1].islower() and word not in ("of", "and", "the", "for", "de") for word in words) > 1 or low.endswith(
        "."
    ):
        return 0
    score = 2.0 * min(len(_ORG_WORD.findall(low)), 2) + (0.5 if len(words) > 1 else -1)
    score += _recurs(reading, span, words)
    score -= 1.5 * bool(re.search(r"[a-z]0[a-z]|[a-z]1[a-z]", low))
    score -= 1.5 * bool(re.search(r"\bprogram,|, state of|, county of", low))
    score -= 2.5 * bool(_CARE.search(low) and not _PLAN_WORD.search(low))
    return score - 4.0 * bool(_TITLE.search(low))


_CARE = re.compile(
    r"\b(?:hospital|clinic|surgery|surgical|associates|imaging|radiology|therapy|physicians?|rehab\w*|ambulance|"
    r"hospice|"
    r"pediatrics|medicine|nursing|center|[a-z]+(?:ology|opa?edics|iatry|dontics))\b"
)
_PLAN_WORD = re.compile(
    r"\b(?:plans?|insurance|administrators?|hmo|ppo|epo|assurance|mutual|trust|fund|medicare|medicaid|benefits?|claims|"
    r"carrier|health care service|dental of|adjust\w+|review|contractors?|management)\b"
)


def _recurs(reading: Reading, span: Span, words: list[str]) -> float:
    """A letterhead's first words come again, in the address of appeals or in the text."""
    head = " ".join(words[:2]).lower()
    if len(head) > 5 and reading.flat.find(head, span.end) >= 0:
        return 1.5
    first = words[0].lower()
    return 1.0 if len(first) > 5 and not _ORG_WORD.fullmatch(first) and reading.flat.find(first, span.end) >= 0 else 0.0


def _named_in_text(reading: Reading) -> Iterator[Span]:
    for match in _ACTS.finditer(reading.text):
        if not match.group(1).startswith(("The ", "Your ", "Our ", "This ")):
            yield Span(match.start(1), match.end(1))
    for match in _SELF.finditer(reading.text):
        if _ORG_WORD.search(match.group(1).lower()):
            yield Span(match.start(1), match.start(1) + len(match.group(1).rstrip(".")))
    for match in _SIGNED.finditer(reading.text):
        for group in (1, 2, 3):
            low = (match.group(group) or "").lower()
            if _ORG_WORD.search(low) and not re.search(r"department|director|manager|specialist|coordinator", low):
                yield from _cut(reading, match.start(group), match.end(group))
