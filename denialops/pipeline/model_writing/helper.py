"""The model as a helper: one wish about a draft, answered from the case's own material, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from denialops.domain.cases import CaseFile
from denialops.domain.identifiers import identifiers_of
from denialops.domain.models import ModelReply, TextDelta
from denialops.errors import NothingToDraft
from denialops.pipeline.model_writing.prompt import HelpPrompt
from denialops.pipeline.model_writing.sources import sources_of
from denialops.ports import LanguageModel


class ModelHelper:
    def __init__(self, model: LanguageModel, prompt: HelpPrompt) -> None:
        self._model, self._prompt = model, prompt

    def stream(self, case: CaseFile, wish: str) -> Iterator[TextDelta | ModelReply]:
        """As LanguageModel.stream. Raises NothingToDraft without a draft, ModelError."""
        if case.draft is None:
            raise NothingToDraft()
        sources = sources_of(case, case.draft)
        request = self._prompt.request(case.draft, sources, identifiers_of(case), wish)
        with closing(self._model.stream(request)) as pieces:  # type: ignore[type-var]
            yield from pieces
