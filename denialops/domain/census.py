"""The numbers of an installation at one moment, as its measurements show them; counts only, nobody's case."""

from __future__ import annotations

from collections.abc import Mapping

from denialops.domain.base import Record
from denialops.domain.models import BreakerState
from denialops.domain.tasks import TaskStatus

SOON_DAYS = 7
"""A safe date within so many days from today is soon."""


class CaseTally(Record):
    """Of one tenant, removed cases left out. Deadlines are those of cases not sent yet; `missed`: before today."""

    by_status: Mapping[str, int]
    missed: int = 0
    soon: int = 0


class CacheTally(Record):
    """Of this process since it started; `entries` of the whole cache now."""

    hits: int = 0
    misses: int = 0
    entries: int = 0


class Census(Record):
    """`cache` and `breakers` are empty where no language model is chosen."""

    cases: CaseTally
    tasks: Mapping[TaskStatus, int]
    breakers: tuple[BreakerState, ...] = ()
    cache: CacheTally | None = None
