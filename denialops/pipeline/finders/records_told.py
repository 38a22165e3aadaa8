"""Which records the payer says it had before it, and which it says it lacked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.reading import LIKELY, Found, Reading, Span

_PAPER = (
    r"(?:records?|notes?|reports?|results?|forms?|letters?|statements?|bills?|invoices?|orders?|plans?|charts?|images?|"
    r"x-?rays?|imaging|studies|study|documentation|proof|evidence|logs?|history|histories|summary|summaries|tracings?|"
    r"films|photographs?|referrals?|prescriptions?|consent|authori[sz]ation|mri|ct|eob|labs?|charting|narrative|"
    r"informes?|notas|expedientes?|resultados|recetas?|orden(?:es)?)"
)
_PAPERS = re.compile(rf"\b{_PAPER}\b")
_CAME = (
    r"(?:included|received|sent|submitted|provided|enclosed|attached|furnished|supplied|on file|found|"
    r"available|present)"
)
_FILE = (
    r"(?:file|records?|information|documentation|request|claim|submission|packet|chart|appeal|materials?|"
    r"notes|expediente)"
)
_LACKED_AFTER = re.compile(
    r"\b(?:we|our (?:office|records)|the (?:plan|reviewer)) (?:did not|didn't|have not|do not|never|has not|does not) "
    r"(?:yet )?(?:receive|received|get|gotten|find|have|see):? ?(?:any |the following|a copy of )?:? *|"
    rf"\b{_FILE}(?: \w+){{0,4}}? (?:did not|didn't|does not|do not|failed to|fails to) (?:include|contain|have|"
    rf"provide|show) "
    r"(?:any )?|\b(?:you|provider|office|clinic|facility) (?:did not|didn't|failed to|have not|has not) (?:\w+ )?"
    r"(?:include|send|sent|submit|submitted|provide|provided) (?:any )?|"
    r"\b(?:missing|outstanding|needed|required|lacking)(?: \w+){0,2}?: *|"
    r"\b(?:information|documents?|documentation|records?|items?)(?: \w+)? (?:still )?(?:needed|missing|"
    r"outstanding|required|"
    r"not received)(?: \w+){0,3}: *|"
    r"\b(?:we|reviewer|plan) (?:still )?(?:needs?|required?|requires) (?=[^.;]{0,80}\b(?:records?|notes?|"
    r"reports?|results?|"
    r"chart|documentation|statement|summary|bill|logs?|history|form|orders?|imaging|x-?rays?)\b)|"
    r"\bfollowing (?:[a-z]+ )?(?:information|records?|documents?|documentation|items?) (?:was|were|is|are|have|has) "
    rf"(?:not (?:been )?{_CAME}|missing|still needed|needed|required)(?: [a-z ]{{1,30}})?: *|"
    r"\bthere (?:was|were|is|are) no (?=[^.;]{0,80} (?:in|with|on|from|among) (?:the|your|our) )|"
    r"\b(?:no se recibi(?:o|eron)|no recibimos|falta(?:n|ba|ban)?) "
)
_LACKED_BEFORE = re.compile(
    rf"\b(?:the |your |his |her |any |no )?((?:[a-z'-]+ ){{0,3}}{_PAPER}(?: (?:of|from|for|dated) [\w' ]{{2,30}}?)?) "
    rf"(?:(?:was|were|has|have|had|is|are) (?:not|never)(?: been)? {_CAME}|(?:was|were|is|are) (?:missing|lacking)\b)"
)
_NONE_CAME = re.compile(
    rf"(?:^|[.:;,] |\b(?:and|because|since|as) )no ((?:[a-z'-]+ ){{0,4}}{_PAPER}(?: (?:of|from|for) [\w' ]{{2,40}}?)?) "
    rf"(?:was|were|has been|have been|is|are) {_CAME}"
)
_HAD = re.compile(
    r"\b(?:(?:reviewers?|we|plan|physician|director|committee) (?:also |have |has )?(?:considered|reviewed|looked at|"
    r"relied on|examined)|(?:documents?|records?|information|materials?) (?:reviewed|considered|relied on|used)|"
    r"(?:based|relied)(?: \w+){0,3}? (?:up)?on)(?: the following(?: \w+)?)?:? +"
)
_IF = re.compile(
    r"^(?:if|unless|when|until|should|si|once)\b|\bif (?:we|you|it)\b|\b(?:may|can|might) (?:send|submit|"
    r"provide|give)\b|"
    r"\b(?:not|never) (?:previously|already) (?:submitted|sent|provided)\b|within \d"
)
_PART = re.compile(r"; | ?, (?!(?:19|20)\d\d\b)(?:and |or )?| (?:and|y) ")
_ENDS = re.compile(
    r" (?:was|were|is|are|has|have) not\b| (?:so that|because|but|was|were|is|are|has|have|had|did|does)\b"
)
_OPEN = re.compile(r" (?:that|which|who) ")
_INSTRUCTS = re.compile(r"\byou (?:believe|think|disagree|want)\b|\bwhy you\b")
_ELSEWHERE = re.compile(rf" (?:in|with|on|from|among) (?:the|your|our|this) (?:\w+ ){{0,2}}?{_FILE}\b")
_BULLET = re.compile(r"\s*(?:[*\-•▪●]|\(?\d{1,2}[.)]|\[[ x]?\])\s+")
_WORD = re.compile(r"[a-z]{3}")
_LONGEST = 12
_MOST_ITEMS = 12
_NO_PAPER = re.compile(
    r"\b(?:lack|absence|insufficient|missing|no|criteria|guidelines?|policy|policies|payment|appeal|request|"
    r"claim|response|notice)\b"
)


def find_records(reading: Reading) -> Iterator[Found]:
    """Each record once, in the words of the letter."""
    seen: set[tuple[str, str]] = set()
    for sentence in reading.sentences:
        for field, span in _of_sentence(reading, sentence):
            words = " ".join(reading.cut(span).split())
            if (field, words.casefold()) not in seen:
                seen.add((field, words.casefold()))
                yield Found(field, words, span.start, span.end, LIKELY, f"records_told.{field}")


def _of_sentence(reading: Reading, sentence: Span) -> Iterator[tuple[str, Span]]:
    flat = reading.flat[sentence.start : sentence.end]
    if _IF.search(flat) or _INSTRUCTS.search(flat) or not (_PAPERS.search(flat) or flat.rstrip().endswith(":")):
        return
    for field, pattern in (("records_lacked", _LACKED_AFTER), ("records_had", _HAD)):
        match = pattern.search(flat)
        if match:
            items = tuple(_items(reading, sentence, sentence.start + match.end()))
            yield from ((field, span) for span in items)
            if items:
                return
    before = _NONE_CAME.search(flat) or _LACKED_BEFORE.search(flat)
    if before:
        yield "records_lacked", Span(sentence.start + before.start(1), sentence.start + before.end(1))


def _items(reading: Reading, sentence: Span, start: int) -> Iterator[Span]:
    """The rest of the sentence cut at commas, or the bullets below it."""
    rest = _ELSEWHERE.split(reading.flat[start : sentence.end], maxsplit=1)[0].rstrip(" .")
    is_list = not rest.strip() or reading.flat[:start].rstrip().endswith(":")
    spans = tuple(_parts(start, rest)) if rest.strip() else _bullets(reading, sentence.end)
    for span in spans[:_MOST_ITEMS]:
        words = reading.flat[span.start : span.end]
        if (
            (_PAPERS.search(words) or (is_list and _WORD.search(words)))
            and not _NO_PAPER.search(words)
            and len(words.split()) <= _LONGEST
        ):
            yield span


def _parts(start: int, rest: str) -> Iterator[Span]:
    at = 0
    for match in (*_PART.finditer(rest), None):
        end = match.start() if match else len(rest)
        piece = _own_words(rest[at:end])
        left = len(piece) - len(piece.lstrip())
        if piece.strip():
            yield Span(start + at + left, start + at + len(piece.rstrip()))
        at = match.end() if match else end


def _own_words(piece: str) -> str:
    """Up to the verb that says what became of the record; a verb within "that …" belongs to its description."""
    end = next((m for m in _ENDS.finditer(piece) if " not" in m.group() or not _OPEN.search(piece[: m.start()])), None)
    return piece[: end.start()] if end else piece


def _bullets(reading: Reading, end: int) -> tuple[Span, ...]:
    """List items that follow at once."""
    spans: list[Span] = []
    following = (line for line in reading.lines if line.start >= end)
    for line in following:
        bullet = _BULLET.match(reading.text, line.start, line.end)
        if bullet is None:
            break
        words = reading.text[bullet.end() : line.end].rstrip(" .;,")
        spans.append(Span(bullet.end(), bullet.end() + len(words)))
    return tuple(spans)
