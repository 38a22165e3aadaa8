"""Whether words can be the name of a service at all, wherever in the letter they stand."""

from __future__ import annotations

import re

from denialops.pipeline.finders.care_phrases import is_care
from denialops.pipeline.finders.reading import fold

_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|has|had|must|shall|should|cannot|do|does|did|please|we|you|they|slows?|"
    r"recommends?|requires?|shows?|includes?|included|enclosed?|means?|says?|says|applies|apply|call|send|write|mail|"
    r"return|sign|answer|tell|contact(?! lens)|submit|attach|keep|put|look|find|got|gets|went|came|took|made|gave|"
    r"given to|"
    r"es|son|fue|debe|puede|llame|envie)\b"
)
_CITED = re.compile(
    r"\b(?:cfr|ccr|nycrr|usc|kar|oar|c\.f\.r|§|article [ivx\d]|section \d|chapter \d|page \d|guidelines?|manual|mtus|"
    r"acoem|odg|interqual|mcg|lcd|ncd|criteria|criterion|statute|regulation|handbook|brochure|rule \d)\b|§"
)
_REACHED = re.compile(r"\d{3}[-. ]\d{4}\b|\bp\.?o\.? box\b|www\.|@|https?:|\btty\b|\bext\.? \d")
_PAPERS = re.compile(
    r"\b(?:notices?|negotiations?|portal|references?|sheets?|pages?|letters?|forms?|cop(?:y|ies)|documents?|files?|"
    r"accounts?|statements?|department|unit|office|bureau|corrections?|adjustments?|messages?|lists?|columns?|totals?|"
    r"codes?|numbers?|remarks?|legend|glossary|deductible|premiums?|coverage|enrollment|eligibility|contracts?|law|act|"
    r"address|telephone|e-?mail|website|questions?|rights?|language|interpreter|checks?|refunds?|interest|debt|balance|"
    r"overpayment|recoupment|credentialing|employer|sponsor|subscriber|beneficiary|enrollee|dispute|arbitration|"
    r"mediation|complaints?|grievances?|agent|attorney|reviewers?|adviser|advisor|director|committee|panel of|"
    r"jurisdiction|carrier|insurer|payer|administrator|trust|fund|exchange|marketplace|signature|deadline|original|"
    r"duplicate|previous|processed|processing|timely|filing|submission|response|reply|result|status|type|kind|item \d|"
    r"week|month|year|date|day|time|hours of)\b"
)
_EMPTY = re.compile(
    r"(?:(?:for|of|the|these|this|those|that|such|your|our|any|all|other|certain|requested|denied|provided|billed|"
    r"rendered|reviewed|performed|received|services?|items?|supplies|care|treatments?|procedures?|tests?|drugs?|"
    r"medications?|benefits?|equipment|description|and|or|/|in question|at issue|listed|above|below|following|asked|"
    r"covered|non-?covered|medical|health|line|lines|claims?) ?)+"
)
_LEADS = re.compile(
    r"(?:under|because|due|per|by|as|since|until|within|after|before|from|that|which|who|whose|denied|paid|approved|"
    r"allowed|rejected|not)\b"
)
_SIDE = re.compile(r"(?:both|left|right|bilateral|each|two|one) \w+(?: side)?")
_LONGEST = 16


def may_name_service(words: str, *, beside_code: bool) -> bool:
    """Whether the words name care and no instruction, legend, party or paper; `beside_code`: a code backs them."""
    flat = fold(words).strip(" .,:;-")
    if (
        _EMPTY.fullmatch(flat)
        or _SIDE.fullmatch(flat)
        or _LEADS.match(flat)
        or _SENTENCE.search(flat)
        or _CITED.search(flat)
        or _REACHED.search(flat)
    ):
        return False
    if len(flat.split()) > _LONGEST:
        return False
    if is_care(flat):
        return True
    if _PAPERS.search(flat):
        return False
    return beside_code or (" " in flat and not words.isupper())
