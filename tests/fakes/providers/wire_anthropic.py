"""Messages as Anthropic sends them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.fakes.providers.plays import Play

FINISH = {"stop": "end_turn", "length": "max_tokens", "refusal": "refusal"}
ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    408: "timeout_error",
    413: "request_too_large",
    429: "rate_limit_error",
    504: "timeout_error",
    529: "overloaded_error",
}
KNOWN_WORDS = {"type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "allOf"}
KNOWN_WORDS |= {"$ref", "$defs", "description", "title", "format", "minItems", "default"}


def error_body(play: Play) -> dict[str, Any]:
    kind = play.error_type or ERROR_TYPES.get(play.status, "api_error")
    return {"type": "error", "error": {"type": kind, "message": play.error_message}, "request_id": "req_fake"}


def refuses(body: Mapping[str, Any], headers: Mapping[str, str]) -> Play | None:
    """The answer to a request that the real provider would not take."""
    if not headers.get("x-api-key") and not headers.get("authorization", "").startswith("Bearer "):
        return Play(status=401, error_message="a key is required")
    if "anthropic-version" not in headers:
        return Play(status=400, error_message="anthropic-version: header is required")
    if not body.get("model") or not body.get("messages") or not body.get("max_tokens"):
        return Play(status=400, error_message="model, messages and max_tokens are required")
    if any(message["role"] not in ("user", "assistant") for message in body["messages"]):
        return Play(status=400, error_message="messages: unexpected role")
    schema = (body.get("output_config") or {}).get("format", {}).get("schema", {})
    return None if _is_taken(schema) else Play(status=400, error_message="output_config.format.schema: not supported")


def whole(play: Play, model: str) -> dict[str, Any]:
    return {
        **_message(model),
        "content": [{"type": "text", "text": play.text}],
        "stop_reason": FINISH[play.finish],
        "usage": {**usage(play), "output_tokens": play.output_tokens},
    }


def opening(model: str, play: Play) -> str:
    message = {**_message(model), **({"usage": {**usage(play), "output_tokens": 1}} if play.usage else {})}
    block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    return _event({"type": "message_start", "message": message}) + _event(block) + ping()


def piece(text: str) -> str:
    delta = {"type": "text_delta", "text": text}
    return _event({"type": "content_block_delta", "index": 0, "delta": delta})


def ending(play: Play) -> Iterator[str]:
    yield _event({"type": "content_block_stop", "index": 0})
    delta = {"stop_reason": FINISH[play.finish], "stop_sequence": None}
    counted = {"usage": {"output_tokens": play.output_tokens}} if play.usage else {}
    yield _event({"type": "message_delta", "delta": delta, **counted})
    yield _event({"type": "message_stop"})


def error_event(play: Play) -> str:
    return _event(error_body(play), name="error")


def bad_event() -> str:
    return 'event: content_block_delta\ndata: {"type": "content_block_delta", "ind\n\n'


def ping() -> str:
    return _event({"type": "ping"})


def usage(play: Play) -> dict[str, Any]:
    return {
        "input_tokens": play.input_tokens - play.cached_tokens - play.written_tokens,
        "cache_creation_input_tokens": play.written_tokens,
        "cache_read_input_tokens": play.cached_tokens,
    }


def _message(model: str) -> dict[str, Any]:
    return {
        "id": "msg_fake",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def _event(data: Mapping[str, Any], *, name: str = "") -> str:
    return f"event: {name or data['type']}\ndata: {json.dumps(data)}\n\n"


def _is_taken(schema: Any) -> bool:
    """Closed objects, and only the words of JSON Schema that the provider knows."""
    if not isinstance(schema, dict) or not schema:
        return True
    if schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        return False
    inner = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values(), *schema.get("anyOf", ())]
    return set(schema) <= KNOWN_WORDS and all(map(_is_taken, [*inner, schema.get("items")]))
