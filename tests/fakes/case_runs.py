"""Cases as actions see them, without the desk: each is what the test says, and begins as often as it is told."""

from __future__ import annotations

from denialops.domain.cases import StageName
from denialops.domain.recovery.actions import CaseLook
from denialops.errors import IllegalTransition
from denialops.ports.recovery.actions import VendorState


class FakeCaseRuns:
    """Implements ports.CaseRuns. `begun` lists (case, stage, key); what begins reads until the test ends it."""

    def __init__(self, **looks: CaseLook) -> None:
        self.looks = dict(looks)
        self.begun: list[tuple[str, str, str]] = []
        self.held: set[str] = set()

    def look(self, case_id: str) -> CaseLook:
        return self.looks.get(case_id, CaseLook("gone"))

    def begin(self, case_id: str, first_stage: StageName, *, key: str) -> bool:
        look = self.look(case_id)
        if key in look.runs:
            return False
        if case_id in self.held:
            raise IllegalTransition("A person is at it.")
        self.begun.append((case_id, first_stage, key))
        self.looks[case_id] = CaseLook("reading", runs=(*look.runs, key))
        return True

    def end(self, *case_ids: str, failed_stage: StageName | None = None, is_rewritten: bool = True) -> None:
        """The work ends, well or with a failure of the model at a stage."""
        for case_id in case_ids:
            runs = self.looks[case_id].runs
            code = "model_unavailable" if failed_stage else ""
            self.looks[case_id] = CaseLook(
                "review", failed_stage or "", code, runs=runs, is_rewritten=is_rewritten and not failed_stage
            )


class FakeGate:
    """Implements ports.VendorGate: says what the test says."""

    def __init__(self) -> None:
        self.now = VendorState()

    def state(self, vendor: str, *, workflow: str = "") -> VendorState:
        return self.now
