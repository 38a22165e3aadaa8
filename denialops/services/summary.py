"""A case in a few sentences, made of what was read and decided; nothing of it is a model's."""

from __future__ import annotations

from collections.abc import Iterator

from denialops.domain.facts import Facts
from denialops.domain.routing import Routing
from denialops.services.records import CaseView
from denialops.services.views import Views
from denialops.services.words import REGIMES


class Summaries(Views):
    def summary(self, case_id: str) -> Iterator[str]:
        """Paragraph by paragraph; what is not known is left out. Raises CaseNotFound at the first."""
        view = self.case(case_id)
        yield _head(view)
        if view.error:
            yield f"{view.error['message']} {view.error['hint']}".strip()
        if view.case.facts.items:
            yield _denial(view.case.facts)
        if view.case.routing:
            yield _way(view.case.routing)
            yield from _papers(view.case.routing)
        yield _letter(view)


def _head(view: CaseView) -> str:
    row = view.row
    named = " · ".join(filter(None, (row.patient, row.payer)))
    return f"Case {row.number}{f': {named}' if named else ''}. Status: {row.status}."


def _denial(facts: Facts) -> str:
    said = (
        ("Notice of", facts.value("denial_date")),
        ("Claim", ", ".join(facts.values("claim_numbers"))),
        ("Service", facts.value("service_description")),
        ("Service from", facts.value("service_from")),
        ("Denied", f"${facts.value('denied_amount')}" if facts.value("denied_amount") else ""),
        ("Reason given", f"“{facts.value('denial_reason_quote')}”" if facts.value("denial_reason_quote") else ""),
    )
    known = [f"{label}: {value}" for label, value in said if value]
    text = ". ".join(known) or f"{len(facts.items)} facts were read"
    return text if text.endswith(".”") else f"{text}."


def _way(routing: Routing) -> str:
    parts = [f"Next step: {routing.route.label}.", *(f"{reason.rstrip('.')}." for reason in routing.route.reasons)]
    regime = REGIMES.get(routing.regime.value, "")
    if regime:
        parts.append(f"Plan: {regime}{'' if routing.regime.is_confirmed else ', not confirmed yet'}.")
    clock = routing.primary_deadline
    if clock and clock.plan_to:
        provisional = ", provisional until plan and dates are confirmed" if clock.provisional else ""
        parts.append(f"Plan to send by {clock.plan_to.isoformat()} ({clock.label}{provisional}).")
    return " ".join(parts)


def _papers(routing: Routing) -> Iterator[str]:
    missing = [item.item for item in routing.missing if item.status != "have"]
    if missing:
        yield f"Still to get: {'; '.join(missing)}."


def _letter(view: CaseView) -> str:
    if view.case.draft is None:
        return "No letter is drafted."
    draft = view.case.draft
    if not view.open_points:
        return f"Letter, version {draft.version}: nothing is left open."
    signed = f", signed for by {view.signed.actor}" if view.signed else ""
    points = "1 open point" if len(view.open_points) == 1 else f"{len(view.open_points)} open points"
    return f"Letter, version {draft.version}: {points}{signed}."
