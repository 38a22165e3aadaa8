"""Hours of half load leave memory, open files and threads where they were; a leak does not pass unseen."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.long.soak.growth import HEAD, Growth, judge
from tests.long.soak.load import Done, Load
from tests.long.soak.server import SoakedServer, Watcher, soaked

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

LEAKING_S = 15
LEAST_WARM_UP_S, LEAST_MEASURED_S = 8.0, 5.0
SHARE_BEFORE = 1 / 60
"""Of a long soak: so long it is warmed up, and so long its most load is measured."""

ALLOWED = {
    "memory of the server": (24.0, 0.06),
    "living Python objects": (8.0, 0.06),
    # The child that recognises text has 350 to 430 MiB, as its pages need.
    "memory of its children": (96.0, 0.06),
    "children": (1.0, 0.0),
    # Of a visit to a page Streamlit keeps three for two minutes after it ended, and sees some go at rare collections of
    # garbage; each thread opens the reply cache once, with two.
    "open files and connections": (48.0, 0.0),
    "threads": (8.0, 0.0),
}
"""How much each may grow, in MiB or pieces, and as a share of its level."""


def test_half_load_leaves_memory_files_and_threads_where_they_were(
    tmp_path: Path, pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]
) -> None:
    with soaked(tmp_path / "soak") as server:
        most, done, found = _soak(server, tmp_path / "letters", pytestconfig.getoption("--soak-seconds"))
        sites = server.tell_sites()

    _print(most, done, found, sites, capsys)
    assert [growth.name for growth in found if growth.is_endless] == []
    assert not most.faults + done.faults
    assert done.ends["ended in review"] > done.rounds / 2
    assert (most.ends + done.ends)["ended in failed"]
    assert "Traceback" not in server.log.read_text()


def test_a_planted_leak_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with soaked(tmp_path / "leak", leaks=True) as server:
        most, done, found = _soak(server, tmp_path / "letters", LEAKING_S)
        sites = server.tell_sites()

    _print(most, done, found, sites, capsys)
    grown = {growth.name for growth in found if growth.is_endless}
    assert {"memory of the server", "living Python objects"} <= grown
    assert "launcher.py" in sites.splitlines()[1]


def _soak(server: SoakedServer, folder: Path, seconds: int) -> tuple[Done, Done, list[Growth]]:
    load = Load(server, folder)
    load.drive(max(LEAST_WARM_UP_S, seconds * SHARE_BEFORE))
    server.trace()  # which slows it down, so the most it can do is measured after
    most = load.drive(max(LEAST_MEASURED_S, seconds * SHARE_BEFORE))
    with Watcher(server) as watcher:
        done = load.drive(seconds, per_second=most.per_second / 2)
    found = [
        judge(name, samples, allowed=ALLOWED[name][0], share=ALLOWED[name][1])
        for name, samples in watcher.series.items()
    ]
    return most, done, found


def _print(most: Done, done: Done, found: list[Growth], sites: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = [
        "",
        f"at most {most.per_second:.1f} rounds a second; {done.rounds} rounds in {done.seconds:.0f} s at half of it",
        f"outcomes: {dict(done.ends)}; faults: {dict(most.faults + done.faults)}",
        HEAD,
        *map(str, found),
        sites,
    ]
    with capsys.disabled():
        sys.stdout.write("\n".join(told) + "\n")
