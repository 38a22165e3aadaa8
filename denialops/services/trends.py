"""Figures for charts: denials a week of each payer and code with what was to be expected, and events over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from denialops.clock import local
from denialops.domain.base import Record
from denialops.domain.recovery.events import CLAIM_DENIED, CLAIM_PAID
from denialops.domain.recovery.incidents import OPEN
from denialops.domain.recovery.safety import HourCount
from denialops.ports.recovery import IncidentQuery
from denialops.recovery.denial_weeks import DenialWeek, denial_weeks
from denialops.services.base import Desk

WEEKS_SHOWN = 26
RECENT, LEAST_BEFORE = 4, 4
"""Weeks."""
MOST_RISES = 200
HOURLY_UP_TO_DAYS = 2
END_OF_TIME = "9999"
HOUR = "%Y-%m-%dT%H"

Key = TypeVar("Key", bound=Hashable)


class PayerTrend(Record):
    """Of one payer and code. `recent`: the last four weeks, the oldest first, the last of them going on.

    `usual`: denials a week before those, None where that were too few weeks. `share`: denied so of all its answers,
    where payments are told as well. `incident_id`: the rise that is open, or nothing.
    """

    payer: str
    error_code: str
    denials: int
    recent: tuple[int, ...]
    usual: float | None
    share: float | None
    incident_id: str


class PayerTrends(Record):
    """Rises first, then the most denials. `weeks`: from the first denial until now, half a year at most."""

    denials: int
    payers: int
    weeks: int
    since: date | None
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
        monday = _monday(self.clock.now().date())
        first = f"{monday - timedelta(weeks=WEEKS_SHOWN - 1):{HOUR}}"
        with self.recovery.snapshot() as reads:
            denied, paid = (
                reads.list_hours(hour_from=first, hour_before=END_OF_TIME, event_type=event_type)
                for event_type in (CLAIM_DENIED, CLAIM_PAID)
            )
            rises = reads.page_incidents(IncidentQuery(OPEN, kind="denials"), limit=MOST_RISES)
        weeks = _count_weeks(denied, monday)
        open_rises = {(rise.vendor, rise.error_code): rise.incident_id for rise in rises}
        trends = _trends(denied, paid, weeks, monday, open_rises)
        return PayerTrends(
            denials=sum(count.events for count in denied),
            payers=len({count.vendor for count in denied}),
            weeks=weeks,
            since=monday - timedelta(weeks=weeks - 1) if weeks else None,
            trends=tuple(sorted(trends, key=lambda trend: (not trend.incident_id, -trend.denials, trend.payer))),
        )

    def denial_weeks(self, payer: str, error_code: str) -> tuple[DenialWeek, ...]:
        """The last half year with the band that the weeks before each let expect; oldest first."""
        with self.recovery.snapshot() as reads:
            return denial_weeks(reads, payer, error_code, self.rise_test)[-WEEKS_SHOWN:]

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


def _trends(
    denied: Sequence[HourCount],
    paid: Sequence[HourCount],
    weeks: int,
    monday: date,
    open_rises: Mapping[tuple[str, str], str],
) -> Iterator[PayerTrend]:
    by_pair = _sum(((count.vendor, count.error_code), count) for count in denied)
    by_week = _sum(((count.vendor, count.error_code, _ago(count, monday)), count) for count in denied)
    payments = _sum((count.vendor, count) for count in paid)
    answers = _sum((count.vendor, count) for count in denied) + payments
    for (payer, code), denials in by_pair.items():
        recent = tuple(by_week[payer, code, ago] for ago in range(RECENT - 1, -1, -1))
        before = weeks - RECENT
        yield PayerTrend(
            payer=payer,
            error_code=code,
            denials=denials,
            recent=recent,
            usual=(denials - sum(recent)) / before if before >= LEAST_BEFORE else None,
            share=denials / answers[payer] if payments[payer] else None,
            incident_id=open_rises.get((payer, code), ""),
        )


def _count_weeks(denied: Sequence[HourCount], monday: date) -> int:
    return 1 + max(_ago(count, monday) for count in denied) if denied else 0


def _ago(count: HourCount, monday: date) -> int:
    """How many weeks before the one that runs; what is dated ahead counts as now."""
    return max(0, (monday - _monday(date.fromisoformat(count.hour[:10]))).days // 7)


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


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _slot(count: HourCount, is_hourly: bool) -> datetime:
    return _begin(datetime.strptime(count.hour, HOUR).replace(tzinfo=UTC), is_hourly)


def _begin(moment: datetime, is_hourly: bool) -> datetime:
    """Of the hour or the day, on the clock of the wall."""
    at = local(moment).replace(tzinfo=None)
    return at.replace(minute=0, second=0, microsecond=0, hour=at.hour if is_hourly else 0)


def _steps(first: datetime, last: datetime, *, is_hourly: bool) -> tuple[datetime, ...]:
    step = timedelta(hours=1) if is_hourly else timedelta(days=1)
    at, found = _begin(first, is_hourly), list[datetime]()
    while at <= _begin(last, is_hourly):
        found.append(at)
        at += step
    return tuple(found)
