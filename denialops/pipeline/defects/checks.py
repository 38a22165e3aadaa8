"""What no single phrase tells: comparisons of dates, numbers and facts, each with its working in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from denialops.domain.calendar import Calendar
from denialops.domain.deadlines import limit_words
from denialops.domain.facts import Evidence, Fact
from denialops.domain.routing import Answer
from denialops.domain.rulebook.decision_times import DecisionClock, DecisionTime
from denialops.domain.rulebook.defects import Check, DefectRule
from denialops.domain.wording import day, series
from denialops.pipeline.defects.notice import Notice
from denialops.pipeline.finders.reading import fold
from denialops.pipeline.routing.clocks import FIRST_DECISION, request_kinds
from denialops.pipeline.routing.stated import stated_appeal

ADULT = 21
MOST_DAYS_TO_CONFIRM = 3
BARE_WORDS = 14
VENDORS = re.compile(r"[Ii]nter[Qq]ual|INTERQUAL|\bMCG\b|Milliman")
_GIVES_GROUNDS = re.compile(r"\b(?:because|reasons?|since|due to|as follows|porque)\b")
_CODE_ONLY = re.compile(r"(?:(?:carc|rarc|remark|reason|adjustment|denial|code|co|pr|oa|pi)\b|[\W\d]|\b[mn]a?\d+\b)+")


class Judgement(NamedTuple):
    """The answer to one rule with what shows it; None as a judgement means that the words of the rule decide."""

    answer: Answer
    evidence: Evidence | None = None
    note: str = ""
    is_contrary: bool = False


def decided_in_time(notice: Notice, rule: DefectRule) -> Judgement | None:
    """The payer's own clock from the day the request came in; an extension it may have taken leaves doubt."""
    field = "received_date" if notice.decision == "first" else "appeal_received_date"
    row, requested = _clock_row(notice), notice.facts.find(field)
    clock = row.clock_for(request_kinds(notice.situation)) if row else None
    if clock is None or row is None:
        return None
    asked, dated = notice.facts.date(field), notice.dated
    what = "request" if notice.decision == "first" else "appeal"
    if requested is None or asked is None or dated is None or asked > dated:
        return Judgement("cannot_judge", note=f"The day the {what} reached the payer is not in this letter.")
    last = Calendar(notice.situation.rulebook.holidays).add(asked, clock)
    words = _time_words(what, clock, asked, last, dated)
    if dated <= last:
        return Judgement("present", requested.evidence, words)
    extension = rule.extension_days if notice.decision == "first" and clock.unit == "day" else 0
    if row.status == "U" or dated <= last + timedelta(days=extension):
        return Judgement("cannot_judge", requested.evidence, f"{words} In time only with a notice of extension.")
    return Judgement("not_found", requested.evidence, words, is_contrary=True)


def window(notice: Notice, rule: DefectRule) -> Judgement | None:
    """The stated time to appeal against the least that the rule allows."""
    stated, limit = stated_appeal(notice.facts), rule.limit
    if stated is None or limit is None or (stated.day is None and stated.limit is None):
        return None
    calendar, start = Calendar(notice.situation.rulebook.holidays), notice.dated
    if stated.day and start is None:
        return None
    begin = start or notice.situation.case.today
    presumed = 0 if stated.day is None and stated.runs_from == "receipt" else rule.presumed_days
    least = calendar.add(begin, limit) + timedelta(days=presumed)
    given = stated.day or (calendar.add(begin, stated.limit) if stated.limit else begin)
    if given >= least:
        return Judgement("present", stated.evidence)
    if _names(notice, limit.number) or _names(notice, limit.number + presumed):
        return Judgement("cannot_judge", stated.evidence, "The letter names more than one time: check which is meant.")
    told = f"until {day(stated.day)}" if stated.day else limit_words(stated.limit) if stated.limit else ""
    return Judgement("not_found", stated.evidence, f"The letter gives {told}.", is_contrary=True)


def advance_notice(notice: Notice, rule: DefectRule) -> Judgement | None:
    """Days between the notice and the day that care ends or is cut."""
    facts = notice.facts
    fact = facts.find("effective_date") or facts.find("discharge_date")
    cut, dated = (facts.date(fact.field) if fact else None), notice.dated
    if fact is None or cut is None or dated is None or rule.limit is None:
        return None
    days = (cut - dated).days
    note = f"The notice is dated {day(dated)}, care is cut on {day(cut)}."
    if days >= rule.limit.number:
        return Judgement("present", fact.evidence, note)
    return Judgement("not_found", fact.evidence, note, is_contrary=True)


def identified(notice: Notice, rule: DefectRule) -> Judgement | None:
    wanted = {"the date of service": ("service_from",), "the provider": ("provider_name", "npi")}
    if notice.situation.phase == "post_service":
        wanted["the amount"] = ("denied_amount", "billed_amount")
    elif notice.situation.phase in ("pre_service", "urgent"):
        del wanted["the date of service"]
    missing = [words for words, fields in wanted.items() if not any(map(notice.facts.find, fields))]
    if missing:
        return Judgement("not_found", note=f"Not found: {series(missing)}.")
    return Judgement("present", notice.fact_evidence("service_from", "provider_name", "npi"))


def reason(notice: Notice, rule: DefectRule) -> Judgement | None:
    """A reason that says only that criteria are not met explains nothing."""
    told = notice.facts.find("denial_reason_quote")
    if told is None:
        unread = _GIVES_GROUNDS.search(notice.flat) is not None
        return (
            Judgement("cannot_judge", note="Look for the reason in the letter.") if unread else Judgement("not_found")
        )
    if _is_bare(notice, told.value):
        note = "The reason is given in general words only."
        return Judgement("not_found", told.evidence, note, is_contrary=True)
    return Judgement("present", told.evidence)


def meaning(notice: Notice, rule: DefectRule) -> Judgement | None:
    """Codes without words beside them; where words stand, the standard used is looked for by the rule's phrases."""
    codes = (*notice.facts.all("carc"), *notice.facts.all("rarc"))
    told = notice.facts.value("denial_reason_quote") or ""
    if codes and not _CODE_ONLY.sub("", fold(told)).strip():
        return Judgement("not_found", codes[0].evidence, "A code stands without its meaning.", is_contrary=True)
    return None


def written_after_call(notice: Notice, rule: DefectRule) -> Judgement | None:
    """The written notice follows a call within three days."""
    hit = rule.raised_by.first(notice.flat)
    called = notice.date_after(hit) if hit else None
    if hit is None or called is None or notice.dated is None:
        return Judgement("cannot_judge", notice.quote(hit) if hit else None, "The day of the call is not clear.")
    note = f"Told by telephone on {day(called)}, written on {day(notice.dated)}."
    if (notice.dated - called).days <= MOST_DAYS_TO_CONFIRM:
        return Judgement("present", notice.quote(hit), note)
    return Judgement("not_found", notice.quote(hit), note, is_contrary=True)


def medicare_criteria(notice: Notice, rule: DefectRule) -> Judgement | None:
    """Vendor criteria beside no Medicare rule; "mcg" in small letters is a weight, so the cited names are asked."""
    vendor = next((fact for fact in notice.facts.all("criteria_cited") if VENDORS.search(fact.value)), None)
    if vendor is None or rule.says.first(notice.flat):
        return None
    note = "The letter names a vendor's criteria and no Medicare coverage rule."
    return Judgement("not_found", vendor.evidence, note, is_contrary=True)


def child(notice: Notice, rule: DefectRule) -> Judgement | None:
    """The children's standard asks nothing for adults; without an age somebody has to look."""
    age, hit = notice.age(), rule.raised_by.first(notice.flat)
    if (age is not None and age < ADULT) or hit:
        return None
    if age is not None:
        return Judgement("not_applicable", note="The patient is 21 or older.")
    return Judgement("cannot_judge", note="The patient's age is not in this letter; the rule is for those under 21.")


def other_reviewer(notice: Notice, rule: DefectRule) -> Judgement | None:
    """One name under both letters."""
    former, name = notice.former_facts, notice.facts.find("reviewer_name")
    if former is None or name is None or fold(former.value("reviewer_name") or "") != fold(name.value):
        return None
    return Judgement("not_found", name.evidence, "Both letters name the same reviewer.", is_contrary=True)


def same_rationale(notice: Notice, rule: DefectRule) -> Judgement | None:
    """The reasons of both letters side by side, where the case has the first."""
    former, now = notice.former_facts, notice.facts.find("denial_reason_quote")
    before = former.find("denial_reason_quote") if former else None
    if former is None or before is None or now is None:
        return None
    new = tuple(_new_grounds(notice, before, now))
    if not new:
        return Judgement("present", now.evidence, f"The first letter: “{before.value}”")
    note = f"New in this letter: {series(new)}. The first letter: “{before.value}”"
    return Judgement("not_found", now.evidence, note, is_contrary=True)


CHECKS: dict[Check, Callable[[Notice, DefectRule], Judgement | None]] = {
    "decided_in_time": decided_in_time, "window": window, "advance_notice": advance_notice, "identified": identified,
    "reason": reason, "meaning": meaning, "written_after_call": written_after_call,
    "medicare_criteria": medicare_criteria, "child": child, "other_reviewer": other_reviewer,
    "same_rationale": same_rationale,
}  # fmt: skip


def _names(notice: Notice, days: int) -> bool:
    """ "180 days", "180 calendar days", "one hundred eighty (180) days" stands somewhere in the letter."""
    return re.search(rf"\b{days}\)? ?(?:calendar )?days?\b", notice.flat) is not None


def _clock_row(notice: Notice) -> DecisionTime | None:
    """The time for the decision that this letter is."""
    situation = notice.situation
    steps = {FIRST_DECISION} if notice.decision == "first" else _reviewed_steps(notice)
    rows = situation.rulebook.decision_times.of(situation.regime.value, notice.dated or situation.case.today)
    fitting = (row for row in rows if row.clocks and steps.intersection(row.steps) and notice.fits(row))
    return max(fitting, key=lambda row: bool(row.states), default=None)


def _reviewed_steps(notice: Notice) -> set[str]:
    """The steps that this decision may have closed: those before the one now open."""
    rows = {row.id: row for row in notice.situation.rulebook.regimes.regimes}
    row = rows.get(notice.situation.regime.value)
    return {row.first_level} | ({row.second_level} - {notice.situation.level}) if row else set()


def _time_words(what: str, clock: DecisionClock, asked: date, last: date, dated: date) -> str:
    return (
        f"The {what} came in on {day(asked)}; {limit_words(clock)} end on {day(last)}; "
        f"the notice is dated {day(dated)}."
    )


def _is_bare(notice: Notice, told: str) -> bool:
    flat = fold(told).replace("\n", " ")
    return len(flat.split()) <= BARE_WORDS and notice.rules.bare_reasons.first(flat) is not None and _is_general(flat)


def _is_general(flat: str) -> bool:
    """Nothing of this patient or service stands in it."""
    return not re.search(r"\d|because|since|your|\bno\b|without|prior|first", flat)


def _new_grounds(notice: Notice, before: Fact, now: Fact) -> Iterator[str]:
    """Another cause, other criteria or other codes than the first letter gave."""
    former = notice.former_facts
    assert former is not None
    cause, then = notice.facts.find("category"), former.find("category")
    if cause and then and cause.value != then.value and cause.is_sure and then.is_sure:
        labels = notice.situation.rulebook.checklists.by_category
        yield f"{labels[cause.value].label.lower()} instead of {labels[then.value].label.lower()}"
    for field, words in (("criteria_cited", "the criteria"), ("carc", "code")):
        known = {fold(value) for value in former.values(field)}
        yield from (f"{words} {value}" for value in notice.facts.values(field) if fold(value) not in known)
