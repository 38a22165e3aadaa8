"""Letters of an incident's cases written anew together, also of cases that came after the first proposal."""

from __future__ import annotations

from denialops.domain.recovery.actions import Action
from denialops.errors import InvalidValue
from denialops.services.actions import Acted
from denialops.services.incidents import AffectedCases, Incidents, IncidentView


class BulkRedrafts(Incidents, Acted):
    def propose_redraft(self, incident_id: str, *, actor: str) -> Action:
        """Of every affected case that none covers yet; it waits for approval.

        Raises IncidentNotFound, InvalidValue where no case is left, IllegalTransition where one waits already.
        """
        view = self.incident(incident_id)
        left = cases_left(view, self.incident_cases(incident_id))
        if not left:
            raise InvalidValue("No affected case is left.", hint="Every one is in a re-draft already, or is gone.")
        return self.propose_action(
            incident_id,
            "redraft_cases",
            target=f"{view.vendor}/{view.error_code}",
            parameters={"case_ids": list(left)},
            actor=actor,
        )


def cases_left(view: IncidentView, cases: AffectedCases) -> tuple[str, ...]:
    """Open cases that no re-draft of this incident names; those of a declined one were decided."""
    named: set[object] = set()
    for action in view.actions:
        ids = action.parameters.get("case_ids")
        if action.kind == "redraft_cases" and isinstance(ids, list | tuple):
            named.update(ids)
    return tuple(row.case_id for row in cases.rows if row.status == "review" and row.case_id not in named)
