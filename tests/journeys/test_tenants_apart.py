"""Two clinics in one database: every route of the API is walked, and nothing of one shows or moves for the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from denialops.api import build_api
from denialops.config import Settings
from denialops.domain.recovery.actions import Reroute, WorkItem
from denialops.domain.recovery.decisions import Note
from denialops.domain.recovery.safety import KillSwitch
from denialops.services import Services
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import LETTER, FakePipeline
from tests.fakes.recovery import AT, add_outage, add_rise, make_event
from tests.fakes.servers import Postgres
from tests.unit.api.test_openapi import DOCUMENT, FORM, JSON

SETTINGS = Settings(api_requests_per_minute=0, max_file_mb=1)
READ = [path for path, operations in DOCUMENT["paths"].items() if "get" in operations and "{" not in path]
NAMING = [(method, path) for path, operations in DOCUMENT["paths"].items() if "{" in path for method in operations]
SAME_FOR_ALL = {"/v1/regimes", "/v1/model", "/v1/model/spend", "/v1/clinic/logo", "/v1/recovery-rules"}
"""What the program knows without any clinic's data, and what only a configured model has."""

BODIES: dict[str, Any] = {
    "/v1/cases/{case_id}/regime": {"regime": "ma"},
    "/v1/cases/{case_id}/received-date": {"received_on": "2026-02-25"},
}
FORMS = {"/v1/cases/{case_id}/sent": {"sent_on": "2026-03-02", "channel": "fax"}}


class Clinic(NamedTuple):
    services: Services
    client: TestClient
    ids: dict[str, str]


@pytest.fixture(params=["sqlite", "postgres"])
def clinics(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Clinic, Clinic]]:
    """The first has something of everything, the second nothing."""
    url = ""
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.make_database()
    with ExitStack() as stack:
        one, two = (stack.enter_context(_opened(tmp_path, name, url)) for name in ("one", "two"))
        yield one, two


@contextmanager
def _opened(folder: Path, tenant: str, url: str) -> Iterator[Clinic]:
    desk = open_services(folder, clock=make_clock(), pipeline=FakePipeline(), tenant=tenant, database_url=url)
    with desk as services:
        app = Starlette(routes=[Mount("/api", app=build_api(lambda: services, SETTINGS))])
        with TestClient(app) as client:
            client.headers["Authorization"] = f"Bearer {services.create_key(tenant).text}"
            yield Clinic(services, client, {})


def test_what_one_clinic_holds_shows_in_no_list_of_the_other(clinics: tuple[Clinic, Clinic]) -> None:
    one, two = clinics
    before = {path: _read(two, path) for path in READ}
    empty = {path: _read(one, path) for path in READ}
    _fill(one)

    assert {path: _read(two, path) for path in READ} == before
    assert {path for path in READ if _read(one, path) == empty[path]} <= SAME_FOR_ALL


def test_no_id_of_one_clinic_opens_or_moves_anything_for_the_other(clinics: tuple[Clinic, Clinic]) -> None:
    one, two = clinics
    _fill(one)
    before = _everything(one)
    missing = [name for _, path in NAMING for name in _names(path) if name not in one.ids]
    assert not missing, "this test needs to know an id of the first clinic for each of these"

    answers = {(method, path): _ask(two, method, path, one.ids) for method, path in NAMING}

    assert {place: answer.status_code for place, answer in answers.items() if answer.status_code != 404} == {}
    assert _everything(one) == before


def test_the_same_ids_are_known_where_they_belong(clinics: tuple[Clinic, Clinic]) -> None:
    one, _ = clinics
    _fill(one)
    found = {path: _ask(one, "get", path, one.ids).status_code for method, path in NAMING if method == "get"}

    assert {path: status for path, status in found.items() if status == 404} == {}


def test_an_id_in_a_body_or_a_filter_opens_nothing_either(clinics: tuple[Clinic, Clinic]) -> None:
    one, two = clinics
    _fill(one)
    case_id, incident_id = one.ids["case_id"], one.ids["incident_id"]
    search = two.client.post("/api/v1/cases/search", json={"search": "whitlock"})
    wish = two.client.post("/api/v1/stream/completion", json={"case_id": case_id, "prompt": "Shorter."})
    lists = [
        two.client.get(f"/api/v1/{path}").json()["items"]
        for path in (f"actions?incident_id={incident_id}", f"tasks?case_id={case_id}", f"events?case_id={case_id}")
    ]
    own = two.client.post("/api/v1/cases", json={}).json()["case_id"]
    joined = two.client.post(f"/api/v1/cases/{own}/join", json={"case_id": case_id, "other_id": case_id})

    assert search.json()["items"] == []
    assert wish.status_code in (404, 503)
    assert lists == [[], [], []]
    assert joined.status_code in (404, 422)


def test_the_key_of_one_clinic_opens_nothing_of_the_other(clinics: tuple[Clinic, Clinic]) -> None:
    one, two = clinics

    answer = two.client.get("/api/v1/cases", headers={"Authorization": one.client.headers["Authorization"]})

    assert answer.status_code == 401


def test_an_idempotency_key_is_the_clinics_own(clinics: tuple[Clinic, Clinic]) -> None:
    one, two = clinics
    event = {
        "workflow_id": "claim_submission", "event_type": "claim_submission.failed", "idempotency_key": "same-key-1",
        "occurred_at": AT, "vendor": "northgate", "error_code": "timeout",
    }  # fmt: skip
    first = one.client.post("/api/v1/events", json=event)
    second = two.client.post("/api/v1/events", json=event | {"error_code": "refused"})

    assert (first.status_code, second.status_code) == (201, 201)


def _fill(one: Clinic) -> None:
    """Something of everything that a route can show; its ids are kept for the other's attempts."""
    client, ids = one.client, one.ids
    case_id = client.post("/api/v1/cases", json={}).json()["case_id"]
    letter = client.post(f"/api/v1/cases/{case_id}/documents", files={"file": ("a.txt", LETTER.encode())}).json()
    client.put("/api/v1/clinic", json={"name": "Clinic One"})
    incident, recovery = add_outage(one.services.recovery), one.services.recovery
    add_rise(recovery, [case_id])
    with recovery.transaction() as work:
        work.append_events([make_event("one", case_id=case_id, vendor="only_of_one")])
        work.add_work_item(
            WorkItem(
                item_id="w1", number=0, kind="page", incident_id="i1", action_id="a1", title="Down", opened_at=AT
            )
        )  # fmt: skip
        work.add_kill_switch(
            KillSwitch(switch_id="k1", scope="vendor", target="only_of_one", reason="x", set_by="Ruth", set_at=AT)
        )
        work.set_reroute(Reroute(vendor="northgate", instead="other", set_by="Ruth", set_at=AT))
        work.add_note(Note(note_id="n1", number=0, kind="bulletin", vendor="northgate", at=AT, words="New edits",
                           link="https://example.com/b", actor="Ruth"))  # fmt: skip
    ids |= {
        "case_id": case_id, "document_id": letter["document_id"], "task_id": case_id, "number": "1", "version": "1",
        "name": "appeal.pdf", "field": "member_id", "incident_id": incident.incident_id, "action_id": "a1",
        "item_id": "w1", "vendor": "only_of_one", "switch_id": "k1", "note_id": "n1",
    }  # fmt: skip


def _everything(clinic: Clinic) -> dict[str, Any]:
    """A download is not among it: it goes into the history of its case."""
    paths = [*READ, *(path for method, path in NAMING if method == "get" and not path.endswith("/artifacts/{name}"))]
    return {path: _content(_ask(clinic, "get", path, clinic.ids)) for path in paths}


def _read(clinic: Clinic, path: str) -> Any:
    return _content(clinic.client.get(f"/api{path}"))


def _content(answer: Any) -> Any:
    return answer.status_code, answer.content


def _ask(clinic: Clinic, method: str, path: str, ids: dict[str, str]) -> Any:
    url = path
    for name in _names(path):
        url = url.replace(f"{{{name}}}", ids[name])
    content = DOCUMENT["paths"][path][method].get("requestBody", {}).get("content", {})
    more: dict[str, Any] = {}
    if JSON in content:
        more["json"] = BODIES.get(path) or _least(content[JSON]["schema"])
    elif FORM in content:
        more = {"files": {"file": ("a.txt", b"words")}, "data": FORMS.get(path, {})}
    return clinic.client.request(method, f"/api{url}", headers={"If-Match": '"1"'}, **more)


def _names(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def _least(schema: dict[str, Any]) -> Any:
    """The smallest body that the schema takes, so that only the id can be refused."""
    if "$ref" in schema:
        return _least(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return _least(schema["anyOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object":
        return {name: _least(schema["properties"][name]) for name in schema.get("required", ())}
    return {"integer": schema.get("minimum", 1), "boolean": True, "array": [], "number": 1}.get(
        schema.get("type", ""), "words"
    )
