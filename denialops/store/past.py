"""What a case was at any time: each event that changed it keeps what it became, in numbers, codes and dates alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from denialops.domain.cases import STAGE_NAMES
from denialops.domain.records import PastState, StageFailure
from denialops.store.session import Session, as_text

OF = "tenant = c.tenant AND case_id = c.case_id"
STAGES = ", ".join(
    f"(SELECT max(version) FROM stage_records WHERE {OF} AND stage = '{stage}' AND is_current = 1) AS done_{stage}"
    for stage in STAGE_NAMES
)
STATE = f"""
SELECT c.number, c.status, c.category, c.route, c.safe_date, c.received_on, c.confirmed_regime, c.removed_at, c.failure,
    (SELECT coalesce(max(version), 0) FROM drafts WHERE {OF} AND is_copy = 0) AS draft_version,
    (SELECT count(*) FROM documents WHERE {OF} AND removed_at = '') AS documents,
    (SELECT count(*) FROM corrections WHERE {OF}) AS corrections,
    (SELECT count(*) FROM sendings WHERE {OF}) AS sendings,
    (SELECT count(*) FROM closings WHERE {OF}) AS closings, {STAGES}
FROM cases c WHERE c.tenant = :tenant AND c.case_id = :case_id
"""
SAME = tuple(PastState.model_fields.keys() - {"failed_stage", "failure_code", "stages"})
ONLY_PROGRESS = ("SELECT", "INSERT INTO case_events", "INSERT INTO facts", "INSERT INTO paragraphs")


class PastReads(Session):
    _has_changed = False

    def find_past_state(self, case_id: str, at: datetime) -> PastState | None:
        self._case(case_id)
        sql = (
            "SELECT state FROM case_events WHERE tenant = :tenant AND case_id = :case_id AND at <= :at "
            "AND state IS NOT NULL ORDER BY number DESC LIMIT 1"
        )
        state = self._value(sql, case_id=case_id, at=as_text(at))
        return PastState.model_validate_json(state) if state else None

    def _execute(self, sql: str, **values: Any) -> Any:
        if not sql.startswith(ONLY_PROGRESS):
            self._has_changed = True
        return super()._execute(sql, **values)

    def _new_state(self, case_id: str) -> str | None:
        """For the event about to be kept; None where nothing was written since the last one."""
        if not self._has_changed:
            return None
        self._has_changed = False
        row = self._rows(STATE, case_id=case_id)[0]
        failure = StageFailure.model_validate_json(row["failure"]) if row["failure"] else None
        state = PastState(
            **{name: row[name] for name in SAME},
            stages={stage: row[f"done_{stage}"] for stage in STAGE_NAMES if row[f"done_{stage}"]},
            failed_stage=failure.stage if failure else "",
            failure_code=failure.code if failure else "",
        )
        return state.model_dump_json()
