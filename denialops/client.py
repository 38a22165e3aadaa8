"""A small typed client of the HTTP API, with nothing but the standard library underneath."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from denialops.api.shapes import Approval, CaseOpened, CaseShape, DocumentCreated, FactList, RunAnswer, TaskShape
from denialops.client_connection import WAIT_S, ApiProblem
from denialops.client_recovery import RecoveryCalls
from denialops.domain.cases import CaseRow
from denialops.domain.drafts import Draft
from denialops.domain.events import CaseEvent
from denialops.domain.routing import Routing

__all__ = ["ApiProblem", "Client"]

COMES_BACK_AFTER_S = 1.0
TRIES = 5


class Client(RecoveryCalls):
    """Cases: opened, read, corrected, drafted and followed; and what RecoveryCalls has."""

    def __init__(
        self, address: str, key: str, *, timeout_s: float = WAIT_S, comes_back_after_s: float = COMES_BACK_AFTER_S
    ) -> None:
        super().__init__(address, key, timeout_s=timeout_s)
        self._comes_back_after_s = comes_back_after_s

    def open_case(self, *, mode: str = "fast", **context: str) -> CaseOpened:
        """`context`: received_on (ISO) and regime, where they are known."""
        return self._json(CaseOpened, "POST", "/cases", {"mode": mode, "context": context}, once=True)

    def case(self, case_id: str) -> CaseShape:
        return self._json(CaseShape, "GET", f"/cases/{case_id}")

    def cases(self, **filters: str) -> Iterator[CaseRow]:
        """Every case of the list, page after page; filters as in GET /cases."""
        return self._pages(CaseRow, "/cases", **filters)

    def search(self, words: str) -> tuple[CaseRow, ...]:
        """At most 500, by part of a name or number."""
        found = self._body("POST", "/cases/search", {"search": words, "limit": 500})
        return tuple(map(CaseRow.model_validate, found["items"]))

    def remove_case(self, case_id: str) -> None:
        self._send("DELETE", f"/cases/{case_id}")

    def add_document(self, case_id: str, file: Path, *, doc_type: str = "denial_letter") -> DocumentCreated:
        boundary = uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="doc_type"\r\n\r\n{doc_type}\r\n--{boundary}\r\n'
            f'Content-Disposition: form-data; name="file"; filename="{quote(file.name)}"\r\n\r\n'
        )
        data = head.encode() + file.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Idempotency-Key": uuid4().hex}
        answer = self._send("POST", f"/cases/{case_id}/documents", data, headers)
        return DocumentCreated.model_validate_json(answer)

    def run(self, case_id: str, *, first_stage: str = "", wait: bool = True) -> RunAnswer:
        """`is_running` of the answer says whether the work goes on."""
        body = {"first_stage": first_stage} if first_stage else {}
        return self._json(RunAnswer, "POST", f"/cases/{case_id}/run{'' if wait else '/async'}", body)

    def task(self, task_id: str) -> TaskShape:
        return self._json(TaskShape, "GET", f"/tasks/{task_id}")

    def cancel_task(self, task_id: str) -> TaskShape:
        return self._json(TaskShape, "POST", f"/tasks/{task_id}/cancel")

    def pause_task(self, task_id: str) -> TaskShape:
        return self._json(TaskShape, "POST", f"/tasks/{task_id}/pause")

    def facts(self, case_id: str) -> FactList:
        return self._json(FactList, "GET", f"/cases/{case_id}/facts")

    def correct_fact(self, case_id: str, field: str, value: str | None, *, reason: str = "") -> CaseShape:
        body = {"value": value, "reason": reason}
        return self._json(CaseShape, "PUT", f"/cases/{case_id}/facts/{quote(field, safe='')}", body)

    def route(self, case_id: str) -> Routing:
        return self._json(Routing, "GET", f"/cases/{case_id}/route")

    def draft(self, case_id: str) -> Draft:
        return self._json(Draft, "GET", f"/cases/{case_id}/draft")

    def save_draft(self, case_id: str, body: str, *, based_on: int) -> Draft:
        """On a conflict the ApiProblem (412) has `saved_as` in `more`: the version that keeps this text."""
        headers = {"Content-Type": "application/json", "If-Match": f'"{based_on}"'}
        answer = self._send("PUT", f"/cases/{case_id}/draft", json.dumps({"body": body}).encode(), headers)
        return Draft.model_validate_json(answer)

    def approve_draft(self, case_id: str, version: int) -> Approval:
        return self._json(Approval, "POST", f"/cases/{case_id}/drafts/{version}/approve")

    def artifact(self, case_id: str, name: str) -> bytes:
        return self._send("GET", f"/cases/{case_id}/artifacts/{quote(name, safe='')}")

    def stream(self, case_id: str, *, after: int = 0) -> Iterator[CaseEvent]:
        """Every event until the work has ended, each once, also over broken connections."""
        failures = 0
        while True:
            try:
                for event in self.events_once(case_id, after=after):
                    after, failures = event.number, 0
                    yield event
            except (OSError, HTTPException):
                failures += 1
                if failures == TRIES:
                    raise
                time.sleep(self._comes_back_after_s)
            else:
                return

    def events_once(self, case_id: str, *, after: int = 0) -> Iterator[CaseEvent]:
        """One connection. Raises ApiProblem for an `error` event, OSError where the stream broke off before its end."""
        headers = {"Last-Event-ID": str(after), "Accept": "text/event-stream"}
        with closing(self._open("GET", f"/cases/{case_id}/stream", None, headers)) as answer:
            name = ""
            for raw in answer:
                line = raw.decode().rstrip("\r\n")
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    data = json.loads(line.removeprefix("data: "))
                    if name == "done":
                        return
                    if name == "error":
                        raise ApiProblem(200, {**data, "detail": data.get("message", "")})
                    yield CaseEvent.model_validate(data)
        raise ConnectionError("the stream broke off before its end")
