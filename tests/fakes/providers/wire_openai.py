"""Chat completions as OpenAI and the servers compatible with it send them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.fakes.providers.plays import Play

FINISH = {"stop": "stop", "length": "length", "refusal": "stop"}
ERROR_TYPES = {
    400: "invalid_request_error",
    401: "invalid_request_error",
    403: "invalid_request_error",
    404: "invalid_request_error",
    429: "requests",
}
ERROR_CODES = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}


def error_body(play: Play) -> dict[str, Any]:
    kind = play.error_type or ERROR_TYPES.get(play.status, "server_error")
    code = play.error_type or ERROR_CODES.get(play.status)
    return {"error": {"message": play.error_message, "type": kind, "param": play.error_param or None, "code": code}}


def refuses(body: Mapping[str, Any], headers: Mapping[str, str]) -> Play | None:
    """The answer to a request that the real provider would not take."""
    if not headers.get("authorization", "").startswith("Bearer "):
        return Play(status=401)
    if not body.get("model") or not body.get("messages"):
        return Play(status=400, error_message="model and messages are required")
    wanted = (body.get("response_format") or {}).get("json_schema", {})
    if wanted.get("strict") and not _is_strict(wanted.get("schema", {})):
        return Play(status=400, error_param="response_format", error_message="Invalid schema for response_format")
    return None


def whole(play: Play, model: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": play.text, "refusal": None, "annotations": []}
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": model,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": FINISH[play.finish]}],
        "usage": usage(play),
    }


def opening(model: str) -> str:
    return _chunk(model, {"role": "assistant", "content": "", "refusal": None})


def piece(model: str, text: str, play: Play) -> str:
    return _chunk(model, {"refusal": text} if play.finish == "refusal" else {"content": text})


def ending(model: str, play: Play, body: Mapping[str, Any]) -> Iterator[str]:
    yield _chunk(model, {}, finish=FINISH[play.finish])
    if play.usage and (body.get("stream_options") or {}).get("include_usage"):
        yield _event({**_head(model), "choices": [], "usage": usage(play)})
    yield "data: [DONE]\n\n"


def error_event(play: Play) -> str:
    return _event(error_body(play))


def bad_event() -> str:
    return 'data: {"id": "chatcmpl-fake", "choices": [{"ind\n\n'


def ping() -> str:
    return ": keep-alive\n\n"


def usage(play: Play) -> dict[str, Any]:
    return {
        "prompt_tokens": play.input_tokens,
        "completion_tokens": play.output_tokens,
        "total_tokens": play.input_tokens + play.output_tokens,
        "prompt_tokens_details": {
            "cached_tokens": play.cached_tokens,
            "cache_write_tokens": play.written_tokens,
            "audio_tokens": 0,
        },
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }


def _head(model: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion.chunk",
        "created": 1_790_000_000,
        "model": model,
        "system_fingerprint": "fp_fake",
    }


def _chunk(model: str, delta: Mapping[str, Any], *, finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return _event({**_head(model), "choices": [choice], "usage": None})


def _event(data: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(data)}\n\n"


def _is_strict(schema: Any) -> bool:
    """Closed objects with every property required, as the provider demands under `strict`."""
    if isinstance(schema, list):
        return all(map(_is_strict, schema))
    if not isinstance(schema, dict):
        return True
    if "properties" in schema or schema.get("type") == "object":
        named = set(schema.get("properties", ()))
        if schema.get("additionalProperties") is not False or named != set(schema.get("required", ())):
            return False
    return all(map(_is_strict, schema.values()))
