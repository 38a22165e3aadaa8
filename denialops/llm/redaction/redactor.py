"""Turns a request into one without identifiers: known values first, then what detectors find, in every string of it."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from threading import Lock
from typing import NamedTuple

from denialops.domain.base import Record
from denialops.domain.models import Identifier, ModelMessage, ModelRequest
from denialops.llm.redaction.codes import find_codes, find_law_and_money
from denialops.llm.redaction.contacts import find_contacts, find_phones
from denialops.llm.redaction.dates import find_dates
from denialops.llm.redaction.known import KnownValues
from denialops.llm.redaction.names import NameFinder
from denialops.llm.redaction.numbers import find_labelled_numbers, find_long_numbers
from denialops.llm.redaction.places import find_places
from denialops.llm.redaction.pseudonyms import Pseudonyms
from denialops.llm.redaction.restoring import PLACEHOLDER
from denialops.llm.redaction.spans import NAME, TEXT, Masked, Span, without_overlaps
from denialops.llm.redaction.wordplaces import WordPlaces, repaired
from denialops.llm.redaction.words import NameWords

LEGEND = (
    "Identifiers are replaced by placeholders in square brackets, such as [NAME_1] or [MEMBER_ID_1]. [NAME_1.2] is "
    "another "
    "spelling of what [NAME_1] stands for. [DAY+12] is the date 12 days after a reference day, [DAY-3] 3 days "
    "before it; "
    "[MONTH+1] is the month after the month of the reference day. Copy placeholders exactly as they stand, brackets "
    "and "
    "numbers included, also inside quotes. Write a date that you work out the same way: 30 days after [DAY+12] is "
    "[DAY+42]. "
    "Never guess what a placeholder stands for and never make up new ones."
)
_CASES_REMEMBERED = 64
_SEARCHES_REMEMBERED = 4
_PROMPTS_REMEMBERED = 16


class Redacted(Record):
    """What may leave, and how often each kind of placeholder stands in it."""

    request: ModelRequest
    placeholders: Mapping[str, int]


class Detected(NamedTuple):
    """What detectors found in one text, and the people among it whom a word beside them tells."""

    spans: tuple[Span, ...]
    people: tuple[str, ...]


class _Case:
    """What is remembered of a case, in memory only: its placeholders, and the searches for what it knows."""

    def __init__(self, words: NameWords) -> None:
        self.pseudonyms = Pseudonyms()
        self.known = lru_cache(maxsize=_SEARCHES_REMEMBERED)(partial(KnownValues, ordinary=words.ordinary))


class Redactor:
    """Remembers the last cases. Thread-safe."""

    def __init__(self, words: NameWords) -> None:
        self._words = words
        self._names = NameFinder(words)
        self._cases: OrderedDict[str, _Case] = OrderedDict()
        self._lock = Lock()
        self._in_system = lru_cache(maxsize=_PROMPTS_REMEMBERED)(partial(self._detected, is_ours=True))

    def redact(self, request: ModelRequest) -> tuple[Redacted, Pseudonyms]:
        """The request with placeholders and their legend, and what puts the words back into its reply."""
        case = self._case(request.case_id)
        texts = (request.system, *(message.content for message in request.messages))
        counts: Counter[str] = Counter()
        system, *contents = self._hide(texts, request.identifiers, case, counts)
        messages = tuple(
            ModelMessage(role=message.role, content=content)
            for message, content in zip(request.messages, contents, strict=True)
        )
        system = f"{system}\n\n{LEGEND}" if counts else system
        sent = request.model_copy(update={"system": system, "messages": messages, "identifiers": ()})
        return Redacted(request=sent, placeholders=dict(counts)), case.pseudonyms

    def forget(self, case_id: str) -> None:
        """Drops what is remembered of a case; a call under way still gets its words back."""
        with self._lock:
            self._cases.pop(case_id, None)

    def _case(self, case_id: str) -> _Case:
        if not case_id:
            return _Case(self._words)
        with self._lock:
            case = self._cases.setdefault(case_id, _Case(self._words))
            self._cases.move_to_end(case_id)
            while len(self._cases) > _CASES_REMEMBERED:
                self._cases.popitem(last=False)
            return case

    def _hide(
        self, texts: tuple[str, ...], identifiers: tuple[Identifier, ...], case: _Case, counts: Counter[str]
    ) -> list[str]:
        known, pseudonyms = case.known(identifiers), case.pseudonyms
        found = [self._in_system(texts[0]), *(self._detected(text, is_ours=False) for text in texts[1:])]
        # People whom only the detectors know: their names count in every other spelling and call, too.
        people = pseudonyms.remember(name for detected in found for name in detected.people)
        strangers = case.known(known.strangers(people))
        pseudonyms.learn(identifiers, known.people)
        hidden = []
        for text, detected in zip(texts, found, strict=True):
            every = without_overlaps((*known.find(text), *strangers.find(text), *detected.spans), text)
            pseudonyms.set_anchor(every)
            hidden.append(_replaced(text, every, pseudonyms, counts))
        return hidden

    def _detected(self, text: str, *, is_ours: bool) -> Detected:
        """`is_ours`: the system text, which may speak of placeholders."""
        masked = Masked(repaired(text))
        words = WordPlaces(masked.text)
        masked.take(() if is_ours else _look_alikes(text))
        masked.take(find_contacts(masked.text))
        masked.take(without_overlaps(find_dates(masked.text, words), masked.text))
        masked.hide(find_law_and_money(masked.text, words))
        masked.take(find_phones(masked.text))
        masked.take(without_overlaps(find_places(masked.text, words), masked.text))
        masked.take(find_labelled_numbers(masked.text, words))
        without_codes = Masked(masked.text)
        without_codes.hide(find_codes(masked.text))
        masked.take(find_long_numbers(without_codes.text))
        found = tuple(self._names.find(masked.text, words))
        masked.take(Span(name.start, name.end, NAME, _person_key(name.text)) for name in found)
        return Detected(tuple(masked.spans), tuple(name.text for name in found if name.is_sure))


def _look_alikes(text: str) -> Iterator[Span]:
    """A letter that has "[NAME_1]" in it must not get somebody's name from us."""
    for match in PLACEHOLDER.finditer(text):
        if text[match.end() : match.end() + 1] != "-":
            yield Span(match.start(), match.end(), TEXT, match.group())


def _person_key(name: str) -> str:
    return " ".join(name.lower().split())


def _replaced(text: str, spans: tuple[Span, ...], pseudonyms: Pseudonyms, counts: Counter[str]) -> str:
    pieces, done = [], 0
    for span in spans:
        placeholder = pseudonyms.place(span, text[span.start : span.end])
        counts[placeholder.strip("[").rstrip("]0123456789.").rstrip("_+-")] += 1
        pieces += [text[done : span.start], placeholder]
        done = span.end
    return "".join((*pieces, text[done:]))
