"""Events a second through HTTP, one by one and in batches, while few and while a million are stored.

The server does what it always does meanwhile: it looks for incidents among the events that come in. Events that were
there before are put in beside the server, and count as looked at.
"""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count, repeat
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from denialops.bench.load import percentile
from denialops.bench.rows import Row, make_row
from denialops.bench.serving import Server, ask, running_server
from denialops.clock import SystemClock
from denialops.config import load_settings
from denialops.domain.recovery.events import Signature, WorkflowEvent
from denialops.ports.recovery import EventQuery, NewEvent, RecoveryStore
from denialops.recovery.processor import POSITION
from denialops.store.case_store import SqliteCaseStore
from denialops.store.postgres.case_store import PgCaseStore
from denialops.store.postgres.database import PgDatabase

FEW, MANY = 10_000, 1_000_000
CONNECTIONS = (1, 16)
BATCH = 100
FOR_S = 8.0
WARM_UP_S = 2.0
LOT = 2000
WORKFLOWS, VENDORS = 12, 8

SINGLE_GOAL, BATCH_GOAL = 300, 1000
FLAT = 0.8
"""So much of the rate with few events is still there with many."""


class Rate(NamedTuple):
    """`each_s`: seconds of every request; each brought `events`."""

    each_s: Sequence[float]
    events: int
    wall_s: float
    clients_cpu_s: float
    server_cpu_s: float

    def a_second(self) -> float:
        return len(self.each_s) * self.events / self.wall_s

    def limit(self) -> str:
        """What one waits, and what an event costs of a processor, whatever else keeps the computer busy."""
        server_us = self.server_cpu_s / (len(self.each_s) * self.events) * 1_000_000
        clients = self.clients_cpu_s / self.wall_s
        return f"p95 {percentile(self.each_s, 95) * 1000:.1f} ms, cpu {server_us:.0f} us, clients {clients:.0%}"


Rates = dict[tuple[int, int], Rate]
"""By connections and events of a request."""


def measure_events(postgres_url: str) -> Iterator[Row]:
    """`postgres_url`: an empty database; without one PostgreSQL is not measured."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _grown("SQLite", Path(folder), "")
    if postgres_url:
        with tempfile.TemporaryDirectory() as folder:
            yield from _grown("PostgreSQL", Path(folder), postgres_url)


def _grown(name: str, folder: Path, url: str) -> Iterator[Row]:
    few = _rates(folder, url, FEW)
    yield from rate_rows(f"{name}, {FEW:,} stored", few)
    many = _rates(folder, url, MANY)
    yield from rate_rows(f"{name}, {MANY:,} stored", many)
    yield from growth_rows(name, few, many)


def rate_rows(where: str, rates: Rates) -> Iterator[Row]:
    for (connections, events), rate in rates.items():
        goal = SINGLE_GOAL if events == 1 else BATCH_GOAL
        what = f"events, {where}, {'single' if events == 1 else f'{events} a batch'}, {connections} conn."
        met = rate.a_second() >= goal if connections > 1 else None
        aim = f">= {goal}" if connections > 1 else ""
        yield make_row(what, rate.a_second(), "events/s", limit=rate.limit(), goal=aim, met=met)


def growth_rows(name: str, few: Rates, many: Rates) -> Iterator[Row]:
    for (connections, events), rate in many.items():
        if connections > 1:
            share = rate.a_second() / few[connections, events].a_second()
            what = f"events, {name}, {'single' if events == 1 else 'batches'}: {MANY:,} over {FEW:,} stored"
            yield make_row(what, share, "x", goal=f">= {FLAT}", met=share >= FLAT)


def fill(store: RecoveryStore, wanted: int) -> None:
    """Until so many events are stored; detection has seen them all."""
    with store.snapshot() as reads:
        newest = reads.page_events(EventQuery(), limit=1)
    stored = newest[0].number if newest else 0
    while stored < wanted:
        lot = min(LOT, wanted - stored)
        with store.transaction() as work:
            work.append_events([_stored(stored + place) for place in range(lot)])
            stored += lot
            work.set_position(POSITION, stored)


def _rates(folder: Path, url: str, stored: int) -> Rates:
    store = _open(folder, url)
    fill(store.recovery(), stored)
    store.close()
    with running_server(folder, database_url=url) as server:
        _rate(server, CONNECTIONS[-1], 1, WARM_UP_S)
        return {
            (connections, events): _rate(server, connections, events, FOR_S)
            for events in (1, BATCH)
            for connections in CONNECTIONS
        }


def _open(folder: Path, url: str) -> SqliteCaseStore | PgCaseStore:
    """The store of the server, which does not run now."""
    clock, tenant = SystemClock(""), load_settings().tenant
    return (
        PgCaseStore(PgDatabase(url), tenant=tenant, clock=clock)
        if url
        else SqliteCaseStore(folder, tenant=tenant, clock=clock)
    )


def _rate(server: Server, connections: int, events: int, for_s: float) -> Rate:
    """Each connection sends its next request as soon as the last is answered."""
    ends_at, numbers = time.perf_counter() + for_s, count()
    barrier = threading.Barrier(connections)

    def send(_: None) -> list[float]:
        connection, taken = server.connect(), list[float]()
        barrier.wait()
        while time.perf_counter() < ends_at:
            path, body = _request(events, next(numbers))
            started = time.perf_counter()
            ask(connection, "POST", path, body)
            taken.append(time.perf_counter() - started)
        connection.close()
        return taken

    wall, own, theirs = time.perf_counter(), time.process_time(), server.cpu_s()
    with ThreadPoolExecutor(connections) as threads:
        each_s = [seconds for taken in threads.map(send, repeat(None, connections)) for seconds in taken]
    spent = time.perf_counter() - wall, time.process_time() - own, server.cpu_s() - theirs
    return Rate(each_s, events, *spent)


def _request(events: int, number: int) -> tuple[str, bytes]:
    if events == 1:
        return "/api/v1/events", json.dumps(_event(number)).encode()
    batch = [_event(number * events + place) for place in range(events)]
    return "/api/v1/events/batch", json.dumps({"events": batch}).encode()


def _event(number: int) -> dict[str, object]:
    """Two of three went well; the failures fall into a few dozen signatures."""
    event: dict[str, object] = {
        "workflow_id": f"workflow_{number % WORKFLOWS}",
        "event_type": "submission.succeeded",
        "vendor": f"vendor_{number % VENDORS}",
        "idempotency_key": uuid4().hex,
        "occurred_at": datetime.now(UTC).isoformat(),
        "payload": {"attempt": 1, "seconds": 1.25},
    }
    if number % 3:
        return event
    failure = {"message": f"no answer from host 10.0.0.{number % 250} after {number % 60} s", "attempt": 2}
    return event | {"event_type": "submission.failed", "error_code": "timeout", "payload": failure}


def _stored(number: int) -> NewEvent:
    sent = _event(number)
    moment = datetime.now(UTC) - timedelta(seconds=MANY - number)
    event = WorkflowEvent.model_validate(sent | {"occurred_at": moment})
    key = f"{event.workflow_id} {event.vendor}" if event.error_code else ""
    return NewEvent(event, uuid4().hex, Signature(key, "2026-01-01" if key else "", {}), "bench")
