"""Chat completions through OpenAI's SDK: OpenAI itself, and every server that speaks the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from weakref import finalize

from openai import APIConnectionError, APIError, APIStatusError, APITimeoutError, BadRequestError, OpenAI, Stream, omit
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam
from openai.types.shared_params import ResponseFormatJSONSchema

from denialops.domain.models import ModelReply, ModelRequest, TextDelta, Tokens
from denialops.llm.collecting import Collected, End
from denialops.llm.connection import Connection
from denialops.llm.faults import is_word, of_status, timed_out, transport_faults, unreachable
from denialops.llm.transport import idle_timeout, open_http

ENDS: Mapping[str, End] = {"stop": "whole", "length": "cut", "content_filter": "declined"}
STRICT_WORDS = frozenset(
    "type properties required additionalProperties items enum const anyOf $ref $defs description title "
    "format pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems".split()
)
"""The words of JSON Schema that OpenAI takes where it promises to keep the schema."""


class OpenAIChat:
    """One model behind chat completions. `is_openai`: the real one, whose newer words the others do not know."""

    def __init__(self, connection: Connection, *, is_openai: bool) -> None:
        self.provider = connection.provider
        self.model = connection.model
        self.has_temperature = True
        self._connection = connection
        self._is_openai = is_openai
        http = open_http(connection.timeouts, connection.monotonic)
        self._client = OpenAI(
            base_url=connection.base_url,
            api_key=connection.key_or_blank,
            max_retries=0,
            timeout=idle_timeout(connection.timeouts),
            http_client=http,
        )
        finalize(self, http.close)

    def stream(self, request: ModelRequest) -> Iterator[TextDelta | ModelReply]:
        collected = Collected(request, self._connection)
        with self._faults(), self._open(request) as chunks:
            for chunk in chunks:
                text = _read(chunk, collected)
                if text:
                    yield collected.take(text)
        yield collected.reply()

    def _open(self, request: ModelRequest) -> Stream[ChatCompletionChunk]:
        """Reasoning models refuse a temperature, and no list of them stays true: the provider's answer teaches us."""
        try:
            return self._create(request)
        except BadRequestError as error:
            if not self.has_temperature or request.temperature is None or error.param != "temperature":
                raise
        self.has_temperature = False
        return self._create(request)

    def _create(self, request: ModelRequest) -> Stream[ChatCompletionChunk]:
        heat = request.temperature if self.has_temperature else None
        return self._client.chat.completions.create(
            model=self.model,
            messages=_messages(request),
            response_format=omit if request.json_schema is None else _format(request.schema_name, request.json_schema),
            temperature=omit if heat is None else heat,
            max_tokens=omit if self._is_openai else request.max_tokens,
            max_completion_tokens=request.max_tokens if self._is_openai else omit,
            store=False if self._is_openai else omit,
            stream=True,
            stream_options={"include_usage": True},
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
            except APIError as error:
                raise of_status(self._connection, 200, _kind(error), {}) from None


def _messages(request: ModelRequest) -> list[ChatCompletionMessageParam]:
    asked: list[ChatCompletionMessageParam] = [{"role": "system", "content": request.system}]
    for message in request.messages:
        if message.role == "user":
            asked.append({"role": "user", "content": message.content})
        else:
            asked.append({"role": "assistant", "content": message.content})
    return asked


def _format(name: str, schema: Mapping[str, Any]) -> ResponseFormatJSONSchema:
    described = {"name": name or "reply", "schema": dict(schema), "strict": is_strict(schema)}
    return {"type": "json_schema", "json_schema": described}  # type: ignore[typeddict-item]


def is_strict(schema: object) -> bool:
    """Whether OpenAI takes the schema as a promise: objects closed, every property required, known words only."""
    if not isinstance(schema, Mapping):
        return True
    properties, variants = schema.get("properties", {}), schema.get("anyOf", ())
    if schema.get("type") == "object":
        closed = schema.get("additionalProperties") is False
        if not closed or set(schema.get("required", ())) != set(properties):
            return False
    inner = [*properties.values(), *schema.get("$defs", {}).values(), *variants, schema.get("items")]
    return set(schema) <= STRICT_WORDS and all(map(is_strict, inner))


def _read(chunk: ChatCompletionChunk, collected: Collected) -> str:
    """The text of one event; counts and the end go into `collected`."""
    if chunk.usage:
        collected.tokens = _tokens(chunk.usage)
    if not chunk.choices:
        return ""
    choice = chunk.choices[0]
    if choice.delta.refusal:
        collected.end = "declined"
    elif choice.finish_reason and collected.end != "declined":
        collected.end = ENDS.get(choice.finish_reason, "whole")
    return choice.delta.content or ""


def _tokens(usage: CompletionUsage) -> Tokens:
    details = usage.prompt_tokens_details
    cached = (details.cached_tokens if details else None) or 0
    written = (details.cache_write_tokens if details else None) or 0
    return Tokens(input=usage.prompt_tokens, output=usage.completion_tokens, cached=cached, written=written)


def _kind(error: APIError) -> str:
    """The provider's word for the fault: its code, or the type where the code says nothing."""
    return next((word for word in (error.code, error.type) if is_word(word)), "")
