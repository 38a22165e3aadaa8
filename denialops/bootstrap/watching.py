"""Who watches this installation: numbers always, traces where a collector is named, and looks at every part."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from denialops.config import Settings
from denialops.domain.health import SchemaState
from denialops.ports import CaseStore, DocumentReader, LanguageModel, TaskQueue, UsageLedger
from denialops.ports.observing import UNWATCHED, Found, NoTracer, Probe, Tracer, Watch
from denialops.ports.recovery import RulesSource
from denialops.services.checking import HealthCheck

if TYPE_CHECKING:
    from denialops.ports import ReplyCache, StageWork
    from denialops.services import Services
    from denialops.services.assistant import Assistant

UNTRACED = frozenset({"run_stage", "keep_failure", "list_unfinished", "health", "census", "measurements"})
"""Stages are spans already, and what machines ask all day long would bury the others."""


def build_watch(settings: Settings, services: Callable[[], Services]) -> Watch:
    """`services` is asked at each scrape, since the services are built after their watch."""
    from denialops.observing.gauges import Gauges
    from denialops.observing.prometheus import PrometheusMeter

    gauges = Gauges(lambda: services().health(), lambda: services().census())
    return Watch(PrometheusMeter(gauges), _build_tracer(settings))


def build_checks(
    settings: Settings,
    store: CaseStore,
    queue: TaskQueue,
    replies: ReplyCache,
    assistant: Assistant | None,
    rules: RulesSource | None = None,
) -> HealthCheck:
    """What work needs first; then what it can do without for a while."""
    from denialops.observing.probes import DiskProbe, OcrProbe, look_at_breaker

    disk = DiskProbe(settings.data_dir, low_mb=settings.disk_low_mb, full_mb=settings.disk_full_mb)
    probes = [
        Probe("store", _well(store.check)),
        Probe("migrations", lambda: look_at_schema(store.schema())),
        Probe("queue", _well(queue.count_tasks)),
        Probe("disk", disk),
        Probe("ocr", OcrProbe(), is_needed=False),
        Probe("cache", _cache_probe(settings, replies), is_needed=False),
    ]
    if assistant:
        probes.append(Probe("model", lambda: look_at_breaker(assistant.breaker()), is_needed=False))
    if rules:
        probes.append(Probe("rules", lambda: look_at_rules(rules), is_needed=False))
    return HealthCheck(probes, limit_s=settings.health_timeout_s)


def look_at_schema(schema: SchemaState) -> Found:
    """A newer schema still serves older programs: two versions run side by side while a new one is rolled out."""
    if schema.applied < schema.known:
        return Found("down", "migrations_missing")
    return Found() if schema.applied == schema.known else Found("degraded", "schema_newer")


def look_at_rules(rules: RulesSource) -> Found:
    """Rules of recovery that were changed and are faulty: the old ones are used meanwhile."""
    return Found("degraded", "rules_refused") if rules.faults() else Found()


def watched_model(model: LanguageModel, watch: Watch) -> LanguageModel:
    if isinstance(watch.tracer, NoTracer):
        return model
    from denialops.observing.watched import TracedModel

    return TracedModel(model, watch.tracer)


def watched_ledger(ledger: UsageLedger, watch: Watch) -> UsageLedger:
    if watch is UNWATCHED:
        return ledger
    from denialops.observing.watched import MeteredLedger

    return MeteredLedger(ledger, watch.meter)


def watched_reader(reader: DocumentReader, watch: Watch) -> DocumentReader:
    if watch is UNWATCHED:
        return reader
    from denialops.observing.watched import MeteredReader

    return MeteredReader(reader, watch.meter)


def watched_work(services: Services) -> StageWork:
    from denialops.observing.work import WatchedWork

    return WatchedWork(services, services.watch)


def watched_services(services: Services) -> Services:
    """As they are handed to pages and API."""
    if isinstance(services.watch.tracer, NoTracer):
        return services
    from denialops.observing.calls import TracedCalls

    return cast("Services", TracedCalls(services, services.watch.tracer, but=UNTRACED))


def _build_tracer(settings: Settings) -> Tracer:
    endpoint = settings.otlp_endpoint or settings.otel_endpoint
    if not endpoint:
        return NoTracer()
    from denialops.observing.otlp import OtlpTracer

    return OtlpTracer(endpoint, timeout_s=settings.otlp_timeout_s)


def _cache_probe(settings: Settings, replies: ReplyCache) -> Callable[[], Found]:
    """Redis is asked itself, since whoever uses it does without it when it is gone."""
    from denialops.observing.probes import RedisProbe

    url = settings.redis_url.get_secret_value()
    return RedisProbe(url, timeout_s=settings.redis_timeout_s) if url else _well(replies.count)


def _well(action: Callable[[], object]) -> Callable[[], Found]:
    """What does not raise is well."""

    def look() -> Found:
        action()
        return Found()

    return look
