"""A case is sent, closed, reopened, removed and restored; only legal moves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast, get_args

from denialops.domain.records import ClosedRecord, Outcome, SentRecord
from denialops.domain.recovery.own_events import of_payment
from denialops.errors import InvalidValue
from denialops.services.base import by
from denialops.services.intake import as_document
from denialops.services.records import Upload
from denialops.services.reporting import Reporting
from denialops.services.signing import Signing

LONGEST_NOTE = 200


class Life(Signing, Reporting):
    def mark_sent(
        self, case_id: str, *, sent_on: date, channel: str, confirmation: str, proof: Upload | None, actor: str
    ) -> None:
        """The appeal left: how, when, with what proof. Raises IllegalTransition, InvalidValue or DraftOpen."""
        if sent_on > self.clock.today():
            raise InvalidValue("The letter cannot have been sent in the future.", hint="Enter a day up to today.")
        if not channel.strip() or max(len(channel), len(confirmation)) > LONGEST_NOTE:
            raise InvalidValue("How was it sent?", hint=f"Name the way, in at most {LONGEST_NOTE} characters.")
        proved = as_document(proof).model_copy(update={"doc_type": "proof"}) if proof else None
        if proof:
            self.vault.put(proof.data)
        sent = SentRecord(
            sent_on=sent_on,
            channel=channel.strip(),
            confirmation=confirmation.strip(),
            proof_document_id=proved.document_id if proved else "",
        )
        with self.store.transaction() as unit:
            if proved:
                change = by(actor, "document_added", document_id=proved.document_id)
                unit.add_document(case_id, proved, change, role="proof")
            unit.mark_sent(case_id, sent, by(actor, "case_sent", has_proof=proved is not None))
            self.refuse_open(unit, case_id)

    def close(self, case_id: str, *, outcome: str, amount: Decimal | None, actor: str) -> None:
        """The end: an Outcome of domain.records and the amount paid. Raises IllegalTransition or InvalidValue."""
        if outcome not in get_args(Outcome):
            raise InvalidValue("There is no such outcome.", hint="Choose one of the list.")
        if amount is not None and not 0 <= amount < Decimal("1e9"):
            raise InvalidValue("That amount cannot be right.", hint="Enter an amount from 0 to 999,999,999.99.")
        closed = ClosedRecord(outcome=cast(Outcome, outcome), amount=amount)
        with self.store.transaction() as unit:
            unit.close_case(case_id, closed, by(actor, "case_closed", outcome=outcome))
            payer = unit.get_row(case_id, today=self.clock.today()).payer
        paid = of_payment(case_id, payer, closed.outcome, now=self.clock.now())
        if paid:
            self.report(paid)

    def reopen(self, case_id: str, *, actor: str) -> None:
        with self.store.transaction() as unit:
            unit.reopen_case(case_id, by(actor, "case_reopened"))

    def remove(self, case_id: str, *, actor: str) -> None:
        """Takes the case off every list; can be undone for settings.undo_days."""
        with self.store.transaction() as unit:
            unit.remove_case(case_id, by(actor, "case_removed"))
        # Restoring costs a new question at most; a forgotten copy costs trust.
        self.forget_replies(case_id)

    def restore(self, case_id: str, *, actor: str) -> None:
        with self.store.transaction() as unit:
            unit.restore_case(case_id, by(actor, "case_restored"))
