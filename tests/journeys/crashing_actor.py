"""Lives for the crash journey of actions: real stores, executors and channels, and places where a process kills itself.

Arguments: data folder, place (a folder for SQLite, or a URL), address of the fake receivers, port of the fake mail
server, and kinds of actions. Each kind lives once unharmed, and the points that it passed are written down: before and
after every commit, message and start of a case. Then for each point another action of that kind lives until it dies
there, is taken up by a second process, and is undone where it can be. How it ended is printed, a line of JSON each.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from denialops.domain.cases import StageName
from denialops.domain.recovery.actions import Action, ActionKind
from denialops.domain.recovery.decisions import Proposal
from denialops.errors import ModelUnavailable
from denialops.ports.recovery.actions import Alert, Channel
from denialops.recovery.acting import Actions, Executor
from denialops.recovery.channels.http import JsonPoster
from denialops.recovery.channels.opsgenie import OpsgenieChannel
from denialops.recovery.channels.pagerduty import PagerDutyChannel
from denialops.recovery.channels.smtp import MailServer, SmtpChannel
from denialops.recovery.channels.webhook import WebhookChannel
from denialops.recovery.escalating import Escalate
from denialops.recovery.executors import OpenWorkItem, PauseVendor, RerouteProvider, SetKillSwitch
from denialops.recovery.proposing import propose
from denialops.recovery.redrafting import RedraftCases
from denialops.recovery.retry_runs import RetryTasks
from denialops.services import Services
from denialops.services.case_runs import DeskRuns
from denialops.services.records import Upload
from tests.fakes.desk import make_clock, open_services
from tests.fakes.guards import shipped_rules
from tests.fakes.pipeline import LETTER, FakePipeline
from tests.fakes.recovery import add_incident, make_event, make_incident

CASES = 2
ROUNDS, ROUND_S = 12, 700


class Points:
    """Every place that is passed, in order; at one of them the process ends as if the power were cut."""

    def __init__(self, dies_at: str = "") -> None:
        self.passed: list[str] = []
        self._dies_at = dies_at
        self.are_armed = False

    def __call__(self, name: str) -> None:
        if not self.are_armed:
            return
        known = sum(passed.rpartition("#")[0] == name for passed in self.passed)
        self.passed.append(f"{name}#{known}")
        if self.passed[-1] == self._dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


class DyingStore:
    """A store with a point before and after each commit."""

    def __init__(self, inner: Any, name: str, points: Points) -> None:
        self._inner, self._name, self._points = inner, name, points

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        with self._inner.transaction() as work:
            yield work
            self._points(f"{self._name}:before-commit")
        self._points(f"{self._name}:after-commit")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class DyingChannel:
    """A channel with a point before and after each message."""

    def __init__(self, inner: Channel, points: Points) -> None:
        self._inner, self._points = inner, points
        self.name, self.can_resolve = inner.name, inner.can_resolve

    def send(self, alert: Alert) -> None:
        self._points(f"{self.name}:before-send")
        self._inner.send(alert)
        self._points(f"{self.name}:after-send")

    def resolve(self, alert: Alert) -> None:
        self._points(f"{self.name}:before-resolve")
        self._inner.resolve(alert)
        self._points(f"{self.name}:after-resolve")


class Life:
    """One process: its services, its executors and the runner, on the database of all lives."""

    def __init__(self, services: Services, url: str, mail_port: int, points: Points) -> None:
        self.services, self.points = services, points
        services.store = DyingStore(services.store, "cases", points)  # type: ignore[assignment]
        self.store = services.recovery = DyingStore(services.recovery, "recovery", points)  # type: ignore[assignment]
        self.actions = Actions(self.store, self._executors(url, mail_port), services.clock)

    def propose(self, kind: ActionKind, incident_id: str) -> str:
        """An incident of its own with cases of its own, and the action that is approved."""
        failed = kind == "retry_tasks"
        case_ids = [self._open_case(f"{incident_id}-{n}", failed=failed) for n in range(CASES)]
        events = [make_event(case_id, case_id=case_id) for case_id in case_ids]
        what = {"vendor": "openai", "error_code": "model_unavailable"}
        add_incident(self.store, make_incident(incident_id, **what), *events)  # type: ignore[arg-type]
        proposal = Proposal(kind=kind, target="openai", risk="low")
        now = self.services.clock.now().isoformat(timespec="microseconds")
        with self.store.transaction() as work:
            return propose(work, incident_id, [proposal], now=now, auto="low")[0].action_id

    def live(self, action_id: str) -> Action:
        """Until it ended, and undone where that is possible."""
        for case_id, stage in self.services.list_unfinished():  # as the queue does at every start
            self.services.queue.submit(case_id, first_stage=stage)
        for _ in range(ROUNDS):
            self.actions.run_due()
            self.services.clock.pass_days(ROUND_S / 86_400)  # type: ignore[attr-defined]
        action = self._get(action_id)
        if action.status == "done" and action.is_reversible:
            self.actions.reverse(action_id, actor="Ruth")
        return self._get(action_id)

    def effects(self, action: Action) -> dict[str, int]:
        """What there is of it in the database."""
        with self.store.snapshot() as reads:
            steps = [step.name for step in reads.list_action_steps(action.action_id)]
            switches = [s for s in reads.list_kill_switches() if action.action_id in s.switch_id]
            items = [i for open in (True, False) for i in reads.list_work_items(is_open=open, limit=500)]
            case_ids = reads.list_incident_cases(action.incident_id)
        with self.services.store.snapshot() as cases:
            events = [event for case_id in case_ids for event in cases.list_events(case_id)]
        restarts = [e for e in events if str(e.ids.get("action", "")).startswith(action.action_id)]
        return {
            "switches": len(switches),
            "items": sum(item.action_id == action.action_id for item in items),
            "restarts": len(restarts),
            "done": steps.count("done"),
            "paused": steps.count("done:pause"),
            "rerouted": steps.count("done:reroute"),
        }

    def _get(self, action_id: str) -> Action:
        with self.store.snapshot() as reads:
            return reads.get_action(action_id)  # type: ignore[no-any-return]

    def _open_case(self, name: str, *, failed: bool) -> str:
        self.services.pipeline.before = _fail if failed else _pass  # type: ignore[attr-defined]
        letter = Upload(filename=f"{name}.txt", data=f"{LETTER}claim_numbers: {name}\n".encode())
        case_id = self.services.open_case(letter, actor="Ruth")
        self.services.pipeline.before = _pass  # type: ignore[attr-defined]
        return case_id

    def _executors(self, url: str, mail_port: int) -> dict[ActionKind, Executor]:
        store, clock, guards = self.store, self.services.clock, self.services.guards
        runs, rules = DeskRuns(self.services), guards.rules.current
        return {
            "retry_tasks": RetryTasks(store, runs, guards, rules, lambda workflow, vendor: True),
            "redraft_cases": RedraftCases(store, runs),
            "pause_vendor": PauseVendor(pauses=True),
            "resume_vendor": PauseVendor(pauses=False),
            "kill_switch": SetKillSwitch(clock),
            "reroute_provider": RerouteProvider(("openai", "anthropic"), rules),
            "escalate": Escalate(store, [DyingChannel(c, self.points) for c in self._channels(url, mail_port)]),
            "open_work_item": OpenWorkItem(),
        }

    def _channels(self, url: str, mail_port: int) -> tuple[Channel, ...]:
        poster = JsonPoster(timeout_s=10)
        server = MailServer.parse(f"smtp://127.0.0.1:{mail_port}")
        return (
            SmtpChannel(server, sender="denialops@example.com", receivers=("oncall@example.com",), timeout_s=10),
            WebhookChannel(f"{url}/hook", "a secret of sixteen", poster, self.services.clock),
            PagerDutyChannel("R0UTINGKEY", poster, url=url),
            OpsgenieChannel("0ps", poster, url=url),
        )


def _pass(stage: StageName) -> None:
    """All is well."""


def _fail(stage: StageName) -> None:
    if stage == "route":
        raise ModelUnavailable()


def act(folder: Path, place: str, url: str, mail_port: int, points: Points, told: Path, kind: str, name: str) -> None:
    """Opens the incident where it is new, lives its action to the end, and writes down how that was."""
    database = place if place.startswith("postgresql://") else ""
    with ExitStack() as opened:
        desk = open_services(folder, clock=make_clock(), pipeline=FakePipeline(), database_url=database)
        life = Life(opened.enter_context(desk), url, mail_port, points)
        known = folder / f"{name}.action"
        if not known.exists():
            known.write_text(life.propose(kind, name))  # type: ignore[arg-type]
        points.are_armed = True
        action = life.live(known.read_text())
        points.are_armed = False
        end = {"action": action.action_id, "status": action.status, "effects": life.effects(action)}
        told.write_text(json.dumps({**end, "points": points.passed, "attempts": action.attempts}))


def in_a_process(run: Any, *arguments: Any) -> int:
    life = os.fork()
    if life:
        return os.waitstatus_to_exitcode(os.waitpid(life, 0)[1])
    run(*arguments)
    os._exit(0)


def main(folder: Path, place: str, url: str, mail_port: int, kinds: list[str]) -> None:
    shipped_rules()  # read before the lives are forked, so that each has them already
    told = folder / "told"
    for kind in kinds:
        where = (folder, place, url, mail_port)
        code = in_a_process(act, *where, Points(), told, kind, f"{kind}-0")
        unharmed = json.loads(told.read_text())
        print(json.dumps({"kind": kind, "point": "", "code": code, **unharmed}), flush=True)
        for number, point in enumerate(unharmed["points"], 1):
            name = f"{kind}-{number}"
            died = in_a_process(act, *where, Points(point), told, kind, name)
            told.unlink(missing_ok=True)
            in_a_process(act, *where, Points(), told, kind, name)
            end = json.loads(told.read_text())
            print(json.dumps({"kind": kind, "point": point, "code": died, **end}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5:])
