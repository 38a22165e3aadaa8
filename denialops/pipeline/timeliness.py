"""The sentence about the filing deadline: what the notice allows, the count, and whether it still holds."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from denialops.domain.cases import CaseFile
from denialops.domain.routing import Deadline, Routing
from denialops.domain.wording import as_date, day, one_line
from denialops.pipeline.provenance import Told

State = Literal["open", "open_by_rule", "late", "unknown"]


class Timeliness(NamedTuple):
    """`allowed`: the words of the notice. `counted`: the arithmetic as a sentence without its full stop.

    `open_by_rule`: the notice's own date has passed, but the rule gives more time.
    """

    state: State
    allowed: Told | None
    counted: Told | None
    last_day: Told | None


def timeliness_of(case: CaseFile, routing: Routing) -> Timeliness:
    """Of the primary deadline. The letter's own date goes first; a later legal date counts once that has passed."""
    deadline = routing.primary_deadline
    last = _last_day(deadline, case.today) if deadline else None
    if deadline is None or last is None:
        return Timeliness("unknown", _allowed(case, deadline), None, None)
    source = f"deadline:{deadline.rule_id}"
    return Timeliness(
        state=_state(deadline, last, case.today),
        allowed=_allowed(case, deadline),
        counted=Told(_count(case, deadline, last), (source, *_base_ids(case))),
        last_day=Told(day(last), (source,)),
    )


def last_filing_day(deadline: Deadline) -> date | None:
    """The latest day that the notice or a verified rule allows."""
    by_rule = deadline.computed if deadline.status != "U" else None
    return max((moment for moment in (deadline.stated, by_rule) if moment), default=None)


def _last_day(deadline: Deadline, today: date) -> date | None:
    if deadline.stated and today <= deadline.stated:
        return deadline.stated
    return last_filing_day(deadline)


def _state(deadline: Deadline, last: date, today: date) -> State:
    if today > last:
        return "late"
    return "open_by_rule" if deadline.stated and today > deadline.stated else "open"


def _allowed(case: CaseFile, deadline: Deadline | None) -> Told | None:
    fact = case.facts.find("appeal_deadline_stated")
    words = fact.value if fact else deadline.stated_words if deadline else ""
    return Told(one_line(words).rstrip(".,;"), (fact.fact_id,) if fact else ()) if words else None


def _count(case: CaseFile, deadline: Deadline, last: date) -> str:
    base, base_words = _base(case, last)
    limit = _limit(case, base, last)
    if base and limit:
        return f"Counted from {base_words} {limit} end on {day(last)}"
    if base and case.facts.value("appeal_deadline_date") != last.isoformat():
        return f"Counted from {base_words} the last day is {day(last)}"
    return f"The last day is {day(last)}"


def _base(case: CaseFile, last: date) -> tuple[date | None, str]:
    received, notice = case.received_on, as_date(case.facts.value("denial_date") or "")
    days = case.facts.value("appeal_deadline_days")
    if received and days and days.isdigit() and (last - received).days == int(days):
        return received, f"{day(received)}, the day we received the notice,"
    return notice, f"the notice date, {day(notice)}," if notice else ""


def _limit(case: CaseFile, base: date | None, last: date) -> str:
    """ "65 days" or "6 months" if base and last day really are that far apart."""
    number, unit = case.facts.value("appeal_deadline_days"), case.facts.value("appeal_deadline_unit") or "day"
    if base is None or not number or not number.isdigit():
        return ""
    if unit == "day" and (last - base).days == int(number):
        return f"{number} days"
    months = (last.year - base.year) * 12 + last.month - base.month
    if unit == "month" and months == int(number) and last.day == base.day:
        return f"{number} months"
    return ""


def _base_ids(case: CaseFile) -> tuple[str, ...]:
    facts = (case.facts.find("denial_date"), case.facts.find("appeal_deadline_days"))
    return tuple(fact.fact_id for fact in facts if fact)
