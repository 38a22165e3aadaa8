"""Messages through Anthropic's SDK, which knows no temperature any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from weakref import finalize

from anthropic import (
    Anthropic,
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    Stream,
    omit,
    transform_schema,
)
from anthropic.types import MessageDeltaUsage, MessageParam, OutputConfigParam, RawMessageStreamEvent, Usage

from denialops.domain.models import ModelReply, ModelRequest, TextDelta, Tokens
from denialops.llm.collecting import Collected, End
from denialops.llm.connection import Connection
from denialops.llm.faults import is_word, of_status, timed_out, transport_faults, unreachable
from denialops.llm.transport import idle_timeout, open_http

ENDS: Mapping[str, End] = {
    "max_tokens": "cut",
    "model_context_window_exceeded": "cut",
    "refusal": "declined",
}


class AnthropicMessages:
    """One model of Anthropic."""

    has_temperature = False

    def __init__(self, connection: Connection) -> None:
        self.provider = connection.provider
        self.model = connection.model
        self._connection = connection
        http = open_http(connection.timeouts, connection.monotonic)
        self._client = Anthropic(
            base_url=connection.base_url,
            api_key=connection.key_or_blank,
            max_retries=0,
            timeout=idle_timeout(connection.timeouts),
            http_client=http,
        )
        finalize(self, http.close)

    def stream(self, request: ModelRequest) -> Iterator[TextDelta | ModelReply]:
        collected = Collected(request, self._connection)
        with self._faults(), self._open(request) as events:
            for event in events:
                text = _read(event, collected)
                if text:
                    yield collected.take(text)
        yield collected.reply()

    def _open(self, request: ModelRequest) -> Stream[RawMessageStreamEvent]:
        return self._client.messages.create(
            model=self.model,
            system=request.system or omit,
            messages=_messages(request),
            output_config=omit if request.json_schema is None else _format(request.json_schema),
            max_tokens=request.max_tokens,
            stream=True,
        )

    @contextmanager
    def _faults(self) -> Iterator[None]:
        with transport_faults(self._connection):
            try:
                yield
            except APITimeoutError as error:
                raise timed_out(self.provider, error) from None
            except APIConnectionError as error:
                raise unreachable(self.provider, error) from None
            except APIStatusError as error:
                raise of_status(self._connection, error.status_code, _kind(error), error.response.headers) from None
            except APIError:
                raise of_status(self._connection, 200, "", {}) from None


def _messages(request: ModelRequest) -> list[MessageParam]:
    asked: list[MessageParam] = []
    for message in request.messages:
        if message.role == "user":
            asked.append({"role": "user", "content": message.content})
        else:
            asked.append({"role": "assistant", "content": message.content})
    return asked


def _format(schema: Mapping[str, Any]) -> OutputConfigParam:
    return {"format": {"type": "json_schema", "schema": transform_schema(dict(schema))}}


def _read(event: RawMessageStreamEvent, collected: Collected) -> str:
    """The text of one event; counts and the end go into `collected`."""
    if event.type == "content_block_delta" and event.delta.type == "text_delta":
        return event.delta.text
    if event.type == "message_start":
        collected.tokens = _counted(event.message.usage)
    elif event.type == "message_delta":
        collected.end = ENDS.get(event.delta.stop_reason or "", "whole")
        collected.tokens = _updated(collected.tokens, event.usage)
    return ""


def _counted(usage: Usage | None) -> Tokens | None:
    """Input without what its prompt cache held or took is what Anthropic calls input; we count all of it."""
    if usage is None:
        return None
    cached = usage.cache_read_input_tokens or 0
    written = usage.cache_creation_input_tokens or 0
    whole = usage.input_tokens + cached + written
    return Tokens(input=whole, output=usage.output_tokens, cached=cached, written=written)


def _updated(tokens: Tokens | None, usage: MessageDeltaUsage | None) -> Tokens | None:
    """The output is counted at the end; None where the provider never counted."""
    if tokens is None or usage is None:
        return None
    return tokens.model_copy(update={"output": usage.output_tokens})


def _kind(error: APIStatusError) -> str:
    return error.type if is_word(error.type) else ""
