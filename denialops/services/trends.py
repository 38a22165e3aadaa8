"""Figures for charts: denials a week of each payer and code with what was to be expected, and events over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from denialops.domain.base import Record
from denialops.domain.recovery.events import CLAIM_DENIED, CLAIM_PAID
from denialops.domain.recovery.safety import HourCount
from denialops.services.base import Desk

WEEKS_SHOWN = 26
HOURLY_UP_TO_DAYS = 2
HOUR = "%Y-%m-%dT%H"

Key = TypeVar("Key", bound=Hashable)


class TrendWeek(Record):
    """`starts`: its Monday. `low` to `high`: what the payer's own past lets expect; None where that is too short."""

    starts: date
    denials: int
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    is_whole: bool = True

    @property
    def is_high(self) -> bool:
        return self.high is not None and self.denials > self.high


class PayerTrend(Record):
    """Of one payer and code, oldest week first. `share`: denied so of all answers, where payments are told as well."""

    payer: str
    error_code: str
    weeks: tuple[TrendWeek, ...]
    denials: int
    share: float | None = None

    @property
    def is_high(self) -> bool:
        """In one of the last two weeks."""
        return any(week.is_high for week in self.weeks[-2:])


class PayerTrends(Record):
    """What is above its band first, then the most denials. `weeks`: from the first denial until now."""

    denials: int
    payers: int
    weeks: int
    trends: tuple[PayerTrend, ...]


class TimeCount(Record):
    """Events of the hour or day that begins then, local time."""

    starts: datetime
    failed: int
    other: int


class VendorCount(Record):
    vendor: str
    failed: int
    other: int


class EventFigures(Record):
    """`vendors`: the most failures first; events without a vendor stand under an empty name."""

    is_hourly: bool
    times: tuple[TimeCount, ...]
    vendors: tuple[VendorCount, ...]


class Trends(Desk):
    def payer_trends(self) -> PayerTrends:
        """The last half year, by week."""
        today = self.clock.now().date()
        first = today - timedelta(days=today.weekday(), weeks=WEEKS_SHOWN - 1)
        hours = self._hours(datetime.combine(first, datetime.min.time(), UTC))
        denied = [count for count in hours if count.event_type == CLAIM_DENIED and count.vendor]
        paid = _sum((count.vendor, count) for count in hours if count.event_type == CLAIM_PAID)
        answers = _sum((count.vendor, count) for count in denied) + paid
        starts = min((_monday(count) for count in denied), default=today)
        mondays = [starts + timedelta(weeks=number) for number in range((today - starts).days // 7 + 1)]
        pairs = sorted({(count.vendor, count.error_code) for count in denied})
        trends = [_trend(payer, code, denied, mondays, answers[payer] if paid[payer] else 0) for payer, code in pairs]
        return PayerTrends(
            denials=sum(trend.denials for trend in trends),
            payers=len({payer for payer, _ in pairs}),
            weeks=len(mondays) if denied else 0,
            trends=tuple(sorted(trends, key=lambda trend: (not trend.is_high, -trend.denials))),
        )

    def event_figures(self, *, days: int) -> EventFigures:
        """Of the last `days`; by hour where they are few."""
        is_hourly = days <= HOURLY_UP_TO_DAYS
        now = self.clock.now()
        hours = self._hours(now - timedelta(days=days))
        times = _steps(now - timedelta(days=days), now, is_hourly=is_hourly)
        failed = _sum((_slot(count, is_hourly), count) for count in hours if count.error_code)
        other = _sum((_slot(count, is_hourly), count) for count in hours if not count.error_code)
        return EventFigures(
            is_hourly=is_hourly,
            times=tuple(TimeCount(starts=at, failed=failed[at], other=other[at]) for at in times),
            vendors=_vendors(hours),
        )

    def _hours(self, since: datetime) -> Sequence[HourCount]:
        before = self.clock.now() + timedelta(hours=1)
        with self.recovery.snapshot() as reads:
            return reads.list_hours(hour_from=f"{since:{HOUR}}", hour_before=f"{before:{HOUR}}")


def _trend(payer: str, code: str, denied: Iterable[HourCount], mondays: Sequence[date], answers: int) -> PayerTrend:
    by_week = _sum((_monday(count), count) for count in denied if (count.vendor, count.error_code) == (payer, code))
    weeks = tuple(TrendWeek(starts=monday, denials=by_week[monday]) for monday in mondays)
    total = by_week.total()
    return PayerTrend(
        payer=payer, error_code=code, weeks=weeks, denials=total, share=total / answers if answers else None
    )


def _vendors(hours: Iterable[HourCount]) -> tuple[VendorCount, ...]:
    failed = _sum((count.vendor, count) for count in hours if count.error_code)
    other = _sum((count.vendor, count) for count in hours if not count.error_code)
    rows = [VendorCount(vendor=name, failed=failed[name], other=other[name]) for name in failed | other]
    return tuple(sorted(rows, key=lambda row: (-row.failed, -row.other, row.vendor)))


def _sum(counts: Iterable[tuple[Key, HourCount]]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for key, count in counts:
        found[key] += count.events
    return found


def _monday(count: HourCount) -> date:
    day = date.fromisoformat(count.hour[:10])
    return day - timedelta(days=day.weekday())


def _slot(count: HourCount, is_hourly: bool) -> datetime:
    return _begin(datetime.strptime(count.hour, HOUR).replace(tzinfo=UTC), is_hourly)


def _begin(moment: datetime, is_hourly: bool) -> datetime:
    """Of the hour or the day, on the clock of the wall."""
    local = moment.astimezone().replace(tzinfo=None)
    return local.replace(minute=0, second=0, microsecond=0, hour=local.hour if is_hourly else 0)


def _steps(first: datetime, last: datetime, *, is_hourly: bool) -> tuple[datetime, ...]:
    step = timedelta(hours=1) if is_hourly else timedelta(days=1)
    at, found = _begin(first, is_hourly), list[datetime]()
    while at <= _begin(last, is_hourly):
        found.append(at)
        at += step
    return tuple(found)
