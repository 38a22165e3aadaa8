"""The rows of a letter judge's rubric that code can hold: each check is worth an equal part of its row's weight."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise

from denialops.domain.cases import CaseFile
from denialops.domain.draft_text import split_sentences
from denialops.domain.packets import LetterFrame
from denialops.domain.wording import day
from denialops.pipeline.frame import letter_frame
from tests.unit.draft.cases import rulebook

WEIGHTS = {
    "clinical_evidence": 9, "plan_language": 8, "law": 8, "rebuttal": 10, "patient_specific": 7, "structure": 6,
    "request": 7, "documents": 6, "timeline": 8, "precedent": 6, "readability": 5, "elements": 7,
}  # fmt: skip
GRADE_LIMIT = 11.0
SENTENCE_WORDS_LIMIT = 22.0
_BLANK = re.compile(r"\[\[.+?\]\]", re.DOTALL)
_CITED = re.compile(r"\([^()]*(?:CFR|U\.S\.C\.|Code|Exhibit)[^()]*(?:\([^()]*\)[^()]*)*\)")
_ERISA = re.compile(r"ERISA|2560\.503|502\(a\)")
_BAD_TONE = re.compile(r"bad faith|outrageous|ridiculous|shame|illegal|lawsuit|artificial intelligence|!|[A-Z]{12,}")


def score(case: CaseFile) -> dict[str, float]:
    """The share of each row that the case's draft earns."""
    frame = letter_frame(case)
    rows = {}
    for name, check in _CHECKS.items():
        results = list(check(case, frame))
        rows[name] = sum(results) / len(results) if results else 1.0
    return rows


def total(rows: dict[str, float]) -> float:
    return sum(WEIGHTS[name] * share for name, share in rows.items()) / sum(WEIGHTS.values())


def prose(case: CaseFile) -> str:
    """What a reviewer reads: paragraphs and lists without blanks, citations and the payer's own words."""
    kinds = ("paragraph", "item", "numbered")
    text = " ".join(block.text for block in case.draft.blocks if block.kind in kinds)
    return " ".join(_CITED.sub("", _BLANK.sub("", re.sub(r"“[^”]*”", "", text))).split())


def grade_level(text: str) -> float:
    """Flesch-Kincaid."""
    sentences = [sentence for sentence in split_sentences(text) if re.search(r"[a-z]{2}", sentence)]
    words = re.findall(r"[A-Za-z][a-z']+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def sentence_words(text: str) -> float:
    sentences = split_sentences(text)
    return len(text.split()) / len(sentences)


def _clinical_evidence(case: CaseFile, _: LetterFrame) -> Iterator[bool]:
    yield not re.search(r"PMID|doi:|et al\.|\bstudies show\b", _BLANK.sub("", case.draft.body))
    yield not any("none of the documents" in mark.reason for mark in case.draft.marks)
    if case.routing.category.value == "experimental" and case.draft.kind == "appeal":
        yield any("guideline" in blank.text for blank in case.draft.blanks)


def _plan_language(case: CaseFile, _: LetterFrame) -> Iterator[bool]:
    flat = " ".join(case.letter.letter.text.split()).casefold()
    for block in case.draft.blocks:
        if block.kind == "quote":
            yield " ".join(block.text.split()).casefold().strip(" .") in flat
            yield "(Exhibit A, page" in case.draft.body
    for criterion in case.facts.values("criteria_cited"):
        yield criterion in case.draft.body


def _law(case: CaseFile, _: LetterFrame) -> Iterator[bool]:
    allowed = {row.id for row in rulebook().citations.for_regime(case.routing.regime.value)}
    yield set(case.draft.citations) <= allowed
    is_commercial = case.routing.regime.value.startswith(("erisa", "aca", "nonfed", "grand"))
    yield is_commercial or not _ERISA.search(case.draft.body)
    yield not any("citation library" in mark.reason for mark in case.draft.marks)
    if case.draft.kind == "appeal" and case.routing.level in ("internal_level_1", "ma_plan_reconsideration"):
        yield bool(case.draft.citations) or not allowed


def _rebuttal(case: CaseFile, _: LetterFrame) -> Iterator[bool]:
    quote = case.facts.value("denial_reason_quote")
    answered = [block.sentences[0].text for block in case.draft.blocks if block.kind == "table_row"]
    if quote:
        yield " ".join(quote.split()) in " ".join(case.draft.body.split())
        if case.draft.kind in ("appeal", "external_review_request"):
            yield bool(answered)
    for field in ("carc", "rarc"):
        for code in case.facts.values(field):
            yield bool(re.search(rf"\b{re.escape(code)}\b", case.draft.body))


def _patient_specific(case: CaseFile, frame: LetterFrame) -> Iterator[bool]:
    used = {source for block in case.draft.blocks for sentence in block.sentences for source in sentence.rests_on}
    used |= {source for row in frame.re_rows for source in row.fact_ids}
    known = {fact.fact_id for fact in case.facts.items if fact.field != "appeal_deadline_days"}
    yield len(used & known) >= min(5, len(known))
    yield not re.search(r"\[(?:Name|Date|Patient|Insert)|<[a-z]+>|_{3,}|\bN/A\b|\bNone\b", case.draft.body)
    patient = case.facts.value("patient_name")
    yield patient is None or patient in case.draft.body


def _structure(case: CaseFile, _: LetterFrame) -> Iterator[bool]:
    blocks = case.draft.blocks
    headings = [block.text for block in blocks if block.kind == "heading"]
    yield len(headings) >= 3
    yield len(set(headings)) == len(headings)
    yield case.draft.kind == "peer_to_peer_sheet" or blocks[0].text.startswith("Dear ")
    yield any(block.kind == "numbered" for block in blocks)
    for one, next_one in pairwise(blocks):
        if one.kind == "heading":
            yield next_one.kind != "heading"


def _request(case: CaseFile, _: LetterFrame) -> Iterator[bool]:
    body, facts = case.draft.body, case.facts
    said = " ".join(block.text for block in case.draft.blocks if block.kind == "paragraph")
    yield bool(re.search(r"\bWe (?:ask|dispute|enclose|open|give)\b|\bPlease update\b|\bPlease correct\b", said))
    numbers = (*facts.values("claim_numbers"), *facts.values("reference_numbers"))
    yield not numbers or any(number in body for number in numbers)
    service = facts.value("service_description")
    yield service is None or service[1:] in body
    amount = facts.money("denied_amount")
    yield amount is None or f"${amount:,.2f}" in body


def _documents(case: CaseFile, frame: LetterFrame) -> Iterator[bool]:
    if case.draft.kind == "peer_to_peer_sheet":
        return
    letters = {enclosure.letter for enclosure in frame.enclosures}
    yield len(letters) == len(case.documents)
    yield set(re.findall(r"Exhibit ([A-Z]{1,2})\b", case.draft.body)) <= letters
    yield all(enclosure.pages for enclosure in frame.enclosures)
    for enclosure, document in zip(frame.enclosures[1:], case.documents[1:], strict=True):
        yield document.doc_type != "chart" or f"Exhibit {enclosure.letter}" in case.draft.body


def _timeline(case: CaseFile, _: LetterFrame) -> Iterator[bool]:
    deadline, body = case.routing.primary_deadline, case.draft.body
    yield "72 hours" not in body or case.routing.urgency == "expedited"
    yield "on time" not in body or deadline is not None
    if deadline and deadline.stated and case.draft.kind == "appeal":
        yield day(deadline.stated) in body
        yield ("is on time" in body) == (case.today <= deadline.stated)
    for days, end in re.findall(r"date, \w+ \d+, \d{4}, (\d+) days end on (\w+ \d+, \d{4})", body):
        yield day(case.facts.date("denial_date") + timedelta(days=int(days))) == end


def _precedent(case: CaseFile, _: LetterFrame) -> Iterator[bool]:
    text = _BLANK.sub("", case.draft.body)
    yield not re.search(r"previously approved|other reviewers|past decisions|has been overturned", text)
    for number in case.facts.values("reference_numbers"):
        yield number in text or case.facts.find("claim_numbers") is not None


def _readability(case: CaseFile, _: LetterFrame) -> Iterator[bool]:
    text = prose(case)
    yield grade_level(text) <= GRADE_LIMIT
    yield sentence_words(text) <= SENTENCE_WORDS_LIMIT
    yield not _BAD_TONE.search(text.replace(case.facts.value("payer") or "-", ""))


def _elements(case: CaseFile, frame: LetterFrame) -> Iterator[bool]:
    labels = {row.label for row in frame.re_rows}
    yield {"Request", "Patient", "Date of notice"} <= labels
    yield bool(labels & {"Member number", "Medicare number", "Claim number"})
    yield bool(labels & {"Claim number", "Reference number"})
    yield bool(frame.letterhead[0]) and bool(frame.date)
    if case.draft.kind != "peer_to_peer_sheet":
        yield bool(frame.recipient) and bool(frame.delivery) and bool(frame.signature) and bool(frame.closing)
        yield "reserve the right" in case.draft.body


_CHECKS: dict[str, Callable[[CaseFile, LetterFrame], Iterator[bool]]] = {
    "clinical_evidence": _clinical_evidence,
    "plan_language": _plan_language,
    "law": _law,
    "rebuttal": _rebuttal,
    "patient_specific": _patient_specific,
    "structure": _structure,
    "request": _request,
    "documents": _documents,
    "timeline": _timeline,
    "precedent": _precedent,
    "readability": _readability,
    "elements": _elements,
}
