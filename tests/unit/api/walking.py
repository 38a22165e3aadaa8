"""What a client of the API does, in few words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from starlette.testclient import TestClient

from tests.fakes.pipeline import LETTER

V1 = "/api/v1"


def open_case(client: TestClient, **body: object) -> str:
    case_id: str = client.post(f"{V1}/cases", json={"mode": "fast", **body}).json()["case_id"]
    return case_id


def upload(client: TestClient, case_id: str, data: bytes, *, name: str = "letter.txt", **form: str) -> Any:
    return client.post(f"{V1}/cases/{case_id}/documents", files={"file": (name, data)}, data=form)


def read_case(client: TestClient, text: str = LETTER) -> str:
    case_id = open_case(client)
    assert upload(client, case_id, text.encode()).status_code == 201
    return case_id


def get(client: TestClient, case_id: str, path: str = "", **headers: str) -> Any:
    return client.get(f"{V1}/cases/{case_id}{path}", headers=headers)


def problem(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal, which is always problem details with a hint."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert answer.json()["hint"]
    return answer.status_code, answer.json()["code"]


class Sent:
    """One server-sent event."""

    def __init__(self, text: str) -> None:
        lines = [line.partition(": ") for line in text.splitlines()]
        fields = {name: value for name, _, value in lines}
        self.name, self.number = fields.get("event", ""), int(fields.get("id", 0))
        self.data: dict[str, Any] = json.loads(fields["data"])


def events_in(text: str) -> list[Sent]:
    return list(_events(text))


def _events(text: str) -> Iterator[Sent]:
    for block in text.split("\n\n"):
        if block.startswith(("id:", "event:")):
            yield Sent(block)
