"""A language model that says what the test tells it, in pieces, and remembers what it was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from denialops.domain.models import ModelReply, ModelRequest, TextDelta, Tokens
from denialops.errors import ModelError


class ScriptedModel:
    """Each call takes the next of `replies`, the last one for ever; an error is raised after `pieces_before_error`."""

    provider, model, has_temperature = "scripted", "test-1", True

    def __init__(self, *replies: str | ModelError, piece: int = 7, pieces_before_error: int = 0) -> None:
        self._replies = list(replies)
        self._piece, self._before_error = piece, pieces_before_error
        self.requests: list[ModelRequest] = []
        self.closed = 0

    def stream(self, request: ModelRequest) -> Iterator[TextDelta | ModelReply]:
        self.requests.append(request)
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        try:
            if isinstance(reply, ModelError):
                yield from (TextDelta("{") for _ in range(self._before_error))
                raise reply
            for start in range(0, len(reply), self._piece):
                yield TextDelta(reply[start : start + self._piece])
            yield ModelReply(text=reply, provider=self.provider, model=self.model, tokens=Tokens(input=10, output=5))
        finally:
            self.closed += 1


def facts_reply(facts: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps({"facts": facts})
