"""Streams: every event once and in order, also after a broken connection; and help by a model as it is written."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from denialops.api import streams
from denialops.api.watch import EventWatch
from denialops.config import Settings
from denialops.errors import ModelUnavailable, StoreUnavailable
from denialops.services import Services
from denialops.services.base import by
from tests.fakes.assistant import make_assistant
from tests.fakes.desk import make_clock, open_services
from tests.fakes.live import serving
from tests.fakes.models import ScriptedModel
from tests.fakes.pipeline import FakePipeline
from tests.unit.api.conftest import KEY
from tests.unit.api.held import Held, open_held
from tests.unit.api.walking import V1, events_in, get, open_case, problem, read_case

BEARER = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    with open_held(tmp_path / "held", Settings(api_key=KEY, api_requests_per_minute=0)) as held:
        yield held


def test_a_stream_tells_every_event_under_its_number_and_ends_with_done(client: TestClient, services: Services) -> None:
    case_id = read_case(client)

    answer = get(client, case_id, "/stream")

    *told, end = events_in(answer.text)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert [(one.number, one.name) for one in told] == [(e.number, e.type) for e in services.events(case_id)]
    assert (end.name, end.data["status"], end.data["usage"]["calls"]) == ("done", "review", 0)


def test_who_comes_back_gets_what_came_since_without_gap_or_repeat(client: TestClient) -> None:
    case_id = read_case(client)
    whole = [one.number for one in events_in(get(client, case_id, "/stream").text)[:-1]]

    for last in (0, 1, 7, whole[-1]):
        rest = events_in(get(client, case_id, "/stream", **{"Last-Event-ID": str(last)}).text)[:-1]
        assert [one.number for one in rest] == [number for number in whole if number > last]


@pytest.mark.parametrize("last", ["-1", "x", "9" * 20])
def test_a_last_event_that_is_no_number_is_refused(client: TestClient, last: str) -> None:
    answer = get(client, read_case(client), "/stream", **{"Last-Event-ID": last})

    assert problem(answer) == (422, "invalid_request")


def test_work_that_failed_ends_a_stream_with_its_error(client: TestClient) -> None:
    case_id = open_case(client)
    client.post(f"{V1}/cases/{case_id}/documents", files={"file": ("letter.pdf", b"%DAMAGED")})

    end = events_in(get(client, case_id, "/stream").text)[-1]

    assert (end.name, end.data["code"], end.data["stage"]) == ("error", "damaged_file", "ingest")
    assert end.data["hint"]


def test_more_events_than_one_look_takes_are_all_told(
    client: TestClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = read_case(client)
    with services.store.transaction() as unit:
        for number in range(2 * streams.BATCH):
            unit.record(case_id, by("Ruth", "page_read", page=number))

    numbers = [one.number for one in events_in(get(client, case_id, "/stream").text)[:-1]]

    assert numbers == list(range(1, len(services.events(case_id)) + 1))


@pytest.mark.parametrize("path", ["/stream", "/events", "/stream/summary"])
def test_a_case_that_does_not_exist_has_no_events(client: TestClient, path: str) -> None:
    assert problem(get(client, "none", path)) == (404, "case_not_found")


def test_events_are_listed_page_by_page(client: TestClient, services: Services) -> None:
    case_id, seen, cursor = read_case(client), list[int](), "0"
    while cursor:
        page = client.get(f"{V1}/cases/{case_id}/events", params={"limit": 4, "cursor": cursor}).json()
        seen += [item["number"] for item in page["items"]]
        cursor = page["next_cursor"]

    assert seen == [event.number for event in services.events(case_id)]


def test_no_word_of_a_letter_is_in_its_events(client: TestClient) -> None:
    told = get(client, read_case(client), "/stream").text

    assert not [word for word in ("Whitlock", "LMH4471902", "Larkspur", "1840") if word in told]


def test_a_summary_says_what_was_read_and_decided_chunk_by_chunk(client: TestClient) -> None:
    *chunks, end = events_in(get(client, read_case(client), "/stream/summary").text)

    text = "".join(chunk.data["text"] for chunk in chunks)
    assert {chunk.name for chunk in chunks} == {"chunk"}
    assert "Dana Whitlock · Larkspur Mutual Health" in text
    assert "Plan to send by 2026-08-19" in text
    assert "1840.00" in text
    assert end.name == "done"


def test_a_case_without_its_letter_is_summed_up_too(client: TestClient) -> None:
    told = get(client, open_case(client), "/stream/summary").text

    assert "Upload the denial letter of this case." in told
    assert "No letter is drafted." in told


async def _read(address: str, case_id: str, last: int = 0) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    port = int(address.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"GET {V1}/cases/{case_id}/stream HTTP/1.1\r\nHost: x\r\nAuthorization: {BEARER['Authorization']}\r\n"
    writer.write(f"{head}Last-Event-ID: {last}\r\nConnection: close\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


def _numbers(text: str) -> list[int]:
    return [int(line[4:]) for line in text.splitlines() if line.startswith("id: ")]


def test_a_hundred_open_streams_starve_nobody_and_miss_nothing(held: Held) -> None:
    """They wait without threads of their own and with one look at the log for all."""
    with TestClient(held.app, headers=BEARER) as client:
        case_id = read_case(client)
    looks: Counter[str] = Counter()
    read = held.services.last_events

    def counted(case_ids: Collection[str]) -> Mapping[str, int]:
        looks["log"] += 1
        return read(case_ids)

    held.api.state.watch = EventWatch(counted)

    async def scene(address: str) -> tuple[float, list[str]]:
        opened = [await _read(address, case_id) for _ in range(100)]
        heads = [await reader.readuntil(b"document_added") for reader, _ in opened]
        started = time.monotonic()
        reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
        writer.write(f"GET {V1}/health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert b"200 OK" in await reader.read()
        waited = time.monotonic() - started
        writer.close()
        await asyncio.to_thread(held.queue.work_off, case_id)
        told = [(head + await reader.read()).decode() for head, (reader, _) in zip(heads, opened, strict=True)]
        for _, one in opened:
            one.close()
        return waited, told

    with serving(held.app) as address:
        began = time.monotonic()
        waited, told = asyncio.run(scene(address))
        seconds = time.monotonic() - began

    wanted = [event.number for event in held.services.events(case_id)]
    assert waited < 1.0
    assert all(_numbers(text) == wanted for text in told)
    assert all("event: done" in text for text in told)
    assert looks["log"] <= seconds / 0.2 + 5


def test_a_connection_that_broke_goes_on_where_it_was(held: Held) -> None:
    with TestClient(held.app, headers=BEARER) as client:
        case_id = read_case(client)

    async def scene(address: str) -> list[int]:
        reader, writer = await _read(address, case_id)
        first = (await reader.readuntil(b"document_added")).decode()
        writer.close()
        held.queue.work_off(case_id)
        last = _numbers(first)[-1]
        reader, writer = await _read(address, case_id, last)
        rest = (await reader.read()).decode()
        writer.close()
        return [*_numbers(first), *_numbers(rest)]

    with serving(held.app) as address:
        seen = asyncio.run(scene(address))

    assert seen == [event.number for event in held.services.events(case_id)]


def test_while_nothing_happens_a_heartbeat_keeps_the_line_open(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_S", 0.05)
    with TestClient(held.app, headers=BEARER) as client:
        case_id = read_case(client)

    async def scene(address: str) -> bytes:
        reader, writer = await _read(address, case_id)
        beat = await reader.readuntil(b": still here\n\n")
        writer.close()
        return beat

    with serving(held.app) as address:
        assert b": still here" in asyncio.run(scene(address))


def _watch(*newest: Mapping[str, int] | Exception, every_s: float = 0.01) -> EventWatch:
    told = list(newest)

    def read(case_ids: Collection[str]) -> Mapping[str, int]:
        found = told.pop(0) if len(told) > 1 else told[0]
        if isinstance(found, Exception):
            raise found
        return found

    return EventWatch(read, every_s=every_s)


@pytest.mark.parametrize(
    ("newest", "is_news"),
    [
        ([{"c": 3}, {"c": 4}], True),
        ([{"c": 3}], False),
        ([{}], True),
        ([StoreUnavailable()], True),
    ],
)
def test_who_waits_is_woken_by_a_new_event_a_lost_case_or_a_lost_log(
    newest: list[Mapping[str, int] | Exception], is_news: bool
) -> None:
    assert asyncio.run(_watch(*newest).wait("c", after=3, timeout_s=0.1)) is is_news


def test_the_watch_looks_no_more_when_nobody_waits() -> None:
    looks: list[int] = []

    def read(case_ids: Collection[str]) -> Mapping[str, int]:
        looks.append(len(case_ids))
        return {"c": 1}

    async def scene() -> None:
        watch = EventWatch(read, every_s=0.01)
        await watch.wait("c", after=1, timeout_s=0.05)
        await asyncio.sleep(0.05)
        looks.clear()
        await asyncio.sleep(0.05)

    asyncio.run(scene())

    assert looks == []


def test_a_server_that_stops_ends_its_streams_and_lets_nobody_wait(held: Held) -> None:
    with TestClient(held.app, headers=BEARER) as client:
        case_id = read_case(client)

    async def scene(address: str) -> tuple[str, bool]:
        reader, writer = await _read(address, case_id)
        first = await reader.readuntil(b"document_added")
        held.api.state.watch.close()
        rest = await reader.read()
        writer.close()
        return (first + rest).decode(), await held.api.state.watch.wait(case_id, after=99, timeout_s=9)

    with serving(held.app) as address:
        told, is_let_go = asyncio.run(scene(address))

    assert "event: done" not in told
    assert is_let_go


def _helped(tmp_path: Path, model: ScriptedModel, prompt: str = "Make it shorter.") -> tuple[list[object], object]:
    assistant = make_assistant(model, make_clock())
    folder = tmp_path / "helped"
    with (
        open_services(folder, clock=make_clock(), pipeline=FakePipeline()) as services,
        TestClient(_app(services), headers=BEARER) as client,
    ):
        case_id = read_case(client)
        services.assistant = assistant
        answer = client.post(f"{V1}/stream/completion", json={"case_id": case_id, "prompt": prompt})
    return list(events_in(answer.text)), answer


def _app(services: Services) -> object:
    from starlette.applications import Starlette
    from starlette.routing import Mount

    from denialops.api import build_api

    return Starlette(routes=[Mount("/api", app=build_api(lambda: services, Settings(api_key=KEY)))])


def test_help_comes_piece_by_piece_with_its_usage_and_is_asked_with_the_case_s_own_material(tmp_path: Path) -> None:
    model = ScriptedModel("Please reverse the denial.")

    told, _ = _helped(tmp_path, model)

    *chunks, end = told
    assert "".join(chunk.data["text"] for chunk in chunks) == "Please reverse the denial."  # type: ignore[attr-defined]
    assert len(chunks) > 1
    assert (end.name, end.data["usage"]["input_tokens"]) == ("done", 10)  # type: ignore[attr-defined]
    (request,) = model.requests
    assert (request.purpose, bool(request.case_id)) == ("help", True)
    assert "LMH4471902" in request.messages[0].content
    assert request.messages[0].content.endswith("The wish:\nMake it shorter.")
    assert {"name", "member_id"} <= {identifier.kind for identifier in request.identifiers}
    assert model.closed == 1


def test_a_model_that_fails_at_once_is_a_problem_and_one_that_fails_later_an_error_event(tmp_path: Path) -> None:
    _, at_once = _helped(tmp_path / "a", ScriptedModel(ModelUnavailable()))
    later, _ = _helped(tmp_path / "b", ScriptedModel(ModelUnavailable(), pieces_before_error=2))

    assert problem(at_once) == (503, "model_unavailable")
    assert [one.name for one in later] == ["chunk", "chunk", "error"]  # type: ignore[attr-defined]
    assert later[-1].data["code"] == "model_unavailable"  # type: ignore[attr-defined]


def test_a_model_that_says_nothing_is_told_as_such(tmp_path: Path) -> None:
    _, answer = _helped(tmp_path, ScriptedModel(" "))

    assert events_in(answer.text)[-1].data["code"] == "model_nonsense"  # type: ignore[attr-defined]


def test_without_a_model_or_without_a_letter_there_is_no_help(client: TestClient) -> None:
    body = {"case_id": read_case(client), "prompt": "shorter"}

    assert problem(client.post(f"{V1}/stream/completion", json=body)) == (503, "no_model")


@pytest.mark.parametrize("prompt", ["", "x" * 2001])
def test_a_wish_that_is_none_is_refused(client: TestClient, prompt: str) -> None:
    body = {"case_id": read_case(client), "prompt": prompt}

    assert problem(client.post(f"{V1}/stream/completion", json=body)) == (422, "invalid_request")
