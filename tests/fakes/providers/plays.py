"""What a fake provider does with one request, and what it saw of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from denialops.domain.base import Record

Wire = Literal["openai", "anthropic"]
Fault = Literal[
    "none",
    "cut",  # the connection breaks after `after_pieces`
    "unfinished",  # the stream ends politely after `after_pieces`, without its end marks
    "bad_json",  # an event after `after_pieces` is not JSON
    "error_event",  # the provider reports `error_type` inside the stream after `after_pieces`
    "html",  # a page of a proxy instead of an answer
    "not_a_stream",  # JSON of something else with status 200
    "pings",  # signs of life and nothing else, for ever
    "silent",  # headers and then nothing, for ever
]


class Play(Record):
    """One answer. With a `status` other than 200 an error body in the provider's own format is sent.

    `pieces`: how the text is cut into events (default: words). `first_byte_s` is waited before the headers,
    `between_s` before each piece. `usage` False leaves the counts out. `finish`: "stop", "length" or "refusal".
    """

    text: str = "Hello from the fake provider."
    pieces: tuple[str, ...] = ()
    status: int = 200
    error_type: str = ""
    error_message: str = "the fake provider was told to fail"
    error_param: str = ""
    headers: Mapping[str, str] = {}
    fault: Fault = "none"
    after_pieces: int = 2
    first_byte_s: float = 0.0
    between_s: float = 0.0
    usage: bool = True
    input_tokens: int = 120
    output_tokens: int = 30
    cached_tokens: int = 20
    written_tokens: int = 10
    finish: Literal["stop", "length", "refusal"] = "stop"

    @property
    def cut_text(self) -> tuple[str, ...]:
        return self.pieces or tuple(re.findall(r"\S+\s*", self.text))


class Received(Record):
    """A request as it came in: `body` is the parsed JSON, `raw` every byte of it."""

    wire: Wire
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    raw: str

    @property
    def said(self) -> str:
        """System text and all messages in one string, for assertions on what left."""
        system = [self.body["system"]] if self.body.get("system") else []
        return "\n".join([*system, *(str(message["content"]) for message in self.body.get("messages", ()))])

    @property
    def schema(self) -> Mapping[str, Any] | None:
        """The JSON schema that was asked for through the provider's own mechanism."""
        if self.wire == "openai":
            return (self.body.get("response_format") or {}).get("json_schema", {}).get("schema")
        return (self.body.get("output_config") or {}).get("format", {}).get("schema")
