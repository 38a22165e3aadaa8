"""Language models: what our wrappers add to a provider's own time, and what the cache saves."""

from __future__ import annotations

import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Literal, NamedTuple

from denialops.bench.provider import HOST, Provider, running_provider
from denialops.bench.rows import Row, make_row, seconds_of
from denialops.bootstrap import build_pipeline, load_rulebook
from denialops.bootstrap.models import ModelParts, build_model, build_reply_cache
from denialops.clock import SystemClock
from denialops.config import ROOT, Settings
from denialops.domain.identifiers import identifiers_of
from denialops.domain.models import Identifier, ModelMessage, ModelReply, ModelRequest
from denialops.domain.records import Change
from denialops.envelope import Envelope
from denialops.limits.circuits import OwnCircuits
from denialops.ports import UsageLedger
from denialops.store.case_store import SqliteCaseStore

LETTERS = ROOT / "tests" / "golden" / "set_a" / "letters"
PRICED_MODEL = "gpt-6.1-sol"
ROUNDS, AT_ONCE, WORKLOAD = 9, 16, 30
Cache = Literal["disk", "none"]
SYSTEM = "Say in plain words what this letter denies and why."


class Times(NamedTuple):
    """Seconds from the call, and how long this process worked for it."""

    first_token_s: float
    total_s: float
    cpu_s: float


class Desk(NamedTuple):
    """The whole stack as an installation has it, over a data folder of its own."""

    parts: ModelParts
    ledger: UsageLedger


def measure_model() -> Iterator[Row]:
    letters = _letters()
    with running_provider() as provider:
        with _desk(provider, "slow") as desk:
            yield from _overhead(desk, provider, letters)
            yield from _cache_hits(desk, letters)
        with _desk(provider, "slow") as desk:
            yield _at_once(desk, provider, letters)
        yield from _savings(provider, letters)


def _overhead(desk: Desk, provider: Provider, letters: list[ModelRequest]) -> Iterator[Row]:
    """Ours and the provider's own in turn, so that other load on the machine meets both."""
    _asked(desk, letters[-1])
    pairs = [(_asked(desk, letters[n]), _bare(provider)) for n in range(ROUNDS)]
    for what, index in (("time to first token", 0), ("total time", 1)):
        ours = statistics.median(ours[index] for ours, _ in pairs)
        bare = statistics.median(bare[index] for _, bare in pairs)
        over_ms, share = (ours - bare) * 1000, (ours - bare) / bare * 100
        limit = f"provider's own {bare * 1000:,.0f} ms"
        yield make_row(f"model, {what}, added", over_ms, "ms", limit=limit, goal="<= 50", met=over_ms <= 50)
        yield make_row(f"model, {what}, added", share, "%", limit=limit, goal="<= 5", met=share <= 5)
    cpu_ms = statistics.median(ours.cpu_s - bare.cpu_s for ours, bare in pairs) * 1000
    yield make_row("model, our own work for a call", cpu_ms, "ms CPU")


def _cache_hits(desk: Desk, letters: list[ModelRequest]) -> Iterator[Row]:
    """Every other hit comes from a thread that is new, as a page's are."""
    hits, worked = [], []
    for number in range(200):
        request, before = letters[number % ROUNDS], time.process_time()
        hits.append(seconds_of(partial(_in_new_thread if number % 2 else _now, partial(_asked, desk, request))) * 1000)
        worked.append((time.process_time() - before) * 1000)
    p50, p95 = statistics.median(hits), statistics.quantiles(hits, n=20)[-1]
    yield make_row("reply from the disk cache, p50", p50, "ms", goal="< 5", met=p50 < 5)
    yield make_row("reply from the disk cache, p95", p95, "ms", goal="< 5", met=p95 < 5)
    yield make_row("reply from the disk cache, our own work, p95", statistics.quantiles(worked, n=20)[-1], "ms CPU")


def _at_once(desk: Desk, provider: Provider, letters: list[ModelRequest]) -> Row:
    """Chains of two calls, one after the other, as a case that is read and then written."""
    _asked(desk, letters[-1])

    def ours(number: int) -> None:
        for version in ("1", "2"):
            _asked(desk, letters[number].model_copy(update={"prompt_version": version, "case_id": f"case{number}"}))

    def bare(number: int) -> float:
        return seconds_of(lambda: [_bare(provider) for _ in range(2)])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        slowest = max(pool.map(bare, range(AT_ONCE)))
        all_s = seconds_of(lambda: list(pool.map(ours, range(AT_ONCE))))
    ratio = all_s / slowest
    limit = f"slowest chain of the provider {slowest:.2f} s"
    return make_row(f"{AT_ONCE} chains of calls at once", ratio, "x", limit=limit, goal="<= 1.1", met=ratio <= 1.1)


def _savings(provider: Provider, letters: list[ModelRequest]) -> Iterator[Row]:
    """A third of the calls repeat earlier ones; then all of them come again."""
    new = [letters[n % len(letters)].model_copy(update={"prompt_version": f"v{n}"}) for n in range(WORKLOAD * 2 // 3)]
    workload = [*new, *new[: WORKLOAD // 3]]
    full, ours = _cost(provider, workload, "none"), _cost(provider, workload, "disk")
    saved = float(1 - ours / full) * 100
    limit = f"without cache ${full:.4f}"
    yield make_row("saved, one third of calls repeated", saved, "%", limit=limit, goal=">= 33", met=saved >= 33)
    with _desk(provider, "fast") as desk:
        for request in new:
            _asked(desk, request)
        before = provider.count_calls()
        for request in new:
            _asked(desk, request)
        more = provider.count_calls() - before
    yield make_row("calls of a second identical run", more, "calls", goal="0", met=more == 0)


def _cost(provider: Provider, workload: list[ModelRequest], cache: Cache) -> Decimal:
    with _desk(provider, "fast", cache=cache) as desk:
        for request in workload:
            _asked(desk, request)
        return desk.ledger.spent_today().cost_usd


@contextmanager
def _desk(provider: Provider, pace: str, *, cache: Cache = "disk") -> Iterator[Desk]:
    with tempfile.TemporaryDirectory(prefix="denialops-bench-") as folder:
        chosen: dict[str, Any] = {
            "llm_provider": "openai",
            "llm_model": PRICED_MODEL,
            "llm_base_url": provider.address(pace),
            "OPENAI_API_KEY": "bench",
            "llm_day_usd": 0,
            "llm_case_usd": 0,
            "llm_calls_per_minute": 0,
        }
        settings = Settings(data_dir=Path(folder), cache=cache, **chosen)
        clock = SystemClock(settings.timezone)
        store = SqliteCaseStore(settings.data_dir, tenant=settings.tenant, clock=clock)
        with store.transaction() as unit:
            for number in range(AT_ONCE):
                unit.open_case(f"case{number}", Change(type="case_opened", actor="bench"))
        ledger, replies = store.ledger(Envelope(settings.data_dir)), build_reply_cache(settings)
        parts = build_model(settings, load_rulebook(), clock, ledger=ledger, cache=replies, circuits=OwnCircuits())
        if parts is None:
            raise AssertionError("a provider was chosen")
        yield Desk(parts, ledger)
        replies.close()
        store.close()


def _asked(desk: Desk, request: ModelRequest) -> Times:
    started, worked, first = time.perf_counter(), time.process_time(), 0.0
    for piece in desk.parts.model.stream(request):
        if not first and not isinstance(piece, ModelReply) and piece.text:
            first = time.perf_counter() - started
    return Times(first, time.perf_counter() - started, time.process_time() - worked)


def _bare(provider: Provider) -> Times:
    """The same question over a bare socket, read as it comes."""
    body = json.dumps({"model": "bench", "stream": True, "messages": [{"role": "user", "content": "x" * 4000}]})
    connection = HTTPConnection(HOST, provider.port)
    started, worked, first = time.perf_counter(), time.process_time(), 0.0
    connection.request("POST", "/slow/v1/chat/completions", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    for line in response:
        if not first and b"content" in line:
            first = time.perf_counter() - started
    connection.close()
    return Times(first, time.perf_counter() - started, time.process_time() - worked)


def _letters() -> list[ModelRequest]:
    """The questions: real letters with what the rules found in them, so that redaction has its work."""
    from denialops.bench.reading import read_letter

    pipeline = build_pipeline(Settings())
    requests = []
    for number, path in enumerate(sorted(LETTERS.glob("*.txt"))[: AT_ONCE + 1]):
        case = read_letter(pipeline, path.read_bytes())
        requests.append(
            _request(
                "\n".join(page.text for page in case.letter.pages), f"case{number % AT_ONCE}", identifiers_of(case)
            )
        )
    return requests


def _request(text: str, case_id: str, identifiers: tuple[Identifier, ...]) -> ModelRequest:
    return ModelRequest(
        purpose="read",
        case_id=case_id,
        prompt_version="bench",
        system=SYSTEM,
        messages=(ModelMessage(role="user", content=text),),
        identifiers=identifiers,
    )


def _now(work: Callable[[], object]) -> None:
    work()


def _in_new_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
