"""The background work of recovery in this installation: its steps, their periods, and who does them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, cast
from uuid import uuid4

from denialops.bootstrap.acting import build_executors
from denialops.bootstrap.analysing import build_analysis
from denialops.config import Settings
from denialops.domain.recovery.actions import ActionKind
from denialops.domain.recovery.safety import RECOVERY_ACTIONS
from denialops.services.base import Acting

if TYPE_CHECKING:
    from denialops.recovery.acting import Executor
    from denialops.recovery.detection_rules import DetectionRules
    from denialops.recovery.loop import Held, Loop, Step
    from denialops.recovery.signature_rules import SignatureBook
    from denialops.services import Services

EVENTS_S, ANALYSIS_S, ACTIONS_S, QUIET_S, RISES_S = 2.0, 5.0, 2.0, 30.0, 3600.0
"""How long a step may miss what another process began; what began in this one wakes it at once."""


class Background:
    """Built when it starts: a process that only takes work in loads nothing of it."""

    def __init__(self, build: Callable[[], Loop]) -> None:
        self._build, self._loop = build, cast("Loop | None", None)

    def start(self) -> None:
        """Raises RulesInvalid."""
        self._loop = self._build()
        self._loop.start()

    def wake(self) -> None:
        if self._loop:
            self._loop.wake()

    def stop(self) -> None:
        """Blocks until the steps under way have ended."""
        if self._loop:
            self._loop.stop()
            self._loop = None


def build_acting(services: Callable[[], Services], settings: Settings) -> Acting:
    """`services` are asked for when there is something to do, since they are built after it."""

    @cache
    def executors() -> Mapping[ActionKind, Executor]:
        from denialops.services.case_runs import DeskRuns

        desk = services()
        return build_executors(settings, desk.recovery, desk.clock, desk.guards, DeskRuns(desk))

    background = Background(lambda: _loop(build_steps(services(), settings)))
    return Acting(executors=executors, start=background.start, wake=background.wake, stop=background.stop)


def build_steps(services: Services, settings: Settings) -> tuple[Step, ...]:
    """In the order in which one's work is the next one's. Raises RulesInvalid."""
    from denialops.recovery.acting import Actions
    from denialops.recovery.denials_ending import RiseWatch
    from denialops.recovery.incidents_resolving import QuietWatch
    from denialops.recovery.loop import Step
    from denialops.recovery.processor import Detection, EventProcessor

    store, clock, guards = services.recovery, services.clock, services.guards
    rules = _detection_rules(settings)
    detection = Detection(guards.rules, rules, _signature_book(settings))
    leases = {name: _lease(services, settings, name) for name in ("events", "analysis", "actions", "quiet", "rises")}
    processor = EventProcessor(store, detection, clock=clock, health=guards.breakers)
    analysis = build_analysis(
        settings,
        store,
        guards.rules,
        clock,
        breaker=lambda vendor: guards.breakers.state_of(vendor).state,
        assistant=services.assistant,
    )
    actions = Actions(store, services.acting.executors(), clock)

    def may_act() -> bool:
        """Asked before each action, so that a kill switch holds also those that were due already."""
        return leases["actions"].hold() and guards.switches.find_stop(workflow=RECOVERY_ACTIONS) is None

    quiet, rises = QuietWatch(store, rules, clock=clock), RiseWatch(store, rules, clock=clock)
    return (
        Step("events", EVENTS_S, processor.run_once, leases["events"]),
        Step("analysis", ANALYSIS_S, lambda: analysis.analyse_new(leases["analysis"].hold), leases["analysis"]),
        Step("actions", ACTIONS_S, lambda: actions.run_due(may_act), leases["actions"]),
        Step("quiet", QUIET_S, quiet.run_once, leases["quiet"], is_woken=False),
        Step("rises", RISES_S, rises.run_once, leases["rises"], is_woken=False),
    )


def _loop(steps: Sequence[Step]) -> Loop:
    from denialops.recovery.loop import Loop

    return Loop(steps)


def _lease(services: Services, settings: Settings, name: str) -> Held:
    """Where only this process can work on the data, nobody needs to be asked."""
    from denialops.recovery.leases import Lease
    from denialops.recovery.loop import Always

    if not settings.database_url.get_secret_value():
        return Always()
    return Lease(services.recovery, f"recovery/{name}", uuid4().hex)


def _detection_rules(settings: Settings) -> DetectionRules:
    from denialops.recovery.detection_rules import FILE, parse_detection

    return parse_detection((settings.recovery_rules_dir / FILE).read_text("utf-8"))


def _signature_book(settings: Settings) -> SignatureBook:
    from denialops.recovery.signature_rules import FILE, parse_signature_book

    return parse_signature_book((settings.recovery_rules_dir / FILE).read_text("utf-8"))
