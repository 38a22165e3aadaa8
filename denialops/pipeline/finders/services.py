"""What was asked for or billed, in the letter's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from denialops.pipeline.finders.codes import Code
from denialops.pipeline.finders.labels import label, values
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading

_LABEL = label(
    r"(?:(?:requested |denied |type of |description of |proposed |disputed )?(?:services?|treatment|procedures?|items?|medications?|drugs?|prescription|equipment|benefit|supply)(?:/(?:items?|services?|supply|procedure))?"
    r"(?: (?:requested|denied|description|name|in question|at issue|reviewed|not approved|under review|type))?|request|description(?: of services?)?|requested|coverage (?:request|requested)(?: for)?|"
    r"servicio(?:s)?(?: (?:solicitado|negado)s?)?|medicamento(?: solicitado)?|we denied|level of care requested|care requested|request(?:ed)? for)"
)
_DESCRIPTION = re.compile(r"[A-Za-z0-9][^\n;:|$]{4,150}")
_END = re.compile(r" {3,}|\t|\. (?=[A-Z])|\.$| - (?=[A-Z])|,? (?:DOS|CPT|HCPCS|Dx|ICD|NPI|Billed|Decision|Status|Diagnosis|Date|Claim|Provider|Requested by|Quantity|Ordered|Ref|Reference|Case|Auth)\b|,? (?:on|from) (?=\d|[A-Z][a-z]+ \d)|, (?=\d{1,2}/)|,? \(?(?:prescriber|prescribed|requested by|provider|ordered by)\b| (?:for|at) (?=[A-Z][a-z]+ [A-Z])")
_CODE_TAIL = re.compile(r"[\s,(-]*(?:\(?(?:(?:CPT|HCPCS|CDT|code|codes|procedure code)s?:? ?#?)?(?:\d{4}[0-9FTUM]|[A-V]\d{4})(?:-\w\w)?(?:(?:,| and|/| &) ?(?:CPT )?(?:\d{4}[0-9FTUM]|[A-V]\d{4})(?:-\w\w)?)*\)?)")
_BEFORE_CODE = re.compile(r"(?:^|[.:;\n]|  |\b(?:request(?:ed)? for(?: coverage of| approval of)?|request to (?:approve|cover)|coverage (?:of|for)|denied(?: the)?|deny|approved|authorization (?:of|for)|authoriz\w+|cover|for|of|pay for|receive|need for|codigo|a|the|an)\b)\s*(?P<words>(?!(?:Claim|DOS|code|codes|CPT|HCPCS|claim|procedure)\b)[A-Za-z][A-Za-z0-9 '’,/&.+-]{3,90}?)\s*\((?:CPT|HCPCS|CDT|code|codes|procedure code|ADA|NDC|J-code)?[ :#]*$")
_REQUEST = re.compile(
    r"(?:your (?:doctor'?s? |provider'?s? )?(?:\w+ )?request for|request(?:ed)? (?:coverage|approval|authorization|payment) (?:of|for)|(?:denied|deny|denying|approve|cover|pay for|coverage (?:of|for)|authoriz(?:e|ation for)|payment (?:of|for)|benefits? for|non-?certif\w+|solicitud (?:de|para)|negamos|pagar|cubrir)|request for)"
    r" (?:coverage (?:of|for) |payment (?:of|for) |the |your |an? |this |these |medical services/items? |prior authorization (?:of|for) |(?:prescription )?drugs?:? |(?:following )?services?:? |approval (?:of|for) |el |la |su )*(?P<words>[A-Za-z][A-Za-z0-9 ,'’/&%+-]{5,110}?)"
    r"(?=[.;:\n(]| (?:because|as|is|was|are|were|has|have|does|that|which|under|on \d|dated|received|from|by|at|beginning|until|you|and|porque|has been) |$)"
)
_NOT_SERVICE = re.compile(r"\b(?:claim|request|appeal|decision|notice|letter|coverage|payment|information|records?|review|this|these|services?$|your|authorization|benefits?$|copy|hearing|following|charges?|member|plan|days|it|them|determination|reconsideration|redetermination|listed|above|below|documentation|codes?|amount|billed|reimbursement|form|medical services|any|all|part|help|expedited|denial|corrected|provider|independent|line|dates?)\b")
_DENIED_TOPIC = re.compile(r"(?:requires? (?:pre-?certification|prior authorization|authorization|pre-?authorization|approval) (?:of|for)|continued|denied the|of care:|the requested) (?P<words>[a-z][a-z /-]{5,60}?)(?=[.,;(]| (?:is|was|are|has|have|because|after|at|in|on|by|as) )")
_PAREN_CARE = re.compile(r"\((?P<words>[a-z][a-z '-]{6,60}(?:care|services?|therapy|stay|treatment|admission|program|surgery|transport|testing))\)")


def find_service(reading: Reading, codes: Sequence[Code], top_end: int) -> Iterator[Found]:
    """The words before the code; else behind a label; else what the request was for."""
    for search in (_before_code, _labelled, _requested, _topic):
        for found in search(reading, codes):
            yield found
            return


def _before_code(reading: Reading, codes: Sequence[Code]) -> Iterator[Found]:
    for code in codes:
        start = max(0, code.start - 130)
        window = reading.text[start : code.start]
        last = None
        for last in _BEFORE_CODE.finditer(window.replace("\n", " ")):
            pass
        if last is None:
            continue
        words = last["words"].strip(" ,.-")
        begin = start + last.start("words") + last["words"].index(words) if words else 0
        if len(words) >= 5 and not _is_empty(words):
            end = _with_amounts(reading, code, begin, begin + len(words))
            value = re.sub(r"\s*\([^)]*\)", "", " ".join(reading.text[begin:end].split()))
            yield Found("service_description", value, begin, end, LIKELY + 0.06, "services.before_code")


def _is_empty(words: str) -> bool:
    kept = [word for word in re.findall(r"[a-z]+", words.lower()) if not _NOT_SERVICE.search(word)]
    return len(kept) < 1


def _with_amounts(reading: Reading, code: Code, begin: int, end: int) -> int:
    """"(G0299), 3 visits a week for 9 weeks" belongs to the service."""
    more = re.match(r"\), (\d+ (?:visits?|sessions?|units?|days?|hours?|treatments?)(?: (?:a|per|each) \w+)?(?: for \d+ \w+)?)", reading.text[code.end : code.end + 60])
    return code.end + more.end() if more else end


def _labelled(reading: Reading, codes: Sequence[Code]) -> Iterator[Found]:
    for match, place in values(reading, _LABEL, _DESCRIPTION):
        sep = reading.lower[place.end : match.start()]
        if ":" not in sep and "\n" not in sep:
            continue
        text = reading.text[match.start() : match.end()]
        cut = min((m.start() for m in (_END.search(text), _CODE_TAIL.search(text)) if m), default=len(text))
        words = text[:cut].strip(" ,.-(")
        if len(words) >= 5 and re.search(r"[a-z]{3}|[A-Z]{3}", words) and not re.match(r"\d{1,2}/\d|[\d\W]+$", words) and not _is_empty(words):
            yield Found("service_description", " ".join(words.split()), match.start(), match.start() + len(words), LIKELY + 0.06, "services.label")


def _requested(reading: Reading, codes: Sequence[Code]) -> Iterator[Found]:
    for match in _REQUEST.finditer(reading.text.replace("\n", " ")):
        words = match["words"].strip(" ,.-")
        if len(words) >= 6 and not _NOT_SERVICE.search(words.lower()):
            start = match.start("words") + match["words"].index(words)
            yield Found("service_description", words, start, start + len(words), LIKELY, "services.request")


def _topic(reading: Reading, codes: Sequence[Code]) -> Iterator[Found]:
    for pattern in (_PAREN_CARE, _DENIED_TOPIC):
        match = pattern.search(reading.flat)
        if match and not _NOT_SERVICE.search(match["words"]):
            start = match.start("words")
            yield Found("service_description", reading.text[start : match.end("words")], start, match.end("words"), GUESS, "services.topic")
            return
