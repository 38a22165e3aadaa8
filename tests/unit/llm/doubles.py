"""Clock, model and ledger of the wrappers' tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from denialops.domain.models import ModelMessage, ModelReply, ModelRequest, TextDelta
from denialops.llm.wrapping import Piece, Timing
from denialops.ports import LanguageModel
from tests.fakes.models import ScriptedModel

FIRST, LAST = "first piece, ", "last piece"


class FakeSeconds:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def timing(self) -> Timing:
        return Timing(seconds=lambda: self.now, sleep=self.sleep)

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def make_request(text: str = "Why was it denied?", **values: Any) -> ModelRequest:
    usual: dict[str, Any] = {"purpose": "read", "case_id": "c1", "prompt_version": "1", "system": "Be brief."}
    return ModelRequest(messages=(ModelMessage(role="user", content=text),), **usual | values)


def ask(model: LanguageModel, request: ModelRequest | None = None) -> ModelReply:
    """The end of a call whose pieces came in order."""
    *pieces, reply = model.stream(request or make_request())
    assert isinstance(reply, ModelReply)
    assert "".join(piece.text for piece in pieces) == reply.text
    return reply


def begin(model: LanguageModel, request: ModelRequest | None = None) -> Iterator[Piece]:
    """A call after its first piece of text."""
    pieces = model.stream(request or make_request())
    for piece in pieces:
        if isinstance(piece, TextDelta) and piece.text:
            return pieces
    raise AssertionError("no text came")


class NeverClosed:
    """A model whose pieces are no generator, and so need no closing."""

    provider, model, has_temperature = "scripted", "test-1", True

    def stream(self, request: ModelRequest) -> Iterator[Piece]:
        return iter(list(ScriptedModel("whole").stream(request)))
