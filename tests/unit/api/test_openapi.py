"""The OpenAPI document is complete, true, and nothing sent to it breaks the API."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from denialops import errors
from denialops.api.application import Api
from denialops.api.openapi import METHODS
from denialops.api.refusals import Refusal
from denialops.config import Settings
from tests.unit.api.conftest import KEY
from tests.unit.api.walking import read_case

FORM = "multipart/form-data"
JSON = "application/json"
STREAMS = ("text/event-stream", "application/x-ndjson")
PROBLEM = "application/problem+json"

PATHS_OF_THE_PREDECESSORS = {
    ("post", "/v1/cases"), ("post", "/v1/cases/{case_id}/documents"), ("post", "/v1/cases/{case_id}/run"),
    ("post", "/v1/cases/{case_id}/run/async"), ("get", "/v1/cases/{case_id}/artifacts"),
    ("get", "/v1/cases/{case_id}/artifacts/{name}"), ("get", "/v1/tasks"), ("get", "/v1/tasks/{task_id}"),
    ("post", "/v1/tasks/{task_id}/cancel"), ("post", "/v1/stream/completion"),
    ("get", "/v1/cases/{case_id}/stream/summary"),
}  # fmt: skip


def _api() -> Api:
    from denialops.api import build_api

    def nothing() -> Any:
        raise AssertionError("the document needs no services")

    api = build_api(nothing, Settings())
    assert isinstance(api, Api)
    return api


DOCUMENT = _api().openapi()
OPERATIONS = [
    pytest.param(path, method, operation, id=f"{method} {path}")
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]


def _codes(kind: type[errors.DenialOpsError]) -> Iterator[str]:
    yield kind.code
    for below in kind.__subclasses__():
        yield from _codes(below)


KNOWN_CODES = {*_codes(errors.DenialOpsError), *(kind.code for kind in Refusal.__subclasses__())}


def test_the_paths_of_the_predecessors_are_there() -> None:
    assert {(method, path) for path, some in DOCUMENT["paths"].items() for method in some} >= PATHS_OF_THE_PREDECESSORS


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_route_says_what_it_gives_and_how_it_fails(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    good = [response for status, response in responses.items() if status.startswith("2") and status != "204"]
    bad = {status: response for status, response in responses.items() if int(status) >= 400}

    assert good or "204" in responses
    assert all(_has_shape(response, path) for response in good)
    assert {"401", "403", "422", "429", "500", "503"} <= bad.keys()
    assert all(list(response["content"]) == [PROBLEM] for response in bad.values())
    assert {code for response in bad.values() for code in response["description"].split(", ")} <= KNOWN_CODES
    assert operation["security"] == [{"key": []}]
    if "{case_id}" in path:
        assert "case_not_found" in bad["404"]["description"]


def _has_shape(response: dict[str, Any], path: str) -> bool:
    """Files and pictures have none, and what only points elsewhere."""
    content = response.get("content", {})
    schema = next((content[kind].get("schema") for kind in (JSON, *STREAMS) if kind in content), None)
    is_file = path.endswith(("/original", "/image", "/artifacts/{name}", "/logo"))
    return bool(schema) or is_file or (path.endswith("/rewrite") and not content)


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_route_is_described_in_words_and_named_once(path: str, method: str, operation: dict[str, Any]) -> None:
    ids = [param.values[2]["operationId"] for param in OPERATIONS]

    assert operation["summary"]
    assert ids.count(operation["operationId"]) == 1
    assert method in METHODS


def test_every_reference_of_the_document_leads_somewhere() -> None:
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(DOCUMENT)))

    assert named <= DOCUMENT["components"]["schemas"].keys()


def _values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Mostly what the schema asks for, sometimes anything."""
    wild: st.SearchStrategy[Any] = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20))
    return st.one_of(_fitting(schema), wild)


def _fitting(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return _fitting(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return st.one_of(*map(_fitting, schema["anyOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("format") == "date":
        return st.dates().map(str)
    if "properties" in schema:
        fields = {name: _values(field) for name, field in schema["properties"].items()}
        needed = {name: fields.pop(name) for name in schema.get("required", ())}
        return st.fixed_dictionaries(needed, optional=fields)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(-3, 2000),
        "number": st.floats(allow_nan=False, allow_infinity=False),
        "boolean": st.booleans(),
        "null": st.none(),
        "array": st.lists(st.text(max_size=5), max_size=3),
    }
    return kinds.get(schema.get("type", ""), st.text(max_size=30))


@st.composite
def _requests(draw: st.DrawFn, path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """`{case_id}` stays for the test to fill in."""
    request: dict[str, Any] = {"method": method, "url": f"/api{path}", "params": {}, "headers": {}}
    for parameter in operation.get("parameters", ()):
        name, value = parameter["name"], draw(_values(parameter["schema"]))
        if parameter["in"] == "path" and name != "case_id":
            written = re.sub(r"[^\w.~-]", "_", str(value), flags=re.ASCII) or "x"
            request["url"] = request["url"].replace(f"{{{name}}}", written)
        elif parameter["in"] == "query" and draw(st.booleans()):
            request["params"][name] = str(value)
        elif parameter["in"] == "header" and draw(st.booleans()):
            request["headers"][name] = str(value).encode()[:60].replace(b"\n", b"").replace(b"\r", b"")
    content = operation.get("requestBody", {}).get("content", {})
    if JSON in content:
        request["json"] = draw(_values(content[JSON]["schema"]))
    elif FORM in content:
        data = draw(_fitting(content[FORM]["schema"]))
        request["files"] = {"file": ("a.txt", draw(st.text(max_size=50)).encode())}
        request["data"] = {name: str(value) for name, value in data.items() if name != "file"}
    return request


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_whatever_is_sent_is_answered_as_documented(
    client: TestClient, path: str, method: str, operation: dict[str, Any]
) -> None:
    client.headers["Authorization"] = f"Bearer {KEY}"
    cases = [read_case(client), "none"]

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(request=_requests(path, method, operation), case_id=st.sampled_from(cases))
    def send(request: dict[str, Any], case_id: str) -> None:
        answer = client.request(**{**request, "url": request["url"].replace("{case_id}", case_id)})

        assert answer.status_code != 500, (request, answer.text)
        assert str(answer.status_code) in operation["responses"], (answer.status_code, answer.text)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == PROBLEM
            assert answer.json()["code"] in KNOWN_CODES
            assert answer.json()["hint"]

    send()
