"""Numbers as Prometheus reads them: counted, timed, bounded, and taken anew at each scrape."""

from __future__ import annotations

import pytest

from denialops.domain.census import CacheTally, CaseTally, Census
from denialops.domain.health import Health, Part
from denialops.domain.models import BreakerState
from denialops.errors import StoreUnavailable
from denialops.observing.gauges import Gauges
from denialops.observing.prometheus import COUNTERS, HISTOGRAMS, MOST_SERIES, PrometheusMeter

WELL = Health(state="ok", parts=(Part(name="store", state="ok", is_needed=True),))
CENSUS = Census(
    cases=CaseTally(by_status={"review": 3, "sent": 1}, missed=2, soon=1),
    tasks={"pending": 5, "dead": 1},
    breakers=(BreakerState(provider="openai", state="open"),),
    cache=CacheTally(hits=7, misses=3, entries=4),
)


def lines(meter: PrometheusMeter) -> set[str]:
    return set(meter.render().decode().splitlines())


@pytest.fixture
def meter() -> PrometheusMeter:
    return PrometheusMeter(lambda: ())


def test_what_is_counted_adds_up_by_its_labels(meter: PrometheusMeter) -> None:
    for status in ("200", "200", "404"):
        meter.count("http_requests_total", method="GET", endpoint="/health", status=status)

    found = lines(meter)
    assert 'http_requests_total{endpoint="/health",method="GET",status="200"} 2.0' in found
    assert 'http_requests_total{endpoint="/health",method="GET",status="404"} 1.0' in found


def test_what_is_timed_falls_into_buckets(meter: PrometheusMeter) -> None:
    meter.observe("http_request_duration_seconds", 0.03, method="GET", endpoint="/health")

    found = lines(meter)
    assert 'http_request_duration_seconds_bucket{endpoint="/health",le="0.025",method="GET"} 0.0' in found
    assert 'http_request_duration_seconds_bucket{endpoint="/health",le="0.05",method="GET"} 1.0' in found


def test_every_measure_says_what_it_is(meter: PrometheusMeter) -> None:
    text = meter.render().decode()

    assert all(f"# HELP {name.removesuffix('_total')}" in text for name in (*COUNTERS, *HISTOGRAMS))


def test_a_label_that_is_not_ours_is_refused(meter: PrometheusMeter) -> None:
    with pytest.raises(ValueError, match="label"):
        meter.count("denialops_pages_read_total", patient="Ada")


def test_values_without_end_are_counted_together_from_a_bound_on(meter: PrometheusMeter) -> None:
    for number in range(MOST_SERIES + 50):
        meter.count("denialops_pages_read_total", origin=f"origin-{number}")

    found = [line for line in lines(meter) if line.startswith("denialops_pages_read_total{")]
    assert len(found) == MOST_SERIES + 1
    assert 'denialops_pages_read_total{origin="other"} 50.0' in found


def test_the_moment_is_shown_part_by_part() -> None:
    found = lines(PrometheusMeter(Gauges(lambda: WELL, lambda: CENSUS)))

    assert {
        'denialops_health_state{state="ok"} 1.0',
        'denialops_part_state{part="store",state="down"} 0.0',
        'denialops_cases{status="review"} 3.0',
        'denialops_cases{status="closed"} 0.0',
        'denialops_deadlines{state="missed"} 2.0',
        'denialops_queue_tasks{state="pending"} 5.0',
        'denialops_queue_tasks{state="running"} 0.0',
        'denialops_breaker_state{provider="openai",state="open"} 1.0',
        'denialops_breaker_state{provider="openai",state="closed"} 0.0',
        "denialops_reply_cache_hits_total 7.0",
        "denialops_reply_cache_misses_total 3.0",
        "denialops_reply_cache_entries 4.0",
    } <= found


def test_a_scrape_tells_of_a_lost_store_and_does_not_wait_for_it() -> None:
    lost = Health(state="down", parts=(Part(name="store", state="down", is_needed=True, code="timed_out"),))

    def census() -> Census:
        raise AssertionError("nobody asks a store that is away")

    found = lines(PrometheusMeter(Gauges(lambda: lost, census)))

    assert 'denialops_part_state{part="store",state="down"} 1.0' in found
    assert not [line for line in found if line.startswith("denialops_cases")]


def test_a_store_that_goes_between_two_looks_costs_only_its_own_numbers() -> None:
    def census() -> Census:
        raise StoreUnavailable

    found = lines(PrometheusMeter(Gauges(lambda: WELL, census)))

    assert 'denialops_health_state{state="ok"} 1.0' in found
    assert not [line for line in found if line.startswith("denialops_cases")]
