"""Events and a processor for the tests of detection; signatures and rules are those that ship."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from denialops.domain.recovery.events import WorkflowEvent
from denialops.domain.recovery.rule_tables import parse_recovery_rules
from denialops.ports import Clock
from denialops.ports.recovery import NewEvent, RecoveryStore
from denialops.recovery.detection_rules import parse_detection
from denialops.recovery.processor import Detection, EventProcessor, VendorHealth
from denialops.recovery.signature_rules import SignatureBook, parse_signature_book
from denialops.recovery.signatures import sign
from tests.unit.recovery.makers import FixedRules, make_texts

RULES = Path(__file__).parents[2] / "data" / "rules" / "recovery"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SIGNED_ON = date(2026, 11, 21)
_keys = count()


def shipped_book() -> SignatureBook:
    return parse_signature_book((RULES / "signatures.yaml").read_text("utf-8"))


def make_detection(book: SignatureBook | None = None) -> Detection:
    rules = FixedRules(parse_recovery_rules(make_texts()))
    return Detection(rules, parse_detection((RULES / "detection.yaml").read_text("utf-8")), book or shipped_book())


def make_processor(
    store: RecoveryStore, clock: Clock, *, book: SignatureBook | None = None, health: VendorHealth | None = None
) -> EventProcessor:
    return EventProcessor(store, make_detection(book), clock=clock, health=health)


def make_event(minutes: float = 0, **changed: Any) -> WorkflowEvent:
    """A failure, so many minutes after noon."""
    given: dict[str, Any] = {
        "workflow_id": "eligibility",
        "event_type": "eligibility.failed",
        "idempotency_key": f"key-{next(_keys)}",
        "occurred_at": NOON + timedelta(minutes=minutes),
        "vendor": "quick_fax",
        "error_code": "timeout",
        "payload": {"message": "Read timed out after 30 s"},
    }
    return WorkflowEvent(**given | changed)


def make_success(minutes: float = 0, **changed: Any) -> WorkflowEvent:
    return make_event(minutes, **{"event_type": "eligibility.succeeded", "error_code": "", "payload": {}} | changed)


def make_denial(day: float, **changed: Any) -> WorkflowEvent:
    """A denial so many days after NOON."""
    given: dict[str, Any] = {
        "workflow_id": "claims",
        "event_type": "claim.denied",
        "vendor": "Harbor Ridge",
        "error_code": "medical_necessity",
        "payload": {},
    }
    return make_event(day * 1440, **given | changed)


def post(
    store: RecoveryStore,
    *events: WorkflowEvent,
    cases: Iterable[str] = (),
    book: SignatureBook | None = None,
    signed_on: date = SIGNED_ON,
) -> None:
    """`cases`: the case of each event, as far as they go."""
    rules = (book or shipped_book()).in_force(signed_on)
    named: Mapping[int, str] = dict(enumerate(cases))
    new = [
        NewEvent(event, body_hash=event.idempotency_key, signature=sign(event, rules), sender="test",
                 case_id=named.get(place, ""))
        for place, event in enumerate(events)
    ]  # fmt: skip
    with store.transaction() as work:
        work.append_events(new)
