"""What a letter demands of the packet: pages, copies, signature, attestation, form, an argument a criterion."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.reading import LIKELY, SURE, Found, Reading, Span

PACKET_FIELDS = (
    "page_limit", "copies_required", "notice_enclosed", "signature_required", "attestation", "form_required",
    "argument_per_criterion", "packet_rules",
)  # fmt: skip

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100,
    "duplicate": 2, "triplicate": 3,
}  # fmt: skip
_NUMBER = rf"(\d{{1,3}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?: ?\(\d{{1,3}}\))?"
_PAGES = re.compile(rf"(?<![\w-]){_NUMBER}[ -](?:[a-z-]+ ){{0,3}}?(?:pages?|paginas?|sheets)\b")
_LIMITING = re.compile(
    r"\b(?:no more than|not (?:to )?exceed|exceed\w*|in excess of|(?:longer|more|greater) than|at most|up to|over|only|"
    r"limit\w*|restrict\w*|max(?:imum)?|first|fewer than|under|exceder|no mas de|maximo|limitan?)\b"
)
_LIMITED = re.compile(r"\s*\(?(?:or (?:fewer|less)|max(?:imum)?\b|limit\b|(?:o menos|como maximo))")
_OF_PACKET = re.compile(
    r"\b(?:appeals?|submi\w+|packets?|requests?|documentation|documents|attachments?|disputes?|letters? of|"
    r"appeal letters?|"
    r"accept(?:ed)?|send|fax(?:es|ed)|apelacion(?:es)?|solicitud(?:es)?|page limit|supporting|records)\b"
)
_OWN_PAGES = re.compile(
    r"\b(?:this (?:notice|letter|fax|document|message)|enclosed you will find) (?:has|contains|is|consists)"
)
_COPIES = re.compile(
    rf"(original (?:and|plus) )?(?<![\w-]){_NUMBER} (?:\w+ ){{0,2}}cop(?:y|ies)\b|\b(?:in|by) (duplicate|triplicate)\b"
)
_ASKS = re.compile(
    r"\b(?:must|shall|should|required?s?|requires|please|needs? to|has to|have to|is to|are to|only|cannot|can not|"
    r"will (?:not|be returned|be rejected|be dismissed)|not (?:be )?accept\w*|acceptable|enclose|attach|include|send|"
    r"mail|submit|return|provide|furnish|use|file|complete|fill (?:out|in)|without|accompanied|sign and|state|add|"
    r"address|respond|answer|argue|explain|do not|write|put|print|label|"
    r"deben?|favor de|incluya|adjunte|envie|firme)\b"
)
_FREE_COPY = re.compile(
    r"\b(?:free|keep|for your (?:own )?records|right to|ask for|you (?:may|can) (?:get|request|ask)|upon request)\b"
)
_NOTICE = re.compile(
    r"\b(?:enclose|attach|include|return|accompanied by|(?:send|submit|provide|mail|"
    r"fax)(?=[^.;]{0,30}? a (?:complete )?copy of))"
    r"\b(?: \w+){0,6}? (?:a (?:complete )?copy of )?(?:this|the|your) (?:denial |determination |decision |"
    r"initial |adverse )?"
    r"(?:letter|notice|decision|determination|denial|eob|explanation of benefits|remittance advice)\b"
)
_SIGNED = re.compile(
    r"\b(?:un)?signed\b|\bsignatures?\b|\bsign(?: and date)? (?:the|your|it|this|below)|\bfirm(?:ad[ao]s?|a|e)\b"
)
_OWN_SIGNATURE = re.compile(
    r"\b(?:was|were|is|has been) signed by (?:our|the plan|a plan|us|me)\b|^(?:sincerely|signed)\b"
)
_SAID = re.compile(
    r"\b(?:statement|attest\w*|certif\w*|wording|words|language|declar\w*|sentence|"
    r"state)\b[^.\"]{0,60}\"([^\"]{12,400})\""
)
_ATTEST = re.compile(
    r"\b(?:must|shall|has to|have to|required to|needs? to|please)(?: \w+){0,3}? (?:attest|certify|affirm|"
    r"declare|confirm)"
    r"(?: \w+){0,3}? that ([^.;]{8,200})"
    r"|\b(?:attestation|certification|sworn statement) that ([^.;]{8,160}?) (?:must|is required|is needed|"
    r"has to|should)"
)
_FORM = re.compile(
    r"\b((?!The |A |An |Our |Your |This |That |Only |Use |Complete |Submit |File |Return |Please |No |"
    r"Without )[A-Z][\w/&'-]*"
    r"(?: (?:[A-Z][\w/&'-]*|of|for|and|\d{1,2}|[IVX]+)){0,7} [Ff]orm\b(?: [A-Z]{2,5}\b(?:[ -]\d{2,5}\b)?)?"
    r"(?: ?\([A-Z][\w -]{1,14}\)|"
    r" [A-Z]{1,5}-?\d[\w-]*)?"
    r"|[Ff]orm (?=[\w-]*\d)[A-Z0-9][\w-]{1,14})"
)
_FREE = re.compile(
    r"\b(?:may|can|could|optional|not required|no (?:special )?form|if (?:some|any|you want|you would like|another)\w*|"
    r"representative|on your behalf|instead of|or (?:write|a letter|send a letter)|(?:was|were|is|are|has been) "
    r"(?:received|processed|denied|sent|attached))\b"
)
_CRITERION = re.compile(
    r"\b(?:each|every|all)(?: (?:and every|one|of|the|individual|unmet|single|listed|"
    r"separate))* (?:\w+ )?criteri(?:on|a)\b"
)
_ARGUE = re.compile(
    r"\b(?:address|respond|answer|discuss|rebut|explain|rationale|argument|reason|response|justification|"
    r"separate(?:ly)?|"
    r"individually|point[- ]by[- ]point|line[- ]by[- ]line)\b"
)
_MANNERS = re.compile(
    r"do not (?:staple|bind|fold|use|send (?:any )?original|submit (?:any )?original|include (?:any )?(?:original|"
    r"highlight))|\b(?:number|name|id)\b[^.;]{0,40} on (?:each|every|all) (?:page|sheet|document)|"
    r"(?:each|every) (?:page|sheet|document)(?: \w+){0,2} (?:must|should|has to|needs to|shall) (?:show|bear|"
    r"carry|have|"
    r"include|be (?:labell?ed|marked|numbered))|single[- ]sided|one side of|"
    r"(?:one|separate) (?:appeal|claim|member|dispute|patient|form|letter|request|envelope|submission) (?:per|"
    r"for (?:each|"
    r"every)) (?:form|submission|fax|envelope|request|letter|claim|member|patient|service)"
)
_SOMETHING_TO_SEND = re.compile(
    r"staple|binder|clip|tab|fold|double|original|highlight|bind|page|sheet|document|single|one|separate"
)


def find_packet_rules(reading: Reading) -> Iterator[Found]:
    """Demands on what is sent in, sentence by sentence; offers and the letter's own pages are none."""
    seen: set[str] = set()
    for sentence in reading.sentences:
        for found in _of_sentence(reading, sentence):
            if found.field == "packet_rules" or found.field not in seen:
                seen.add(found.field)
                yield found


def _of_sentence(reading: Reading, sentence: Span) -> Iterator[Found]:
    flat = reading.flat[sentence.start : sentence.end]
    yield from _pages(sentence, flat)
    if not _ASKS.search(flat):
        return
    yield from _copies(sentence, flat)
    yield from _attested(reading, sentence, flat)
    form = _FORM.search(reading.text.replace("\n", " "), sentence.start, sentence.end)
    if form and not _FREE.search(flat):
        yield _found(reading, "form_required", Span(form.start(1), form.end(1)))
    for field, holds in (
        ("notice_enclosed", _NOTICE.search(flat) and not _FREE_COPY.search(flat)),
        ("signature_required", _SIGNED.search(flat) and not _OWN_SIGNATURE.search(flat) and not _ATTEST.search(flat)),
        ("argument_per_criterion", _CRITERION.search(flat) and _ARGUE.search(flat)),
        ("packet_rules", (match := _MANNERS.search(flat)) and _SOMETHING_TO_SEND.search(flat, match.start())),
    ):
        if holds:
            yield _found(reading, field, sentence)


def _pages(sentence: Span, flat: str) -> Iterator[Found]:
    """A number of pages with a limiting word before it or behind it."""
    for pages in _PAGES.finditer(flat):
        limited = _LIMITING.search(flat, max(0, pages.start() - 60), pages.end()) or _LIMITED.match(flat, pages.end())
        if limited and _OF_PACKET.search(flat) and not _OWN_PAGES.search(flat):
            yield _number(sentence, "page_limit", _count(pages.group(1)))
            return


def _copies(sentence: Span, flat: str) -> Iterator[Found]:
    copies = _COPIES.search(flat)
    if copies is None or _FREE_COPY.search(flat):
        return
    count = _count(copies.group(2) or copies.group(3)) + bool(copies.group(1))
    if count > 1:
        yield _number(sentence, "copies_required", count)


def _attested(reading: Reading, sentence: Span, flat: str) -> Iterator[Found]:
    """The words in quotation marks, which may hold several sentences; else what has to be attested."""
    said = _SAID.search(reading.flat, sentence.start, min(len(reading.flat), sentence.end + 400))
    match = said if said and said.start() < sentence.end else _ATTEST.search(reading.flat, *sentence)
    if match:
        group = match.lastindex or 0
        yield _found(reading, "attestation", Span(match.start(group), match.end(group)))


def _count(word: str) -> int:
    return _WORDS.get(word) or int(word)


def _number(sentence: Span, field: str, count: int) -> Found:
    """The whole sentence is quoted: the number alone would not show that it is a limit."""
    return Found(field, str(count), *sentence, SURE, f"packet_rules.{field}")


def _found(reading: Reading, field: str, span: Span) -> Found:
    return Found(field, " ".join(reading.cut(span).split()), *span, LIKELY, f"packet_rules.{field}")
