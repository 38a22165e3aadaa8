"""The lines at the top and at the foot of a letter, cut into names of organisations and weighed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.reading import Reading, Span

ORG_WORD = re.compile(
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
    r"government|hmo-pos|carriers?|employers?|kids|panel|integrity|payments?|recovery|welfare|guild|reinsurance|audit(?:ors)?)\b"
)
TITLE = re.compile(
    r"\b(?:notice|explanation|remittance|summary|denial|determination|decision|letter|eob|statement|"
    r"page|fax|from|to|date|"
    r"re|subject|via|confidential|important|dear|request|approval|appeal|adverse|acknowledg\w+|"
    r"invoice|response|resolution|"
    r"aviso|carta|explicacion|not a bill|reconsideration|redetermination|overpayment|memo\w*|"
    r"newsletter|utilization review|form|attention|coverage decision|sent by|mailed|certified mail|"
    r"non-affirm\w+|your)\b"
)
PATIENT_LINE = re.compile(
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
    r"provider overpayment|ur non|request for|medicare part [ab]|p\.?o\.? box|po box)| / |"
    r"(?<!local)(?<!lodge)(?<!district)(?<!council)(?<!union) \d{3,} ",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"p\.?\s?o\.?\s?box|\b\d{5}(?:-\d{4})?\b|\b\d{3}[-.) ]+\d{3}[-. ]\d{4}\b|^\d+ ")
_UNIT = re.compile(
    r"(?:(?:medical|utilization|clinical|care|health|case|quality|provider|member|customer|claims?|"
    r"payment|appeals?|grievances?|integrity|services?|service|"
    r"review|management|department|unit|center|relations|operations|processing|complaints?|and|&|"
    r"dental|pharmacy|benefits?|group|will|end|prior|authorization|west|east|region|desk|"
    r"your|explanation|summary|official|of|the|medicare|claims|agent|team|division|office|insurance|"
    r"plan|program|network|advantage|hmo|ppo|epo|medicaid|managed|self|funded|insured|commercial|"
    r"hospital|part|b|a|d|letter|supplier|to|c|division|trust|fund|inpatient|outpatient|post-acute|reviewing|reviewer|"
    r"administrative|administrators?|contractors?|independent|organizations?|third[- ]party|independent|physician|peer|"
    r"decision|decisions|inquiry|"
    r"disputes?|recovery|facility|professional|intake|correspondence|specialty|carrier|qualified|inc|llc|benefit|"
    r"statement|individual|family|plans|providers|members|workers?'?|compensation|v[i1]sion|home|legal|coverage|"
    r"determinations?|adverse|initial|complaint|resolution|workers|um|ur) ?)+"
)


def weigh_letterhead(reading: Reading) -> Iterator[tuple[float, Span]]:
    """Segments of the first lines with a score: words of organisations, position, and names that come again."""
    for index, line in enumerate((*reading.lines[:9], *reading.lines[9:][-4:])):
        labelled = PATIENT_LINE.match(reading.lower, line.start, line.end)
        for segment in () if labelled else segments_of(reading, line):
            score = weigh(reading, segment)
            if score > 0:
                yield score - index * 0.35 + 0.5 * (index == 0), segment


_PARTED = re.compile(
    r" *(?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?) [|] (?P<unit>(?:Plan|Benefits?|Claims?|Health|Insurance|"
    r"Administrative)"
    r" (?:Services|Administrators|Solutions|Management|Plans?)) *$"
)
"""A brand and what it does, parted by a bar: one name."""


_DOUBLE_SPACED = re.compile(r"^\W*[^\W_]+(?: {2}[^\W_]+){2,}(?: {3,}|\s*$)")
"""Some scans set two blanks between all words of a line."""


def segments_of(reading: Reading, line: Span) -> Iterator[Span]:
    """The parts of a line between wide gaps and dashes, each cut where a description begins."""
    start = line.start
    parted = _PARTED.match(reading.text, line.start, line.end)
    if parted:
        yield Span(parted.start("name"), parted.end("unit"))
        return
    gap = r" {3,}" if _DOUBLE_SPACED.search(reading.text, line.start, line.end) else r" {2,}"
    for piece in re.split(rf"({gap}|\t| [-–—|] )", reading.text[line.start : line.end]):
        yield from cut_names(reading, start, start + len(piece))
        start += len(piece)


_LEAD = re.compile(
    r"(?:From )?(?:[Tt]he )?desk of |[Ff]rom: *|From |[Bb]ill review by |[Rr]eviewed by |[Aa]dministered by |"
    r"(?:[Cc]laims|[Rr]eviewing|[Rr]eview|[Bb]enefits) (?:for|of) (?=[A-Z])|"
    r"[^\n]{4,60}? (?:d/?b/?a/?|doing business as) (?=[A-Z])",
)
"""What stands before a name: the desk it comes from, for whom, the legal name behind a trade name."""


def cut_names(reading: Reading, start: int, end: int) -> Iterator[Span]:
    text = reading.text[start:end]
    start += len(text) - len(text.lstrip(" *#[{<"))
    lead = _LEAD.match(reading.text, start, end)
    start = lead.end() if lead else start
    cut = _CUT.search(reading.text, start, end)
    if cut and cut.group() == "  " and _DOUBLE_SPACED.search(reading.text, start, end):
        cut = None
    if cut and cut.group() == ": ":
        yield from cut_names(reading, cut.end(), end)
        return
    stop = cut.start() if cut and " " in reading.text[start : cut.start()].strip() else end
    unit, comma, _ = reading.text[start:stop].partition(", ")
    if comma and _UNIT.fullmatch(unit.lower()):
        start += len(unit) + 2
    text = reading.text[start:stop].rstrip(" ,.-:*#]}>")
    if len(text) >= 4:
        yield Span(start, start + len(text))


def weigh(reading: Reading, span: Span) -> float:
    """How much a piece of a line reads like the name of an organisation that pays; 0 or less is none."""
    text, low = reading.text[span.start : span.end], reading.flat[span.start : span.end]
    if (
        _UNIT.fullmatch(low)
        or PATIENT_LINE.match(low)
        or _ADDRESS.search(low)
        or len(text) > 80
        or not re.match(r"[^\W\d_]|0[a-z]{3}", text)
        or text[0].islower()
    ):
        return 0
    words = text.split()
    if sum(word[:1].islower() and word not in ("of", "and", "the", "for", "de") for word in words) > 1 or low.endswith(
        "."
    ):
        return 0
    score = 2.0 * min(len(ORG_WORD.findall(low)), 2) + (0.5 if len(words) > 1 else -1)
    score += _recurs(reading, span, words)
    score -= 1.5 * bool(re.search(r"[a-z]0[a-z]|[a-z]1[a-z]", low))
    score -= 1.5 * bool(re.search(r"\bprogram,|, state of|, county of", low))
    score -= 2.5 * bool(_CARE.search(low) and not _PLAN_WORD.search(low))
    return score - 4.0 * bool(TITLE.search(low))


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
    return 1.0 if len(first) > 5 and not ORG_WORD.fullmatch(first) and reading.flat.find(first, span.end) >= 0 else 0.0
