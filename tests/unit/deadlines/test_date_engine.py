"""Deadlines: the vectors of the domain specification, stated beside computed, and the count in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialops.domain.calendar import Calendar
from denialops.domain.deadlines import (
    CaseDates,
    StatedTime,
    build_deadline,
    build_stated_deadline,
    count_rule,
    describe_step,
)
from denialops.domain.routing import Deadline
from denialops.domain.rulebook.deadlines import Anchor, DeadlineRow, Limit
from tests.fakes.routing_cases import shipped_rules

CALENDAR = Calendar(shipped_rules().holidays)
NOTICE = date(2026, 10, 1)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def rule(name: str) -> DeadlineRow:
    return next(row for row in shipped_rules().deadlines.deadlines if row.id == name)


def deadline(name: str, stated: StatedTime | None = None, **dates: date) -> Deadline:
    return build_deadline(rule(name), dates=CaseDates(**dates), calendar=CALENDAR, stated=stated)


def says(number: int, unit: str = "day", *, runs_from: Anchor | None = None) -> StatedTime:
    return StatedTime(words=f"within {number} {unit}s", limit=Limit(number=number, unit=unit), runs_from=runs_from)


@pytest.mark.parametrize(
    ("name", "dates", "computed", "safe"),
    [
        ("F11", {"notice": NOTICE}, date(2026, 12, 5), date(2026, 12, 4)),
        ("F14", {"notice": NOTICE}, date(2026, 12, 5), date(2026, 12, 4)),
        ("F11", {"notice": NOTICE, "received": date(2026, 10, 20)}, date(2026, 12, 19), date(2026, 12, 18)),
        ("F6", {"notice": NOTICE}, date(2027, 2, 3), date(2027, 2, 3)),
        ("F1", {"notice": date(2026, 9, 28), "received": NOTICE}, date(2027, 3, 30), date(2027, 3, 30)),
        ("F19", {"notice": NOTICE}, date(2026, 11, 30), date(2026, 11, 30)),
        ("F20", {"notice": NOTICE}, date(2026, 10, 11), date(2026, 10, 9)),
        ("F24", {"notice": NOTICE}, date(2026, 12, 30), date(2026, 12, 30)),
        ("F28", {"notice": NOTICE}, date(2027, 4, 1), date(2027, 4, 1)),
        ("F28", {"notice": date(2026, 8, 31)}, date(2027, 2, 28), date(2027, 2, 26)),
        ("F4", {"received": date(2026, 10, 30)}, date(2027, 3, 1), date(2027, 3, 1)),
        ("F4", {"received": date(2026, 9, 1)}, date(2027, 1, 4), date(2027, 1, 4)),
        ("F18", {"received": date(2026, 11, 20)}, date(2026, 11, 21), date(2026, 11, 20)),
    ],
)
def test_the_vectors_of_the_specification(name: str, dates: dict[str, date], computed: date, safe: date) -> None:
    found = deadline(name, **dates)

    assert (found.computed, found.safe, found.plan_to) == (computed, safe, safe)


def test_the_noon_rule_names_noon() -> None:
    assert deadline("F18", received=date(2026, 11, 20)).arithmetic.startswith(
        "noon of the day after receipt on November 20, 2026 is Saturday, November 21, 2026"
    )


def test_the_count_is_told_in_words() -> None:
    assert deadline("F11", notice=NOTICE).arithmetic == (
        "65 calendar days from the notice of October 1, 2026 (60 from receipt, presumed 5 days after the notice) "
        "is Saturday, December 5, 2026; plan to act by Friday, December 4, 2026"
    )


def test_a_rolled_count_names_both_days() -> None:
    assert deadline("F4", received=date(2026, 9, 1)).arithmetic == (
        "4 months from receipt on September 1, 2026 is Friday, January 1, 2027, "
        "moved to Monday, January 4, 2027, the next business day"
    )


def test_receipt_is_presumed_only_where_the_rule_grants_it() -> None:
    assert deadline("F1", notice=NOTICE).computed == NOTICE + timedelta(days=180)


def test_benefits_are_kept_until_the_later_effective_date() -> None:
    found = deadline("F20", notice=NOTICE, effective=date(2026, 10, 20))

    assert found.computed == date(2026, 10, 20)
    assert "takes effect later" in found.arithmetic


def test_without_the_day_it_runs_from_nothing_is_computed() -> None:
    found = deadline("F11")

    assert (found.computed, found.safe, found.plan_to, found.arithmetic) == (None, None, None, "")


def test_a_printed_day_stands_beside_the_rule_and_the_earlier_is_planned() -> None:
    found = deadline("F11", StatedTime(words="by November 30, 2026", day=date(2026, 11, 30)), notice=NOTICE)

    assert (found.stated, found.computed, found.plan_to) == (date(2026, 11, 30), date(2026, 12, 5), date(2026, 11, 30))
    assert found.conflict == "The letter gives November 30, 2026, the rule December 5, 2026: plan to the letter's date."


def test_a_letter_that_gives_more_than_the_rule_is_planned_by_the_rule() -> None:
    found = deadline("F11", says(90, runs_from="notice"), notice=NOTICE)

    assert found.plan_to == date(2026, 12, 4)
    assert found.conflict.endswith("plan to the rule's date.")


def test_letter_and_rule_that_agree_are_no_conflict() -> None:
    assert deadline("F11", says(65, runs_from="notice"), notice=NOTICE).conflict == ""


@pytest.mark.parametrize(
    ("stated", "last"),
    [
        (says(60, runs_from="receipt"), date(2026, 12, 5)),
        (says(65, runs_from="receipt"), date(2026, 12, 5)),
        (says(60), date(2026, 12, 5)),
        (says(65), date(2026, 12, 5)),
        (says(60, runs_from="notice"), date(2026, 11, 30)),
    ],
)
def test_stated_days_take_the_presumption_of_their_rule_once(stated: StatedTime, last: date) -> None:
    assert deadline("F11", stated, notice=NOTICE).stated == last


@pytest.mark.parametrize("name", ["F23", "F25", "F32"])
def test_an_unverified_rule_informs_and_plans_nothing(name: str) -> None:
    found = deadline(name, notice=NOTICE)

    assert found.computed is not None
    assert (found.status, found.safe, found.plan_to) == ("U", None, None)


def test_an_unverified_rule_leaves_the_letters_own_date_standing() -> None:
    found = deadline("F23", says(90, runs_from="notice"), notice=NOTICE)

    assert found.plan_to == date(2026, 12, 30)
    assert found.conflict.endswith("an unverified rule November 30, 2026: confirm the date.")


def test_a_mere_cap_computes_nothing_and_accuses_nobody() -> None:
    found = deadline("F22", says(30, runs_from="notice"), notice=NOTICE)

    assert (found.computed, found.plan_to, found.conflict) == (None, date(2026, 10, 30), "")
    assert deadline("F22", notice=NOTICE).plan_to is None


def test_terms_of_the_letter_alone_are_counted_from_the_notice() -> None:
    found = build_stated_deadline(
        "provider_dispute", "Dispute", says(60), dates=CaseDates(notice=NOTICE), calendar=CALENDAR
    )

    assert (found.rule_id, found.stated, found.computed) == ("letter", date(2026, 11, 30), None)
    assert found.plan_to == date(2026, 11, 30)


def test_words_without_a_number_give_no_date() -> None:
    found = build_stated_deadline(
        "provider_dispute", "Dispute", StatedTime(words="promptly"), dates=CaseDates(notice=NOTICE), calendar=CALENDAR
    )

    assert (found.stated, found.plan_to, found.arithmetic) == (None, None, "")


def test_a_later_step_says_its_limit_without_a_date() -> None:
    found = describe_step(rule("F7"))

    assert found.limit_words == "180 calendar days from receipt (presumed 5 days after the notice)"
    assert (found.computed, found.plan_to) == (None, None)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("F1", "at least 180 calendar days from receipt; the plan may give more"),
        ("F8", "60 calendar days from receipt (presumed 5 days after the notice); at least $200 must be in dispute"),
        ("F3", "set by the plan; it must be reasonable, and at most two levels may be mandatory"),
    ],
)
def test_the_limit_is_told_in_words(name: str, words: str) -> None:
    assert describe_step(rule(name)).limit_words == words


@given(st.sampled_from(shipped_rules().deadlines.deadlines), DAYS)
def test_a_plan_is_a_business_day_and_never_after_the_computed_day(row: DeadlineRow, day: date) -> None:
    dates = CaseDates(notice=day, service=day, effective=day, request=day)
    found = build_deadline(row, dates=dates, calendar=CALENDAR)

    if found.plan_to is None:
        assert not row.sets_a_date or found.computed is None
    else:
        assert found.computed is not None and found.plan_to <= found.computed
        assert CALENDAR.is_business_day(found.plan_to)


@given(st.sampled_from(shipped_rules().deadlines.deadlines), DAYS)
def test_a_later_notice_never_has_an_earlier_last_day(row: DeadlineRow, day: date) -> None:
    first, second = (
        count_rule(row, CaseDates(notice=moment, service=moment, effective=moment, request=moment), CALENDAR)
        for moment in (day, day + timedelta(days=1))
    )

    assert (first is None) == (second is None)
    assert first is None or second is None or first.last <= second.last


@given(DAYS, st.integers(1, 400), st.sampled_from(["F6", "F11", "F1", "F19", "F24"]))
def test_a_stated_time_never_moves_the_plan_later(notice: date, days: int, name: str) -> None:
    alone = deadline(name, notice=notice)
    both = deadline(name, says(days, runs_from="notice"), notice=notice)

    assert both.plan_to is not None and alone.plan_to is not None
    assert both.plan_to <= alone.plan_to
    assert bool(both.conflict) == (both.stated != both.computed)
