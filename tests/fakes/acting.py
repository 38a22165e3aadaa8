"""A store with one incident and its cases, executors over fakes, and the runner between them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from denialops.config import ROOT
from denialops.domain.recovery.actions import Action, ActionKind, AutoLimit, CaseLook, Risk
from denialops.domain.recovery.decisions import Proposal
from denialops.ports.recovery import ActionQuery
from denialops.ports.recovery.actions import Channel
from denialops.recovery.acting import Actions, Executor
from denialops.recovery.escalating import Escalate
from denialops.recovery.executors import OpenWorkItem, PauseVendor, RerouteProvider, SetKillSwitch
from denialops.recovery.proposing import approve, propose
from denialops.recovery.redrafting import RedraftCases
from denialops.recovery.retry_runs import RetryTasks
from denialops.recovery.rule_files import RuleFiles
from denialops.store.case_store import SqliteCaseStore
from tests.fakes.case_runs import FakeCaseRuns, FakeGate
from tests.fakes.pipeline import FakeClock
from tests.fakes.recovery import add_incident, make_event, make_incident

RULES = ROOT / "data" / "rules" / "recovery"
BROKEN = CaseLook("review", "extract", "model_unavailable")


class ActingDesk:
    def __init__(self, folder: Path, *, channels: tuple[Channel, ...] = (), ready: tuple[str, ...] = ()) -> None:
        self.clock = FakeClock(datetime(2026, 3, 2, 15, 4, tzinfo=UTC))
        self.cases = SqliteCaseStore(folder, tenant="clinic", clock=self.clock)
        self.store = self.cases.recovery()
        self.runs, self.gate = FakeCaseRuns(), FakeGate()
        self.allowance = 1000
        rules = RuleFiles(RULES)
        self.executors: dict[ActionKind, Executor] = {
            "retry_tasks": RetryTasks(self.store, self.runs, self.gate, rules.current, self._admit),
            "redraft_cases": RedraftCases(self.store, self.runs),
            "pause_vendor": PauseVendor(pauses=True),
            "resume_vendor": PauseVendor(pauses=False),
            "kill_switch": SetKillSwitch(self.clock),
            "reroute_provider": RerouteProvider(ready, rules.current),
            "escalate": Escalate(self.store, channels),
            "open_work_item": OpenWorkItem(),
        }
        self.actions = Actions(self.store, self.executors, self.clock)

    def open_incident(self, **looks: CaseLook) -> None:
        """Of openai, which is unavailable; each case is named by an event."""
        self.runs.looks.update(looks)
        events = [make_event(f"e-{case_id}", case_id=case_id) for case_id in looks] or [make_event("e")]
        what = {"vendor": "openai", "error_code": "model_unavailable", "workflow_id": "case_stage"}
        add_incident(self.store, make_incident(case_count=len(looks), **what), *events)

    def propose(
        self,
        kind: ActionKind,
        target: str = "openai",
        *,
        risk: Risk = "low",
        auto: AutoLimit = "low",
        decision_id: str = "d1",
        parameters: Mapping[str, JsonValue] | None = None,
    ) -> Action:
        """The newest action, whether it was new or not."""
        proposal = Proposal(kind=kind, target=target, parameters=parameters or {}, risk=risk)
        with self.store.transaction() as work:
            propose(work, "i1", [proposal], now=self.now(), auto=auto, decision_id=decision_id)
            return work.page_actions(ActionQuery(incident_id="i1"), limit=1)[0]

    def approve(self, action: Action, *, actor: str = "Ruth") -> Action:
        with self.store.transaction() as work:
            return approve(work, work.get_action(action.action_id), now=self.now(), actor=actor)

    def get(self, action: Action) -> Action:
        with self.store.snapshot() as reads:
            return reads.get_action(action.action_id)

    def steps(self, action: Action) -> list[str]:
        with self.store.snapshot() as reads:
            return [step.name for step in reads.list_action_steps(action.action_id)]

    def pass_s(self, seconds: float) -> None:
        self.clock.pass_days(seconds / 86_400)

    def run_due(self, *, after_s: float = 0.0) -> int:
        self.pass_s(after_s)
        return self.actions.run_due()

    def _admit(self, workflow: str, vendor: str) -> bool:
        self.allowance -= 1
        return self.allowance >= 0

    def now(self) -> str:
        return self.clock.now().isoformat(timespec="microseconds")


def result_of(action: Action) -> dict[str, Any]:
    return dict(action.result)
