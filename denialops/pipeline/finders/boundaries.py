"""Which pages are the letter, where a second letter begins, and what in it speaks to software."""

from __future__ import annotations

import re

from denialops.domain.documents import Document, LetterText, Page
from denialops.domain.rulebook.kinds import KindRules
from denialops.pipeline.finders.reading import Reading, Span, fold

_PAGE_OF = re.compile(r"\bpage ?:? ?(\d{1,3}) ?(?:of|/|de) ?(\d{1,3})\b|\b(\d{1,3}) (?:of|/) (\d{1,3}) ?(?:$|pages?)")
_DENIAL_WORDS = re.compile(
    r"\b(?:den(?:ied|ial|y)|not (?:medically necessary|approved|covered)|adverse|appeal|"
    r"explanation of benefits|remittance|determination|overpayment|redetermination|reconsideration|"
    r"utilization review|claim (?:number|no|#|denial)|member (?:id|number)|non-?certif\w+|apelacion|"
    r"denegacion)\b"
)
_CHART_WORDS = re.compile(
    r"\b(?:hpi|chief complaint|vital signs|blood pressure|physical exam|assessment and plan|"
    r"impression:|subjective|objective|progress note|history of present illness|review of systems|"
    r"medications:|allergies:|findings:|technique:|operative report|discharge summary|nursing notes?|"
    r"lab(?:oratory)? results?|mg (?:daily|bid|po)|social history|family history|patient tolerated|"
    r"ekg|bpm)\b"
)
_OPENING = re.compile(
    r"\bdear\b|\bnotice of\b|\bexplanation of (?:benefits|payment)|\bremittance|\bdate of (?:notice|"
    r"letter)|\bestimad[oa]|\bnotice date|\bletter date|^\s*re:",
    re.MULTILINE,
)
_ID = re.compile(
    r"(?:claim|case|reference|member id|authorization|icn)(?: (?:no|number|id|"
    r"#))*[.:# ]{1,4}([a-z0-9-]*\d[a-z0-9-]{4,})"
)
_LONG_FILE = 4
_FEW_HITS = 2


def letter_pages(document: Document) -> tuple[Page, ...]:
    """The pages that facts may come from: of a long file those that speak of a decision, not charts."""
    pages = tuple(page for page in document.pages if page.text.strip())
    if len(pages) <= _LONG_FILE:
        return pages
    scores = [_relevance(page) for page in pages]
    best = max(scores)
    if best < _FEW_HITS:
        return pages
    peak = scores.index(best)
    first = last = peak
    while first > 0 and _belongs(scores[first - 1], pages[first - 1], pages[first]):
        first -= 1
    while last + 1 < len(pages) and _belongs(scores[last + 1], pages[last + 1], pages[last]):
        last += 1
    return pages[first : last + 1]


def _relevance(page: Page) -> int:
    low = fold(page.text)
    return len(set(_DENIAL_WORDS.findall(low))) + bool(_OPENING.search(low)) - len(set(_CHART_WORDS.findall(low)))


def _belongs(score: int, page: Page, neighbour: Page) -> bool:
    """A neighbouring page is part of the letter when it speaks like one or counts on from it."""
    if score >= _FEW_HITS:
        return True
    ours, theirs = _numbering(page), _numbering(neighbour)
    return bool(ours and theirs and ours[1] == theirs[1] and abs(ours[0] - theirs[0]) == 1)


def _numbering(page: Page) -> tuple[int, int] | None:
    match = _PAGE_OF.search(fold(page.text))
    if not match:
        return None
    return int(match.group(1) or match.group(3)), int(match.group(2) or match.group(4))


def find_letters(document: Document) -> tuple[tuple[int, int], ...]:
    """First and last page of every letter in the file, in order; one range when there is one letter.

    A new letter begins where the page count restarts, or where a page opens like a letter under other numbers.
    """
    pages = [page for page in document.pages if page.text.strip()]
    if not pages:
        return ()
    starts = [0]
    for index in range(1, len(pages)):
        if _begins_letter(pages[index], pages[starts[-1] : index]):
            starts.append(index)
    stops = [*starts[1:], len(pages)]
    return tuple((pages[a].number, pages[b - 1].number) for a, b in zip(starts, stops, strict=True))


def _begins_letter(page: Page, before: list[Page]) -> bool:
    if _relevance(page) < _FEW_HITS or max(_relevance(earlier) for earlier in before) < _FEW_HITS:
        return False
    numbering = _numbering(page)
    if numbering:
        return numbering[0] == 1
    low = fold(page.text)
    if not _OPENING.search(low[:1200]):
        return False
    ours, theirs = set(_ID.findall(low)), set(_ID.findall(fold("\n".join(earlier.text for earlier in before))))
    return bool(ours and theirs and not ours & theirs)


_LOOKALIKES = str.maketrans("авеікмнорѕстухһԁјοαενρτυι", "abeikmhopsctyxhdjoaevptui")
"""Cyrillic and Greek letters that pass for Latin ones; in a letter they hide words from rules."""


def without_instructions(letter: LetterText, rules: KindRules) -> tuple[str, bool]:
    """The text with passages that give orders to software blanked (every other character keeps its place)."""
    text = _without_misdirected(letter.text)
    reading = Reading(text.translate(_LOOKALIKES))
    if rules.to_software.first(reading.flat) is None:
        return text, False
    blanked = False
    for sentence in reading.sentences:
        if rules.to_software.first(reading.flat, sentence.start, sentence.end) is None:
            continue
        start, end = _passage(reading, sentence)
        if rules.software_orders.first(reading.flat, start, end):
            text = text[:start] + re.sub(r"\S", " ", text[start:end]) + text[end:]
            blanked = True
    return text, blanked


_MISDIRECTED = re.compile(
    r"(?:part of|belongs to|meant for|intended for) (?:a letter to )?(?:another|"
    r"a different) (?:member|patient|person|enrollee)"
)


def _without_misdirected(text: str) -> str:
    """The text without a page that says it belongs to somebody else's letter."""
    match = _MISDIRECTED.search(fold(text))
    if not match:
        return text
    breaks = [0, *(found.end() for found in re.finditer(r"(?i)page \d+ of \d+|\f", text)), len(text)]
    start = max(position for position in breaks if position <= match.start())
    end = min(position for position in breaks if position > match.start())
    return text[:start] + re.sub(r"\S", " ", text[start:end]) + text[end:]


def _passage(reading: Reading, sentence: Span) -> tuple[int, int]:
    """The bracket that holds the sentence, or from it to the end of its paragraph."""
    for opening, closing in (("[", "]"), ("(", ")"), ("<!--", "-->")):
        start = reading.text.rfind(opening, max(0, sentence.start - 20), sentence.end)
        end = reading.text.find(closing, sentence.end - 1, sentence.end + 2000)
        if 0 <= start <= sentence.start + 1 and end >= 0:
            return start, end + len(closing)
    line_end = reading.line_of(sentence.end - 1).end
    paragraph_end = reading.text.find("\n\n", sentence.end - 1)
    following = reading.sentence_at(min(line_end + 1, len(reading.text) - 1))
    wraps = following.start < line_end < following.end
    return sentence.start, paragraph_end if wraps and paragraph_end > 0 else line_end
