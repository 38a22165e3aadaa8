"""The adapters of all providers, pointed at the fake one on loopback."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from time import monotonic

from pydantic import SecretStr

from denialops.domain.models import ModelMessage, ModelReply, ModelRequest, TextDelta
from denialops.llm.anthropic_messages import AnthropicMessages
from denialops.llm.connection import Connection, Timeouts
from denialops.llm.openai_chat import OpenAIChat
from denialops.ports import LanguageModel
from tests.fakes.providers import FakeProvider

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WIRED = ("openai", "anthropic", "compatible", "local")
SCHEMA = {
    "type": "object",
    "properties": {"plan": {"type": "string", "minLength": 1}, "days": {"type": "integer"}},
    "required": ["plan", "days"],
    "additionalProperties": False,
}


def adapter(
    name: str,
    server: FakeProvider,
    *,
    base_url: str = "",
    key: str = "k-1",
    timeouts: Timeouts | None = None,
    cost: Decimal | None = Decimal("0.25"),
    clock: Callable[[], float] = monotonic,
) -> LanguageModel:
    """The adapter of the provider `name`; every call costs `cost`."""
    wire = server.anthropic_url if name == "anthropic" else server.openai_url
    connection = Connection(
        provider=name,
        model="m-1",
        base_url=base_url or wire,
        api_key=SecretStr(key),
        timeouts=timeouts or Timeouts(connect_s=2, idle_s=5, total_s=20),
        cost=lambda tokens: cost,
        monotonic=clock,
        now=lambda: NOW,
    )
    if name == "anthropic":
        return AnthropicMessages(connection)
    return OpenAIChat(connection, is_openai=name == "openai")


def a_request(**changes: object) -> ModelRequest:
    request = ModelRequest(
        purpose="read",
        case_id="case-1",
        prompt_version="1",
        system="You read letters.",
        messages=(ModelMessage(role="user", content="Letter: the plan was denied."),),
    )
    return request.model_copy(update=changes)


def drained(model: LanguageModel, request: ModelRequest) -> tuple[list[str], ModelReply]:
    """The pieces and the reply, which must be the last and only one."""
    *pieces, reply = list(model.stream(request))
    assert isinstance(reply, ModelReply)
    assert all(isinstance(piece, TextDelta) for piece in pieces)
    return [piece.text for piece in pieces if isinstance(piece, TextDelta)], reply
