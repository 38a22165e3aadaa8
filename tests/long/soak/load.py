"""What people and programs do all day with the application, as fast as it goes or at a given pace."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections import Counter
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import NamedTuple, cast

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from denialops.client import ApiProblem, Client
from denialops.ui.session import BROWSER_COOKIE
from tests.long.soak.letters import FAULTY_EVERY, Letters
from tests.long.soak.server import KEY, SoakedServer

PEOPLE = 4
PAGES_EVERY_S = 8.0
BROWSER = "b" * 32
SERVER_FAULTS = 500


class Done(NamedTuple):
    """Of one stretch of load: how the rounds ended, and by code what was the server's own fault."""

    rounds: int
    seconds: float
    ends: Counter[str]
    faults: Counter[str]

    @property
    def per_second(self) -> float:
        return self.rounds / self.seconds


class Load:
    """Four people at once, each round another case."""

    def __init__(self, server: SoakedServer, folder: Path) -> None:
        self._server, self._numbers = server, count()
        self._client, self._letters = Client(server.address, KEY), Letters(folder)
        self._lock, self._pages_at = threading.Lock(), 0.0
        self._ends, self._faults = list[str](), list[str]()
        folder.mkdir()

    def drive(self, seconds: float, *, per_second: float = 0.0) -> Done:
        """Rounds a second, 0: as many as go. One drive at a time."""
        pace, begun = _Pace(per_second), time.monotonic()
        rounds = list[int]()
        self._ends, self._faults = [], []

        def work() -> None:
            while pace.wait_for_turn(until=begun + seconds):
                rounds.append(next(self._numbers))
                self._try_round(rounds[-1])

        people = [threading.Thread(target=work) for _ in range(PEOPLE)]
        for person in people:
            person.start()
        for person in people:
            person.join()
        return Done(len(rounds), time.monotonic() - begun, Counter(self._ends), Counter(self._faults))

    def _try_round(self, number: int) -> None:
        try:
            self._round(number)
        except ApiProblem as problem:
            told = self._faults if problem.status >= SERVER_FAULTS else self._ends
            told.append(f"refused: {problem.code}")
        except (OSError, WebSocketException) as error:
            self._faults.append(type(error).__name__)

    def _round(self, number: int) -> None:
        client, case_id, letter = self._client, self._client.open_case().case_id, self._letters.take(number)
        try:
            client.add_document(case_id, letter)
            with closing(client.events_once(case_id)) as events:  # and is dropped in the middle of the work
                next(events)
            answer = client.run(case_id)
            self._ends.append(f"ended in {answer.status}")
            if answer.status == "review":
                self._work_on(case_id)
            if self._is_time_for_pages():
                self._look_at_pages(case_id)
            if number % FAULTY_EVERY == 0:
                list(client.stream(case_id))
        finally:
            letter.unlink()
            client.remove_case(case_id)

    def _work_on(self, case_id: str) -> None:
        client = self._client
        for look in (client.case, client.facts, client.route):
            look(case_id)
        draft = client.draft(case_id)
        saved = client.save_draft(case_id, f"{draft.body}\nWe thank you.\n", based_on=draft.version)
        assert saved.version > draft.version

    def _is_time_for_pages(self) -> bool:
        with self._lock:
            is_time = time.monotonic() >= self._pages_at
            if is_time:
                self._pages_at = time.monotonic() + PAGES_EVERY_S
            return is_time

    def _look_at_pages(self, case_id: str) -> None:
        """As a browser does: the shell of the page, then a session in which the page is run."""
        for path in ("/", "/_stcore/health"):
            with urllib.request.urlopen(f"{self._server.address}{path}", timeout=60) as answer:
                answer.read()
        with connect(
            f"ws://127.0.0.1:{self._server.port}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": f"{BROWSER_COOKIE}={BROWSER}"},
            max_size=None,
        ) as session:
            for page, query in (("work", ""), ("case", f"case={case_id}")):
                asked = BackMsg()
                asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
                session.send(asked.SerializeToString())
                while not _is_finished(cast("bytes", session.recv(timeout=60))):
                    pass


class _Pace:
    """Turns at even distances; those that were missed are not made up for, so that a slow machine gets no crowd."""

    def __init__(self, per_second: float) -> None:
        self._distance_s = 1 / per_second if per_second else 0.0
        self._lock, self._next_at = threading.Lock(), time.monotonic()

    def wait_for_turn(self, *, until: float) -> bool:
        """False where the time is over."""
        with self._lock:
            turn_at = max(self._next_at, time.monotonic())
            self._next_at = turn_at + self._distance_s
        if turn_at >= until:
            return False
        time.sleep(max(0.0, turn_at - time.monotonic()))
        return True


def _is_finished(message: bytes) -> bool:
    return ForwardMsg.FromString(message).WhichOneof("type") == "script_finished"
