"""Asks no provider that a kill switch or a pause holds back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from denialops.domain.models import ModelRequest
from denialops.errors import ModelPaused
from denialops.llm.wrapping import Piece, WrappedModel
from denialops.ports import LanguageModel

FindStop = Callable[[str], str]
"""The words of what stops a vendor just now, or nothing."""


class HeldModel(WrappedModel):
    """`find_stop` is asked before every call; what runs already runs to its end."""

    def __init__(self, inner: LanguageModel, find_stop: FindStop) -> None:
        super().__init__(inner)
        self._find_stop = find_stop

    def stream(self, request: ModelRequest) -> Iterator[Piece]:
        """Raises ModelPaused with the words of what stops the provider."""
        words = self._find_stop(self.provider)
        if words:
            raise ModelPaused(words, hint=f"{words} The case goes on with the rules.")
        with self._asked(request) as pieces:
            yield from pieces
