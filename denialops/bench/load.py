"""Clients of the real server: each brings letters and waits until facts, route and draft are saved."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from itertools import repeat
from typing import NamedTuple

from denialops.bench.letters import Letters
from denialops.bench.serving import Server, ask, send_letter


class Load(NamedTuple):
    """What clients saw: seconds of each case and of all; and processor seconds of the clients and of the server."""

    case_s: Sequence[float]
    wall_s: float
    clients_cpu_s: float
    server_cpu_s: float

    def a_second(self) -> float:
        return len(self.case_s) / self.wall_s

    def percentile(self, hundredths: int) -> float:
        return percentile(self.case_s, hundredths)

    def server_cpu_ms(self) -> float:
        """Of one case; other programs on the machine change it little."""
        return self.server_cpu_s / len(self.case_s) * 1000

    def shares(self) -> str:
        """That the clients are not what limits it."""
        clients, server = (seconds / self.wall_s for seconds in (self.clients_cpu_s, self.server_cpu_s))
        return f"cores: server {server:.2f}, clients {clients:.2f}"


def percentile(values: Sequence[float], hundredths: int) -> float:
    """Between the two nearest where none is exact."""
    return statistics.quantiles(values, n=100, method="inclusive")[hundredths - 1]


def load_closed(server: Server, clients: int, letters: Letters, *, cases: int) -> Load:
    """Each client brings its next letter as soon as the last is done."""
    local = threading.local()

    def bring(_: None) -> float:
        if not hasattr(local, "connection"):
            local.connection = server.connect()
        return case_seconds(local.connection, letters.next())

    with ThreadPoolExecutor(clients) as threads:
        return _measured(server, lambda: list(threads.map(bring, repeat(None, cases))))


def load_open(server: Server, letters: Letters, *, every_s: float, for_s: float) -> Load:
    """Letters come by the clock; how long one takes is counted from the moment it should have come."""
    began = time.perf_counter()

    def bring(due: float) -> float:
        time.sleep(max(0.0, due - time.perf_counter()))
        with closing(server.connect()) as connection:
            case_seconds(connection, letters.next())
        return time.perf_counter() - due

    dues = [began + number * every_s for number in range(int(for_s / every_s))]
    with ThreadPoolExecutor(len(dues)) as threads:
        return _measured(server, lambda: list(threads.map(bring, dues)))


def case_seconds(connection: HTTPConnection, letter: bytes, filename: str = "letter.txt") -> float:
    """From nothing to a case that can be reviewed. Raises ConnectionError where it ended otherwise."""
    started = time.perf_counter()
    case_id = ask(connection, "POST", "/api/v1/cases")["case_id"]
    send_letter(connection, case_id, letter, filename)
    while (state := ask(connection, "POST", f"/api/v1/cases/{case_id}/run"))["is_running"]:
        pass
    if state["status"] != "review":
        raise ConnectionError(f"a case ended as {state['status']}")
    return time.perf_counter() - started


def _measured(server: Server, work: Callable[[], list[float]]) -> Load:
    wall, own, theirs = time.perf_counter(), time.process_time(), server.cpu_s()
    case_s = work()
    return Load(case_s, time.perf_counter() - wall, time.process_time() - own, server.cpu_s() - theirs)
