"""The numbers of the moment as Prometheus gauges: parts, cases, deadlines, queue, breakers, cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import get_args

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from denialops import __version__
from denialops.domain.census import CacheTally, Census
from denialops.domain.health import PART_STATES, Health
from denialops.domain.models import BreakerState
from denialops.domain.tasks import TaskStatus
from denialops.errors import DenialOpsError
from denialops.logs import get_log

BREAKER_STATES = ("closed", "open", "half_open")
CASE_STATUSES = ("reading", "review", "failed", "sent", "closed")


class Gauges:
    """Called at each scrape. What a missing store cannot say is left out, and its part is shown as down."""

    def __init__(self, health: Callable[[], Health], census: Callable[[], Census]) -> None:
        self._health, self._census = health, census

    def __call__(self) -> Iterable[Metric]:
        health = self._health()
        return [_build(), *_of_health(health), *self._of_census(health)]

    def _of_census(self, health: Health) -> Iterable[Metric]:
        """Not asked while the parts it rests on are away: a scrape must not wait for them."""
        if health.state == "down":
            return ()
        try:
            return tuple(_of_census(self._census()))
        except DenialOpsError as error:
            get_log().warning("census_failed", code=error.code)
            return ()


def _build() -> Metric:
    build = GaugeMetricFamily("denialops_build_info", "The version that runs.", labels=("version",))
    build.add_metric((__version__,), 1)
    return build


def _of_health(health: Health) -> Iterator[Metric]:
    yield _one_hot("denialops_health_state", "The whole: ok, degraded or down.", (), PART_STATES, [((), health.state)])
    states = [((part.name,), part.state) for part in health.parts]
    yield _one_hot("denialops_part_state", "Each part: ok, degraded or down.", ("part",), PART_STATES, states)


def _of_census(census: Census) -> Iterator[Metric]:
    cases = {status: census.cases.by_status.get(status, 0) for status in CASE_STATUSES}
    tasks = {str(state): census.tasks.get(state, 0) for state in get_args(TaskStatus)}
    deadlines = {"missed": census.cases.missed, "soon": census.cases.soon}
    yield _counted("denialops_cases", "Cases by status, removed ones left out.", "status", cases)
    yield _counted("denialops_deadlines", "Open cases whose safe date is gone, or near.", "state", deadlines)
    yield _counted("denialops_queue_tasks", "Background tasks by state.", "state", tasks)
    yield from _of_breakers(census.breakers)
    yield from _of_cache(census.cache or CacheTally())


def _of_breakers(breakers: Iterable[BreakerState]) -> Iterator[Metric]:
    states = [((breaker.provider,), breaker.state) for breaker in breakers]
    about = "The circuit breaker of each language model's provider."
    yield _one_hot("denialops_breaker_state", about, ("provider",), BREAKER_STATES, states)


def _of_cache(cache: CacheTally) -> Iterator[Metric]:
    yield CounterMetricFamily("denialops_reply_cache_hits", "Replies answered from the cache.", cache.hits)
    yield CounterMetricFamily("denialops_reply_cache_misses", "Requests that the cache did not know.", cache.misses)
    yield GaugeMetricFamily("denialops_reply_cache_entries", "Replies in the cache now.", cache.entries)


def _counted(name: str, about: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, about, labels=(label,))
    for value, count in values.items():
        family.add_metric((value,), count)
    return family


def _one_hot(
    name: str,
    about: str,
    labels: tuple[str, ...],
    states: tuple[str, ...],
    current: Iterable[tuple[tuple[str, ...], str]],
) -> Metric:
    """1 for the state that holds and 0 for the others, so that a change of state is seen in both."""
    family = GaugeMetricFamily(name, about, labels=(*labels, "state"))
    for values, holds in current:
        for state in states:
            family.add_metric((*values, state), float(state == holds))
    return family
