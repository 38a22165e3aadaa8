"""One request of a client after the other: the key goes along, a refusal becomes one error."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import uuid4

from pydantic import BaseModel

S = TypeVar("S", bound=BaseModel)

WAIT_S = 60.0


class ApiProblem(Exception):
    """The API refused. `code` is lasting; `hint` says what to do; `more` is whatever else the answer told."""

    def __init__(self, status: int, body: Mapping[str, Any], *, retry_after_s: float = 0.0) -> None:
        super().__init__(f"{body.get('code', status)}: {body.get('detail', '')}")
        self.status, self.code, self.hint = status, str(body.get("code", "")), str(body.get("hint", ""))
        self.more, self.retry_after_s = dict(body), retry_after_s


class Connection:
    """`address` such as http://127.0.0.1:8501. Everything may raise ApiProblem, or OSError without a connection.

    A request that opens or adds something carries an idempotency key, so that it may be tried again safely.
    """

    def __init__(self, address: str, key: str, *, timeout_s: float = WAIT_S) -> None:
        self._base, self._key, self._timeout_s = f"{address.rstrip('/')}/api/v1", key, timeout_s

    def _pages(self, shape: type[S], path: str, **filters: str) -> Iterator[S]:
        """Every row of a list, page after page."""
        cursor: str | None = ""
        while cursor is not None:
            page = self._body("GET", f"{path}?{urlencode({**filters, 'cursor': cursor})}")
            yield from map(shape.model_validate, page["items"])
            cursor = page["next_cursor"]

    def _json(self, shape: type[S], method: str, path: str, body: object = None, *, once: bool = False) -> S:
        headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": uuid4().hex} if once else {})
        data = None if body is None else json.dumps(body).encode()
        return shape.model_validate_json(self._send(method, path, data, headers))

    def _body(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        answer: dict[str, Any] = json.loads(self._send(method, path, data, {"Content-Type": "application/json"}))
        return answer

    def _send(self, method: str, path: str, data: bytes | None = None, headers: Mapping[str, str] = {}) -> bytes:
        with closing(self._open(method, path, data, headers)) as answer:
            body: bytes = answer.read()
        return body

    def _open(self, method: str, path: str, data: bytes | None, headers: Mapping[str, str]) -> Any:
        sent = {"Authorization": f"Bearer {self._key}", **headers}
        request = urllib.request.Request(f"{self._base}{path}", data, sent, method=method)
        try:
            return urllib.request.urlopen(request, timeout=self._timeout_s)
        except urllib.error.HTTPError as error:
            with closing(error):
                raise _problem(error) from error


def _problem(error: urllib.error.HTTPError) -> ApiProblem:
    waits = error.headers.get("Retry-After", "")
    try:
        body = json.loads(error.read())
    except ValueError:
        body = {}
    return ApiProblem(error.code, body if isinstance(body, dict) else {}, retry_after_s=float(waits or 0))
