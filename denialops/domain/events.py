"""The one stream that pages, SSE, timeline and audit read."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from denialops.domain.base import Record


class CaseEvent(Record):
    """A change of a case, past tense. `ids` holds ids, counts, codes and field names; never patient text.

    `correlation_id` is that of the request or task in which it happened.

    Types: case_opened, document_added, page_read {page, of, origin, seconds}, document_read,
    fact_found {fact_id, field}, stage_started / stage_finished / stage_failed {stage, code}, route_decided,
    draft_written {version}, fact_corrected, regime_confirmed, received_date_set, draft_saved, exhibit_added,
    remittance_joined, exhibit_moved, exhibit_removed, exhibit_restored, case_sent, case_closed, case_reopened,
    case_removed, case_restored, artefact_downloaded, letter_split, letter_replaced, letter_attached, password_entered,
    match_found / match_kept_apart / case_joined {other}, letter_detached / remittance_detached {document_id, other},
    whole_file_kept {document_id}, work_restarted {stage}, run_cancelled, work_paused, work_resumed,
    priority_set {priority},
    model_asked {purpose} / model_read {facts} / model_dropped {field, why} / model_failed {purpose, code},
    writing_started {model}, paragraph_written {number}, writing_stopped, draft_signed_off {version, blanks, marks}.
    """

    case_id: str
    number: int
    type: str
    at: str
    actor: str
    ids: Mapping[str, str | int | float | bool | None] = Field(default_factory=dict)
    correlation_id: str = ""
