"""What happened to a case, in words for people; progress of the reading is told by its end only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from denialops.domain.events import CaseEvent
from denialops.errors import LetterMissing
from denialops.services.model_use import hint_of
from denialops.services.records import TimelineLine
from denialops.services.words import REGIMES, field_words

Ids = dict[str, str | int | float | bool | None]

_FAILED = {
    "ingest": "The letter could not be read",
    "extract": "The facts could not be found",
    "route": "The route could not be decided",
    "draft": "The draft could not be written",
    "ground": "The draft could not be checked",
}

_OUTCOMES = {"partly_paid": "paid in part", "upheld": "denial upheld", "written_off": "written off"}


def _written(who: str, ids: Ids) -> str:
    version, model = ids.get("version"), str(ids.get("model") or "").partition(":")[2]
    name = f"{who} with {model}" if model else who
    return f"{name} wrote the draft, version {version}" if version else f"{name} wrote the draft"


def _model_failed(ids: Ids) -> str:
    what = "read the letter" if ids.get("purpose") == "read" else "write the letter"
    return f"The language model did not {what}: {hint_of(str(ids.get('code')))}"


def _signed_off(who: str, ids: Ids) -> str:
    left = [_counted(ids[name], name[:-1]) for name in ("blanks", "marks") if ids.get(name)]
    return f"{who} signed for version {ids.get('version')} with {' and '.join(left)} left open"


def _dropped(count: int) -> str:
    values = "1 value of the model was" if count == 1 else f"{count} values of the model were"
    quotes = "its quote is" if count == 1 else "their quotes are"
    return f"{values} dropped: {quotes} not in the letter"


def _saved(who: str, ids: Ids) -> str:
    if ids.get("is_copy"):
        return f"{who} saved version {ids.get('version')} beside a newer one; both are kept"
    return f"{who} saved version {ids.get('version')} of the draft"


def _received(who: str, ids: Ids) -> str:
    return f"{who} {'set' if ids.get('is_known') else 'cleared'} the day the letter arrived"


def _failed(ids: Ids) -> str:
    if ids.get("code") == LetterMissing.code:
        return "The case waits for its letter"
    return _FAILED.get(str(ids.get("stage")), "The work failed")


def _outcome(outcome: str) -> str:
    return _OUTCOMES.get(outcome, outcome)


def _counted(number: object, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


_TOLD: dict[str, Callable[[str, Ids], str]] = {
    "case_opened": lambda who, ids: f"{who} opened the case",
    "document_read": lambda who, ids: f"The letter was read: {_counted(ids.get('pages'), 'page')}",
    "route_decided": lambda who, ids: "Route and deadlines were worked out",
    "draft_written": _written,
    "draft_saved": _saved,
    "model_read": lambda who, ids: f"The language model added {_counted(ids.get('facts'), 'fact')}",
    "model_failed": lambda who, ids: _model_failed(ids),
    "writing_started": lambda who, ids: f"{ids.get('model')} began to write the letter",
    "writing_stopped": lambda who, ids: f"{who} stopped the writing; the draft that was there stays",
    "draft_signed_off": _signed_off,
    "fact_corrected": lambda who, ids: f"{who} corrected the {field_words(str(ids.get('field')))}",
    "regime_confirmed": lambda who, ids: f"{who} confirmed: {REGIMES.get(str(ids.get('regime')), 'kind of plan')}",
    "received_date_set": _received,
    "exhibit_added": lambda who, ids: f"{who} added a supporting record",
    "remittance_joined": lambda who, ids: f"{who} added the remittance of the same claim",
    "letter_detached": lambda who, ids: f"{who} gave the later letter a case of its own",
    "remittance_detached": lambda who, ids: f"{who} gave the remittance a case of its own",
    "plan_added": lambda who, ids: f"{who} had a plan document read",
    "plan_use_set": lambda who, ids: f"{who} chose how a plan document goes into the packet",
    "exhibit_moved": lambda who, ids: f"{who} changed the order of the exhibits",
    "exhibit_removed": lambda who, ids: f"{who} took a supporting record out of the packet",
    "exhibit_restored": lambda who, ids: f"{who} put a supporting record back into the packet",
    "case_sent": lambda who, ids: f"{who} marked the appeal as sent{' with proof' if ids.get('has_proof') else ''}",
    "case_closed": lambda who, ids: f"{who} closed the case: {_outcome(str(ids.get('outcome', '')))}",
    "case_reopened": lambda who, ids: f"{who} reopened the case",
    "case_removed": lambda who, ids: f"{who} removed the case",
    "case_restored": lambda who, ids: f"{who} restored the case",
    "letter_split": lambda who, ids: f"{who} split the file: {_counted(ids.get('letters'), 'letter')}, one case each",
    "letter_attached": lambda who, ids: f"{who} added a later letter for this claim",
    "match_found": lambda who, ids: "An earlier case for the same claim was found",
    "match_kept_apart": lambda who, ids: f"{who} kept this case apart from the other",
    "case_joined": lambda who, ids: f"{who} moved the letter to the earlier case of this claim",
    "letter_replaced": lambda who, ids: f"{who} replaced the letter with a better copy",
    "password_entered": lambda who, ids: f"{who} entered the password of the file",
    "work_restarted": lambda who, ids: f"{who} had the letter read again",
    "work_paused": lambda who, ids: f"{who} paused the work",
    "work_resumed": lambda who, ids: f"{who} let the work go on",
    "priority_set": lambda who, ids: f"{who} changed how soon the work is done",
    "run_cancelled": lambda who, ids: f"{who} stopped the reading",
    "stage_failed": lambda who, ids: _failed(ids),
    "artefact_downloaded": lambda who, ids: f"{who} downloaded {ids.get('name', 'a file')}",
}


def timeline_of(events: Sequence[CaseEvent]) -> tuple[TimelineLine, ...]:
    """Newest first."""
    told: list[TimelineLine] = []
    dropped = 0
    for event in events:
        dropped += event.type == "model_dropped"
        if dropped and event.type in ("model_read", "model_failed"):
            told.append(TimelineLine(at=event.at, actor=event.actor, text=_dropped(dropped)))
            dropped = 0
        if event.type in _TOLD:
            told.append(_line(event))
    return tuple(reversed(told))


def _line(event: CaseEvent) -> TimelineLine:
    return TimelineLine(at=event.at, actor=event.actor, text=_TOLD[event.type](event.actor, dict(event.ids)))
