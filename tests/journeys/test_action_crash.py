"""An action whose process is killed at any point is taken up by the next one, and has exactly one effect."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.notifying import FakeMailServer, FakeReceivers, running_mail_server, running_receivers

ROOT = Path(__file__).resolve().parents[2]
KILLED = -9
IN_OUR_DATABASE = ("kill_switch", "pause_vendor", "resume_vendor", "reroute_provider", "open_work_item")
ONE_EFFECT = {
    "kill_switch": {"switches": 1},
    "pause_vendor": {"paused": 1},
    "resume_vendor": {"paused": 1},
    "reroute_provider": {"rerouted": 1},
    "open_work_item": {"items": 1},
    "escalate": {"items": 1},
    "retry_tasks": {"restarts": 2},
    "redraft_cases": {"restarts": 2},
}
"""In our database; of the two cases of a bulk action each is begun once."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="lives are forked")
all_of = pytest.mark.parametrize(
    ("place", "kinds"),
    [
        pytest.param("sqlite", IN_OUR_DATABASE, id="sqlite-own-database"),
        pytest.param("sqlite", ("retry_tasks", "redraft_cases"), id="sqlite-cases"),
        pytest.param("postgres", ("kill_switch",), id="postgres-one"),
        pytest.param("postgres", IN_OUR_DATABASE, id="postgres-own-database", marks=pytest.mark.slow),
        pytest.param("postgres", ("retry_tasks", "redraft_cases"), id="postgres-cases", marks=pytest.mark.slow),
    ],
    indirect=["place"],
)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path)
    return str(request.getfixturevalue("postgres").make_database())


@pytest.fixture
def receivers() -> Iterator[FakeReceivers]:
    with running_receivers() as running:
        yield running


@pytest.fixture
def mail() -> Iterator[FakeMailServer]:
    with running_mail_server() as running:
        yield running


def live(folder: Path, place: str, receivers: FakeReceivers, mail: FakeMailServer, *kinds: str) -> list[dict[str, Any]]:
    arguments = [str(folder), place, receivers.url, str(mail.port), *kinds]
    command = [sys.executable, "-m", "tests.journeys.crashing_actor", *arguments]
    lives = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=280)
    assert lives.returncode == 0, lives.stderr
    return [json.loads(line) for line in lives.stdout.splitlines()]


def refuse_other_than_one_effect(ends: list[dict[str, Any]], kind: str) -> None:
    of_kind = [end for end in ends if end["kind"] == kind]
    unharmed, *killed = of_kind
    assert unharmed["code"] == 0
    assert len(killed) == len(unharmed["points"]) > 0
    for end in killed:
        assert end["code"] == KILLED, end
        wanted = {"done": 1} | ONE_EFFECT[kind]
        assert end["effects"] | wanted == end["effects"], end
        assert end["status"] == unharmed["status"], end


@all_of
def test_killed_at_any_point_an_action_has_exactly_one_effect(
    place: str, kinds: tuple[str, ...], tmp_path: Path, receivers: FakeReceivers, mail: FakeMailServer
) -> None:
    ends = live(tmp_path, place, receivers, mail, *kinds)

    for kind in kinds:
        refuse_other_than_one_effect(ends, kind)


@pytest.mark.parametrize("place", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True)
def test_killed_at_any_point_an_escalation_reaches_each_receiver_as_one_message(
    place: str, tmp_path: Path, receivers: FakeReceivers, mail: FakeMailServer
) -> None:
    ends = live(tmp_path, place, receivers, mail, "escalate")

    refuse_other_than_one_effect(ends, "escalate")
    keys = {f"denialops-{end['action']}" for end in ends}
    assert receivers.hooks == {f"incident.{what}:{key}" for key in keys for what in ("escalated", "resolved")}
    assert receivers.triggered == keys
    assert receivers.open_alerts == set()
    assert mail.message_ids == {f"<{key}@example.com>" for key in keys}
    # Mail has no memory: killed between the server's yes and our own note of it, the same message goes out twice.
    between = [end for end in ends if end["point"] in ("email:after-send#0", "recovery:before-commit#3")]
    assert len(mail.messages) - len(keys) <= len(between) == 2
