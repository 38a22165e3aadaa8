"""The wall clock of the clinic: today in its time zone, now in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from denialops.config import load_settings


class SystemClock:
    """An empty zone name means the time zone of this machine."""

    def __init__(self, timezone: str = "") -> None:
        self._zone = ZoneInfo(timezone) if timezone else None

    def today(self) -> date:
        return self.now().astimezone(self._zone).date()

    def now(self) -> datetime:
        return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment in the clinic's zone, as people read it."""
    zone = load_settings().timezone
    return moment.astimezone(ZoneInfo(zone) if zone else None)
