"""The parts of recovery of this installation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from denialops.config import Settings
from denialops.domain.recovery.denial_rates import RiseTest
from denialops.domain.recovery.events import Signature, WorkflowEvent
from denialops.ports import Clock, UsageLedger
from denialops.ports.recovery import RecoveryStore
from denialops.recovery.intake import EventIntake
from denialops.recovery.quotas import Quotas

if TYPE_CHECKING:
    from denialops.services import Services


def build_event_intake(
    settings: Settings, store: RecoveryStore, clock: Clock, fingerprint: Callable[[bytes], str], quotas: Quotas
) -> EventIntake:
    """The door of every event. `fingerprint`: a hash under the key of this installation. Raises RulesInvalid."""
    from denialops.domain.recovery.payload_fields import FILE, parse_payload_fields
    from denialops.recovery.intake_checks import EventCheck
    from denialops.recovery.intake_commits import GroupCommits

    folder = settings.recovery_rules_dir
    fields = parse_payload_fields((folder / FILE).read_text("utf-8"))
    check = EventCheck(fields, fingerprint=fingerprint, clock=clock, max_kb=settings.event_max_kb)
    commits = GroupCommits(store, lambda work, new: quotas.use(work, "events", new))
    return EventIntake(check, _signing(folder, clock), commits, GroupCommits(store))


def reported_ledger(ledger: Callable[[], UsageLedger], services: Callable[[], Services]) -> Callable[[], UsageLedger]:
    """Opened with the model, before the services are built; what fails there is reported."""

    def open_ledger() -> UsageLedger:
        from denialops.recovery.own_calls import ReportedLedger

        return ReportedLedger(ledger(), lambda event: services().report(event))

    return open_ledger


def load_rise_test(settings: Settings) -> RiseTest:
    """When denials of a payer count as a rise. Raises RulesInvalid."""
    from denialops.recovery.detection_rules import FILE, parse_detection

    return parse_detection((settings.recovery_rules_dir / FILE).read_text("utf-8")).denials


def _signing(folder: Path, clock: Clock) -> Callable[[WorkflowEvent], Signature]:
    """By the rule set that is in force when the event comes in."""
    from denialops.recovery.signature_rules import FILE, parse_signature_book
    from denialops.recovery.signatures import sign

    book = parse_signature_book((folder / FILE).read_text("utf-8"))
    return lambda event: sign(event, book.in_force(clock.now().date()))
