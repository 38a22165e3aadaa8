"""Asks the provider that is chosen at the moment: the usual one, or the one that takes its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from denialops.domain.models import ModelRequest
from denialops.llm.wrapping import Piece
from denialops.ports import LanguageModel


class SwitchedModel:
    """Implements ports.LanguageModel. `chosen` is asked at every call; its name must be one of `models`."""

    def __init__(self, models: Mapping[str, LanguageModel], chosen: Callable[[], str]) -> None:
        self._models, self._chosen = models, chosen

    @property
    def provider(self) -> str:
        return self._model().provider

    @property
    def model(self) -> str:
        return self._model().model

    @property
    def has_temperature(self) -> bool:
        return self._model().has_temperature

    def stream(self, request: ModelRequest) -> Iterator[Piece]:
        """A call that began goes on where it began."""
        return self._model().stream(request)

    def _model(self) -> LanguageModel:
        return self._models[self._chosen()]
