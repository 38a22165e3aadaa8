"""Whole cases through HTTP: how many a second, how long each takes, and how far that is from a long day.

A case is opened, gets its letter and is waited for until facts, route and draft are saved. "Without durability" is the
same server with its folder in memory, where the disk has nothing to do, and without the engine: the request that
brings the letter does the work.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from denialops.bench.letters import SHORT, Letters, realistic_letters
from denialops.bench.load import Load, load_closed, load_open
from denialops.bench.rows import Row, make_row
from denialops.bench.serving import Server, running_server

CASES = {1: 60, 16: 320, 64: 320}
"""By the number of clients."""
WARM_UP = 40
MEMORY_FOLDER = Path("/dev/shm")

PREDECESSOR_A_SECOND = 155
LEAST_OF_UNDURABLE = 0.4
P95_LIMIT_S, P95_CLIENTS = 2.0, 16
CASES_A_DAY, BUSY, HARDER = 10_000, 3, 4
"""The busiest hour of a day brings three times its mean; the bench brings four times that."""
DAY_S, OPEN_LOOP_S, P99_LIMIT_S = 86_400, 60, 300
BUSIEST_A_SECOND = CASES_A_DAY / DAY_S * BUSY

Loads = Mapping[int, Load]
"""By the number of clients."""


def measure_http() -> Iterator[Row]:
    in_memory = MEMORY_FOLDER if MEMORY_FOLDER.is_dir() else None
    with tempfile.TemporaryDirectory(dir=in_memory) as folder, running_server(Path(folder), is_durable=False) as server:
        undurable = _loads(server, Letters(*realistic_letters()))
    yield from undurable_rows(undurable)
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        letters = Letters(*realistic_letters())
        durable = _loads(server, letters)
        yield from durable_rows(durable, undurable)
        yield short_row(load_closed(server, 16, Letters(SHORT), cases=CASES[16]))
        every_s = 1 / (BUSIEST_A_SECOND * HARDER)
        later = load_open(server, letters, every_s=every_s, for_s=OPEN_LOOP_S)
        yield from day_rows(later, _most(durable))


def undurable_rows(loads: Loads) -> Iterator[Row]:
    for clients, load in loads.items():
        what = f"HTTP without durability, {_named(clients)}"
        yield make_row(what, load.a_second(), "cases/s", limit=load.shares())
    yield _cpu_row("HTTP without durability", loads)
    most, goal = _most(loads), f"> {PREDECESSOR_A_SECOND}"
    yield make_row("HTTP without durability, most", most, "cases/s", goal=goal, met=most > PREDECESSOR_A_SECOND)


def durable_rows(loads: Loads, undurable: Loads) -> Iterator[Row]:
    for clients, load in loads.items():
        what = f"HTTP, durable, {_named(clients)}"
        p95 = load.percentile(95)
        is_judged = clients == P95_CLIENTS
        yield make_row(what, load.a_second(), "cases/s", limit=load.shares())
        yield make_row(f"{what}, p50", load.percentile(50), "s")
        goal, met = (f"< {P95_LIMIT_S:g}", p95 < P95_LIMIT_S) if is_judged else ("", None)
        yield make_row(f"{what}, p95", p95, "s", goal=goal, met=met)
    yield _cpu_row("HTTP, durable", loads)
    most, without = _most(loads), _most(undurable)
    share, limit = most / without, f"without durability {without:.1f} cases/s"
    goal, met = f">= {LEAST_OF_UNDURABLE}", share >= LEAST_OF_UNDURABLE
    yield make_row("HTTP, durable over without", share, "x", limit=limit, goal=goal, met=met)


def short_row(load: Load) -> Row:
    return make_row("HTTP, durable, a few lines, 16 clients", load.a_second(), "cases/s", limit=load.shares())


def day_rows(load: Load, most_a_second: float) -> Iterator[Row]:
    """`load` came by the clock, `HARDER` times as often as in the busiest hour of the day."""
    p99, spare = load.percentile(99), most_a_second / BUSIEST_A_SECOND
    limit = f"{len(load.case_s)} cases in {OPEN_LOOP_S} s, {HARDER}x the busiest hour"
    yield make_row("10,000 cases a day, p99", p99, "s", limit=limit, goal=f"< {P99_LIMIT_S}", met=p99 < P99_LIMIT_S)
    limit = f"busiest hour {BUSIEST_A_SECOND:.2f} cases/s"
    yield make_row("10,000 cases a day, room to spare", spare, "x", limit=limit, goal="> 1", met=spare > 1)


def _cpu_row(what: str, loads: Loads) -> Row:
    """Of the run with the least: the others hold what waiting for each other costs as well."""
    return make_row(f"{what}, processor time a case", min(load.server_cpu_ms() for load in loads.values()), "ms")


def _most(loads: Loads) -> float:
    return max(load.a_second() for load in loads.values())


def _named(clients: int) -> str:
    return "1 client" if clients == 1 else f"{clients} clients"


def _loads(server: Server, letters: Letters) -> Loads:
    load_closed(server, 4, letters, cases=WARM_UP)
    return {clients: load_closed(server, clients, letters, cases=cases) for clients, cases in CASES.items()}
