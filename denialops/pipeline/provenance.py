"""Values that remember where they come from, through a template and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from denialops.domain.draft_text import parse_body
from denialops.domain.drafts import Block, Sentence
from denialops.domain.wording import one_line, series

# Private-use characters: one_line() takes them out of every value, so no letter can forge a source.
_OPEN, _CLOSE, _SPLIT = "\ue000", "\ue001", "\ue002"
_GAP_BEFORE_STOP = re.compile(r" +(?=[.,;:?](?:\s|$))")
_TOKEN = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")


class Told(NamedTuple):
    """A text a template may say, and the ids it rests on."""

    text: str
    rests_on: tuple[str, ...]

    def __str__(self) -> str:
        return self.marked()

    def marked(self) -> str:
        sources = _SPLIT.join(one_line(source) for source in self.rests_on)
        return f"{_OPEN}{sources}{_CLOSE}{_printable(self.text)}"


def told_series(values: Sequence[Told]) -> Told | None:
    """Several values as "a, b and c"; None for none."""
    return tell(series([value.text for value in values]), values) if values else None


def tell(text: str, values: Iterable[Told | None]) -> Told:
    """A phrase made of values."""
    sources = dict.fromkeys(source for value in values if value for source in value.rests_on)
    return Told(text, tuple(sources))


def traced_blocks(rendered: str) -> tuple[Block, ...]:
    """The blocks of a rendered template; each sentence with the ids of the values in it."""
    return tuple(
        block.model_copy(update={"sentences": tuple(_traced(sentence.text) for sentence in block.sentences)})
        for block in parse_body(_GAP_BEFORE_STOP.sub("", rendered))
    )


def _traced(text: str) -> Sentence:
    found = dict.fromkeys(source for token in _TOKEN.findall(text) for source in token.split(_SPLIT) if source)
    return Sentence(text=" ".join(_TOKEN.sub("", text).split()), rests_on=tuple(found) or ("template",))


def _printable(text: str) -> str:
    """One line without our marks; a blank that we made ourselves keeps its brackets."""
    if text.startswith("[[") and text.endswith("]]"):
        return f"[[{one_line(text[2:-2])}]]"
    return one_line(text)
