"""PrometheusMeter: counters and histograms of this process, and gauges taken at each scrape."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from denialops.ports.observing import Counted, Timed

MOST_SERIES = 1000
OTHER = "other"

SHORT_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
LONG_S = (0.01, 0.05, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0)

# A second series for each of ours, saying when it began, is worth nothing to us.
disable_created_metrics()  # type: ignore[no-untyped-call]

COUNTERS: dict[Counted, tuple[str, tuple[str, ...]]] = {
    "http_requests_total": ("Requests answered.", ("method", "endpoint", "status")),
    "denialops_pages_read_total": ("Pages of documents read, by where their text came from.", ("origin",)),
    "denialops_model_calls_total": (
        "Attempts to call a language model and replies from the cache, by how they ended.",
        ("provider", "model", "purpose", "outcome", "cached"),
    ),
    "denialops_model_tokens_total": ("Tokens that attempts took.", ("provider", "model", "direction")),
    "denialops_model_cost_usd_total": ("What attempts cost, as far as prices are known.", ("provider", "model")),
    "denialops_model_saved_usd_total": ("What replies from the cache would have cost.", ("provider", "model")),
}
HISTOGRAMS: dict[Timed, tuple[str, tuple[str, ...], tuple[float, ...]]] = {
    "http_request_duration_seconds": (
        "Until the whole answer was sent; of a stream until it began.",
        ("method", "endpoint"),
        SHORT_S,
    ),
    "denialops_page_run_duration_seconds": ("One run of a page of the app.", ("page",), SHORT_S),
    "denialops_stage_duration_seconds": ("One try of a stage, by how it ended.", ("stage", "outcome"), LONG_S),
    "denialops_page_read_duration_seconds": ("Reading one page.", ("origin",), LONG_S),
    "denialops_model_call_duration_seconds": (
        "Attempts that asked the provider.",
        ("provider", "model", "purpose"),
        LONG_S,
    ),
    "denialops_model_first_token_seconds": (
        "Until a reply of the provider began.",
        ("provider", "model", "purpose"),
        LONG_S,
    ),
}


class PrometheusMeter:
    """A registry of its own, so that several may live in one process. `gauges` are asked at each scrape."""

    def __init__(self, gauges: Callable[[], Iterable[Metric]]) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._counters = {
            name: Counter(name, about, labels, registry=self._registry) for name, (about, labels) in COUNTERS.items()
        }
        self._histograms = {
            name: Histogram(name, about, labels, buckets=buckets, registry=self._registry)
            for name, (about, labels, buckets) in HISTOGRAMS.items()
        }
        self._registry.register(_AtScrape(gauges))
        self._seen: dict[str, set[tuple[str, ...]]] = {}
        self._lock = threading.Lock()

    def count(self, name: Counted, amount: float = 1.0, **labels: str) -> None:
        self._counters[name].labels(**self._bounded(name, labels)).inc(amount)

    def observe(self, name: Timed, seconds: float, **labels: str) -> None:
        self._histograms[name].labels(**self._bounded(name, labels)).observe(seconds)

    def render(self) -> bytes:
        return generate_latest(self._registry)

    def _bounded(self, name: str, labels: dict[str, str]) -> dict[str, str]:
        """However many label values come, the memory of the process and of Prometheus is bounded."""
        with self._lock:
            seen, values = self._seen.setdefault(name, set()), tuple(labels.values())
            if values in seen or len(seen) < MOST_SERIES:
                seen.add(values)
                return labels
        return dict.fromkeys(labels, OTHER)


class _AtScrape(Collector):
    def __init__(self, gauges: Callable[[], Iterable[Metric]]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterable[Metric]:
        return self._gauges()

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked before the first scrape."""
        return ()
