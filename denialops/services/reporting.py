"""What happens here is told to recovery through the door of all events; work never fails because that is closed."""

from __future__ import annotations

from denialops.domain.cases import CaseFile, StageName
from denialops.domain.events import CaseEvent
from denialops.domain.recovery.events import WorkflowEvent
from denialops.domain.recovery.own_events import of_denial, of_failed_stage, of_recovered_case
from denialops.errors import Cancelled, DenialOpsError, EventConflict, LetterMissing, WorkHeld
from denialops.logs import correlation_id, get_log
from denialops.services.base import MACHINE, Desk
from denialops.services.watching import all_events, run_of


class Reporting(Desk):
    def report(self, event: WorkflowEvent) -> None:
        """Keeps an event of ours; one that was told before stays as it was told first."""
        try:
            self.event_intake.take_own(event.model_dump(mode="json"), sender=MACHINE, correlation_id=correlation_id())
            self.acting.wake()
        except EventConflict:
            return
        except DenialOpsError as error:
            get_log().warning("event_not_kept", code=error.code)

    def report_denial(self, case: CaseFile) -> None:
        """A case read to its end, as people see it."""
        event = of_denial(case, now=self.clock.now())
        if event:
            self.report(event)

    def report_recovery(self, case_id: str) -> None:
        """The case came to its end; nothing is told of one whose work never failed."""
        with self.store.snapshot() as reads:
            events = all_events(reads, case_id)
        if any(_tells_failed_work(event) for event in events):
            self.report(of_recovered_case(case_id, run=run_of(events), at=self.clock.now()))

    def report_failure(self, case_id: str, stage: StageName, error: DenialOpsError) -> None:
        """A stage that failed for good; what a person stopped did not fail."""
        if isinstance(error, Cancelled | WorkHeld):
            return
        with self.store.snapshot() as reads:
            run = run_of(all_events(reads, case_id))
        task_id, now = self.queue.find(case_id) or "", self.clock.now()
        self.report(of_failed_stage(case_id, stage, error, run=run, task_id=task_id, at=now))


def _tells_failed_work(event: CaseEvent) -> bool:
    """A case that waited for its letter had no work yet that could fail."""
    return event.type == "stage_failed" and event.ids.get("code") != LetterMissing.code
