"""The date engine: what the letter states, what the rule gives, the day to plan to, and each count in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from denialops.domain.base import Record
from denialops.domain.calendar import Calendar
from denialops.domain.facts import Evidence
from denialops.domain.routing import Deadline
from denialops.domain.rulebook.deadlines import Anchor, DeadlineRow, Limit, Unit
from denialops.domain.wording import day

WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
UNIT_WORDS: dict[Unit, str] = {
    "hour": "hour", "day": "calendar day", "business_day": "business day", "week": "week", "month": "month",
    "year": "year",
}  # fmt: skip
LETTER_RULE = "letter"


class CaseDates(Record):
    """The days that clocks run from, each in evidence. `notice` is the date on the notice."""

    notice: date | None = None
    received: date | None = None
    payment: date | None = None
    service: date | None = None
    effective: date | None = None
    discharge: date | None = None
    request: date | None = None


class StatedTime(Record):
    """What the letter says about a step: a printed day, or a number of units from an anchor ("" if it names none)."""

    words: str
    day: date | None = None
    limit: Limit | None = None
    runs_from: Anchor | None = None
    evidence: Evidence | None = None


class Count(NamedTuple):
    """A last day and how it was counted."""

    last: date
    words: str


class _Start(NamedTuple):
    day: date
    words: str
    presumed_days: int = 0


def count_rule(row: DeadlineRow, dates: CaseDates, calendar: Calendar) -> Count | None:
    """The last day by the rule; None when it sets no time or a mere cap, or its first day is not in evidence."""
    start = _start(row.runs_from, dates, row.presumed_days)
    if row.limit is None or row.bound == "at_most" or start is None:
        return None
    count = _count(row.limit, start, row, calendar)
    floor = dates.effective if row.not_before == "effective" else None
    if floor and floor > count.last:
        return Count(floor, f"{count.words}; the action takes effect later, on {_full(floor)}")
    return count


def count_stated(stated: StatedTime, row: DeadlineRow | None, dates: CaseDates, calendar: Calendar) -> Count | None:
    """The last day by the letter. A printed day wins; days are counted the way the rule of the step counts."""
    if stated.day:
        return Count(stated.day, f"the letter prints {_full(stated.day)}")
    if stated.limit is None:
        return None
    start = _start(_stated_anchor(stated, row), dates, _presumption(stated.limit, row))
    return _count(stated.limit, start, row, calendar) if start else None


def count_from(limit: Limit, start: date, words: str, calendar: Calendar) -> Count:
    """The last day of a time from a known day, e.g. the payer's own clock from a request."""
    return _count(limit, _Start(start, f"{words} of {day(start)}"), None, calendar)


def build_deadline(
    row: DeadlineRow,
    *,
    dates: CaseDates,
    calendar: Calendar,
    stated: StatedTime | None = None,
    provisional: bool = True,
) -> Deadline:
    """The clock of a step that is open now: stated and computed side by side, planned to the earlier."""
    rule = count_rule(row, dates, calendar)
    letter = count_stated(stated, row, dates, calendar) if stated else None
    bare = describe_step(row).model_copy(update={"provisional": provisional})
    return _with_dates(bare, stated, letter, rule, row, calendar)


def build_stated_deadline(
    step: str, label: str, stated: StatedTime, *, dates: CaseDates, calendar: Calendar, provisional: bool = True
) -> Deadline:
    """The clock of a step that only the letter's own terms set."""
    bare = Deadline(
        rule_id=LETTER_RULE, step=step, label=label, limit_words=stated.words, citation="terms stated in the letter",
        provisional=provisional,
    )  # fmt: skip
    return _with_dates(bare, stated, count_stated(stated, None, dates, calendar), None, None, calendar)


def describe_step(row: DeadlineRow) -> Deadline:
    """A step that is not open yet: its time limit in words, without a date."""
    return Deadline(
        rule_id=row.id,
        step=row.step,
        label=row.label,
        limit_words=row_words(row),
        citation=row.citation,
        status=row.status,
    )


def row_words(row: DeadlineRow) -> str:
    """ "60 calendar days from receipt (presumed 5 days after the notice)" with the row's note."""
    parts = [_sentence(row, row.limit)] if row.limit else []
    parts += [row.note] if row.note else []
    if row.minimum_amount is not None:
        parts.append(f"at least ${row.minimum_amount:,} must be in dispute")
    if row.good_cause:
        parts.append(f"a late filing may be excused for good cause ({row.good_cause})")
    return "; ".join(parts)


ANCHOR_WORDS: dict[Anchor, str] = {
    "notice": "the notice", "receipt": "receipt", "decision": "the decision", "payment": "the payment notice",
    "decision_served": "service of the decision", "service": "the date of service", "discharge": "the discharge",
    "effective": "the effective date of the action", "request": "the request",
    "negotiation_end": "the end of open negotiation",
}  # fmt: skip


def _sentence(row: DeadlineRow, limit: Limit) -> str:
    bound = {"exact": "", "at_least": "at least ", "at_most": "at most "}[row.bound]
    presumed = f" (presumed {row.presumed_days} days after the notice)" if row.presumed_days else ""
    return f"{bound}{limit_words(limit)} from {ANCHOR_WORDS[row.runs_from]}{presumed}"


def _start(anchor: Anchor, dates: CaseDates, presumed_days: int) -> _Start | None:
    if anchor == "receipt":
        return _receipt(dates, presumed_days)
    known: dict[Anchor, date | None] = {
        "notice": dates.notice, "decision": dates.notice, "decision_served": dates.notice,
        "payment": dates.payment or dates.notice, "service": dates.service, "effective": dates.effective,
        "discharge": dates.discharge or dates.effective, "request": dates.request,
    }  # fmt: skip
    found = known.get(anchor)
    return _Start(found, f"{ANCHOR_WORDS[anchor]} of {day(found)}") if found else None


def _receipt(dates: CaseDates, presumed_days: int) -> _Start | None:
    """Documented receipt, else the presumption where the rule grants one, else the notice date as the safe side."""
    if dates.received:
        return _Start(dates.received, f"receipt on {day(dates.received)}")
    if dates.notice is None:
        return None
    return _Start(dates.notice, f"the notice of {day(dates.notice)}", presumed_days)


def _stated_anchor(stated: StatedTime, row: DeadlineRow | None) -> Anchor:
    """A letter that names no anchor means the rule's own if its number is the rule's, else its own date."""
    if stated.runs_from:
        return stated.runs_from
    return row.runs_from if row and row.limit == stated.limit else "notice"


def _presumption(limit: Limit, row: DeadlineRow | None) -> int:
    """A stated time longer than the rule's has the presumed days in it already."""
    if row is None or row.limit is None or limit.unit != row.limit.unit or limit.number > row.limit.number:
        return 0
    return row.presumed_days


def _count(limit: Limit, start: _Start, row: DeadlineRow | None, calendar: Calendar) -> Count:
    missing_day = row.missing_day if row else "last_of_month"
    last = calendar.add(start.day + timedelta(days=start.presumed_days), limit, missing_day)
    words = f"{_counted(limit, start)} is {_full(last)}"
    if row and row.weekend == "roll" and calendar.roll(last) != last:
        last = calendar.roll(last)
        words += f", moved to {_full(last)}, the next business day"
    return Count(last, words)


def _counted(limit: Limit, start: _Start) -> str:
    if limit.unit == "noon_next_day":
        return f"noon of the day after {start.words}"
    if limit.unit == "year_end":
        return f"the end of year {limit.number} after {start.words}"
    if not start.presumed_days:
        return f"{limit_words(limit)} from {start.words}"
    total = Limit(number=limit.number + start.presumed_days, unit=limit.unit)
    presumed = f"({limit.number} from receipt, presumed {start.presumed_days} days after the notice)"
    return f"{limit_words(total)} from {start.words} {presumed}"


def limit_words(limit: Limit) -> str:
    unit = UNIT_WORDS.get(limit.unit)
    if unit is None:
        return "noon of the next day" if limit.unit == "noon_next_day" else f"the end of year {limit.number}"
    return f"{limit.number} {unit}{'' if limit.number == 1 else 's'}"


def _with_dates(
    bare: Deadline, stated: StatedTime | None, letter: Count | None, rule: Count | None,
    row: DeadlineRow | None, calendar: Calendar,
) -> Deadline:  # fmt: skip
    """A rule that is unverified is shown, and plans nothing."""
    usable = [count for count in (letter, rule if row and row.sets_a_date else None) if count]
    earliest = min((count.last for count in usable), default=None)
    rolls = row is not None and row.weekend == "roll" and letter is None
    plan_to = earliest if earliest is None or rolls else calendar.safe(earliest)
    return bare.model_copy(
        update={
            "stated": letter.last if letter else None,
            "stated_words": stated.words if stated else "",
            "computed": rule.last if rule else None,
            "safe": plan_to,
            "plan_to": plan_to,
            "arithmetic": _arithmetic(letter, rule, plan_to),
            "conflict": _conflict(letter, rule, row),
            "evidence": stated.evidence if stated else None,
        }
    )


def _arithmetic(letter: Count | None, rule: Count | None, plan_to: date | None) -> str:
    if letter and rule and letter.last != rule.last:
        words = [f"By the letter, {letter.words}", f"by the rule, {rule.words}"]
    else:
        words = [count.words for count in (rule, letter) if count][:1]
    if plan_to and plan_to not in {count.last for count in (letter, rule) if count}:
        words.append(f"plan to act by {_full(plan_to)}")
    return "; ".join(words)


def _conflict(letter: Count | None, rule: Count | None, row: DeadlineRow | None) -> str:
    if letter is None or rule is None or row is None or letter.last == rule.last:
        return ""
    if not row.sets_a_date:
        return f"The letter gives {day(letter.last)}, an unverified rule {day(rule.last)}: confirm the date."
    shorter = "letter" if letter.last < rule.last else "rule"
    return f"The letter gives {day(letter.last)}, the rule {day(rule.last)}: plan to the {shorter}'s date."


def _full(value: date) -> str:
    """Saturday, December 5, 2026"""
    return f"{WEEKDAYS[value.weekday()]}, {day(value)}"
