"""Incidents and their history in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from denialops.clock import local
from denialops.domain.recovery.incidents import Incident, IncidentStep
from denialops.services.records import TimelineLine

MULTIPLES = {2: "twice", 3: "three times", 4: "four times", 5: "five times", 6: "six times"}
ACRONYMS = frozenset("hmo ppo pos epo va bcbs hcsc uhc cms usa".split())
STATUS_WORDS = {
    "NEW": "new",
    "ANALYZING": "being looked at",
    "ACTIONED": "acted on",
    "RESOLVED": "resolved",
    "IGNORED": "ignored",
}

Body = Mapping[str, Any]


def headline(incident: Incident) -> str:
    """One sentence: who, what, since when, how much."""
    return _denials(incident) if incident.kind == "denials" else _failures(incident)


def line_of(step: IncidentStep) -> TimelineLine:
    told = _TOLD.get(step.type)
    text = told(step.actor, step.body) if told else f"{step.actor}: {step.type.replace('_', ' ')}"
    return TimelineLine(at=step.at, actor=step.actor, text=text)


def code_words(code: str) -> str:
    """A CARC is a number with or without its group; a category of ours is words."""
    return f"CARC {code}" if code[:1].isdigit() else code.replace("_", " ")


def vendor_words(vendor: str) -> str:
    """Vendors are kept in small letters with _ for blanks; a name that is written otherwise stays as it is."""
    if vendor != vendor.lower():
        return vendor
    return " ".join(word.upper() if word in ACRONYMS else word.capitalize() for word in vendor.split("_"))


def _denials(incident: Incident) -> str:
    seen, expected = incident.evidence.get("seen"), incident.evidence.get("expected")
    since = str(incident.evidence.get("since") or incident.first_seen)
    what = f"{vendor_words(incident.vendor)} denies {code_words(incident.error_code)}"
    if not isinstance(seen, int | float) or not isinstance(expected, int | float):
        return f"{what} more often since {_day(since)}: {_counted(incident.event_count, 'letter')}"
    often = _multiple(seen / expected) if expected else "as never before"
    return f"{what} {often} since {_day(since)}: {_counted(round(seen), 'letter')}, {expected:.0f} expected"


def _multiple(ratio: float) -> str:
    whole = round(ratio)
    if abs(ratio - whole) <= 0.25 and whole >= 2:
        return f"{MULTIPLES.get(whole, f'{whole} times')} as often"
    return f"{ratio:.1f} times as often"


def _failures(incident: Incident) -> str:
    name = incident.workflow_id.replace("_", " ").replace(".", " ").strip().capitalize() or "Work"
    where = f" at {vendor_words(incident.vendor)}" if incident.vendor else ""
    code = f" with {incident.error_code}" if incident.error_code else ""
    return f"{name} fails{where}{code}: {_counted(incident.event_count, 'time')} since {_day(incident.first_seen)}"


def _day(iso: str) -> str:
    found = local(datetime.fromisoformat(iso)).date() if "T" in iso else date.fromisoformat(iso)
    return f"{found:%b} {found.day}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _moved(who: str, body: Body) -> str:
    reason = f": {body['reason']}" if body.get("reason") else ""
    after = str(body.get("after", ""))
    return f"{who} set it to {STATUS_WORDS.get(after, after)}{reason}"


_TOLD: dict[str, Callable[[str, Body], str]] = {
    "opened": lambda who, body: "The incident was opened",
    "status_changed": _moved,
    "severity_changed": lambda who, body: f"Its severity went from {body.get('before')} to {body.get('after')}",
    "grouped": lambda who, body: "It seems to have the same cause as another incident",
    "noted": lambda who, body: f"{who} noted: {body.get('words')}",
}
