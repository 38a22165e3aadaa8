"""The model as a FactReader: asks once a letter and gives each fact as soon as its words arrived and were found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from denialops.domain.documents import PAGE_BREAK, LetterText
from denialops.domain.facts import LIST_FIELDS, Evidence, Fact
from denialops.domain.models import ModelRequest, TextDelta
from denialops.domain.rulebook.kinds import KindRules
from denialops.errors import Cancelled, ModelNonsense
from denialops.pipeline.finders.boundaries import without_instructions
from denialops.pipeline.finders.reading import Span
from denialops.pipeline.json_stream import ListStream
from denialops.pipeline.model_reading.prompt import ReadingPrompt
from denialops.pipeline.model_reading.quotes import QuoteFinder
from denialops.pipeline.model_reading.values import backed_value, flags_of
from denialops.ports import NO_CONTEXT, IsCancelled, LanguageModel, ReadingContext

BELIEF = 0.75
"""What only a model says is for a person to check, whatever the model thinks of itself."""

MOST_CHARACTERS = 60_000
MOST_FACTS = 200


class ModelFactReader:
    """Every value must quote the letter; what it cannot quote is dropped and told as `model_dropped` {field, why}."""

    name = "model"

    def __init__(self, model: LanguageModel, prompt: ReadingPrompt, kinds: KindRules) -> None:
        self._model, self._prompt, self._kinds = model, prompt, kinds

    def read(self, letter: LetterText, context: ReadingContext = NO_CONTEXT) -> Iterator[Fact]:
        """Facts in the order of the reply. Raises ModelError or Cancelled; what came before stands."""
        text = without_instructions(letter, self._kinds)[0]
        asked = text[:MOST_CHARACTERS]
        request = self._prompt.request(asked, context.case_id, context.identifiers)
        quotes, given, dropped = QuoteFinder(asked), set[tuple[str, str]](), 0
        for item in self._items(request, context.is_cancelled):
            fact, why = self._fact(letter, quotes, item, len(given) + 1)
            if fact is None:
                dropped += 1
                context.observe("model_dropped", {"field": _field(item), "why": why, "number": dropped})
            elif _key(fact) not in given:
                given.add(_key(fact))
                yield fact

    def _items(self, request: ModelRequest, is_cancelled: IsCancelled) -> Iterator[dict[str, Any]]:
        """Objects of the reply as they arrive. Raises ModelNonsense for a reply without a list of facts, Cancelled."""
        stream, count = ListStream("facts"), 0
        with closing(self._model.stream(request)) as pieces:  # type: ignore[type-var]
            for piece in pieces:
                if is_cancelled():
                    raise Cancelled()
                if not isinstance(piece, TextDelta):
                    break
                for item in stream.feed(piece.text):
                    count += 1
                    if count <= MOST_FACTS:
                        yield item
        if not stream.has_list:
            raise ModelNonsense("The reply holds no list of facts.")

    def _fact(
        self, letter: LetterText, quotes: QuoteFinder, item: dict[str, Any], number: int
    ) -> tuple[Fact | None, str]:
        field, value, quote = _field(item), item.get("value"), item.get("quote")
        if field not in self._prompt.fields or not isinstance(value, str) or not isinstance(quote, str):
            return None, "not_asked"
        place = quotes.find(quote)
        if place is None:
            return None, "quote_not_in_letter"
        words = letter.text[place.start : place.end]
        backed = backed_value(field, value, words)
        if backed is None or PAGE_BREAK in words:
            return None, "quote_does_not_say_it"
        return self._as_fact(letter, place, field, backed, number), ""

    def _as_fact(self, letter: LetterText, place: Span, field: str, value: str, number: int) -> Fact:
        page, start, _ = letter.locate(place.start)
        quote = letter.text[place.start : place.end]
        return Fact(
            fact_id=f"{field}-model-{number}",
            field=field,
            value=value,
            evidence=Evidence(
                document_id=letter.document_id, page=page, start=start, end=start + len(quote), quote=quote
            ),
            confidence=BELIEF,
            found_by="model",
            finder=f"{self._model.provider}:{self._model.model}",
            flags=flags_of(field, value),
        )


def _field(item: dict[str, Any]) -> str:
    field = item.get("field")
    return field if isinstance(field, str) and field.isidentifier() else ""


def _key(fact: Fact) -> tuple[str, str]:
    return fact.field, fact.value if fact.field in LIST_FIELDS else ""
