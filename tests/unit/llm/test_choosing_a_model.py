"""Which model the settings make, what its tokens cost, and that without one nothing is loaded and nothing leaves."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest

from denialops.bootstrap import build_in_memory
from denialops.bootstrap.models import ADAPTERS, ModelParts, build_model, build_reply_cache
from denialops.config import Settings
from denialops.domain.models import Identifier, ModelMessage, ModelReply, Tokens
from denialops.domain.providers import PROVIDERS
from denialops.domain.rulebook.model_prices import ModelPriceRules
from denialops.errors import BudgetSpent, ModelPaused, ModelUnavailable
from denialops.limits.circuits import OwnCircuits
from denialops.llm.usage import MemoryUsageLedger
from denialops.services.records import Upload
from tests.fakes.adapters import NOW, a_request, drained
from tests.fakes.pipeline import FakeClock
from tests.fakes.providers import FakeProvider, Play
from tests.fakes.routing_cases import shipped_rules

ROOT = Path(__file__).resolve().parents[3]
DAY = date(2026, 11, 21)
MILLION = Tokens(input=1_000_000, output=1_000_000, cached=500_000)
LETTER = ROOT / "data" / "samples" / "part-d-step-therapy.html"


@pytest.fixture(scope="module")
def server() -> Iterator[FakeProvider]:
    with FakeProvider() as server:
        yield server


def chosen(provider: str, url: str, model: str = "m-1") -> Settings:
    keys: dict[str, Any] = {"OPENAI_API_KEY": "k-openai", "ANTHROPIC_API_KEY": "k-anthropic"}
    return Settings(
        _env_file=None,
        cache="memory",
        llm_provider=provider,
        llm_model=model,
        llm_base_url=url,
        llm_api_key="k-own",
        **keys,
    )


@pytest.mark.parametrize(
    ("provider", "key"),
    [("openai", "k-openai"), ("anthropic", "k-anthropic"), ("compatible", "k-own"), ("local", "k-own")],
)
def test_each_provider_is_asked_for_the_chosen_model_with_its_own_key(
    server: FakeProvider, provider: str, key: str
) -> None:
    server.forget()
    url = server.anthropic_url if provider == "anthropic" else server.openai_url
    reply = asked(chosen(provider, url))

    assert (reply.provider, reply.model) == (provider, "m-1")
    assert server.received[0].headers["authorization"] == f"Bearer {key}"
    assert server.received[0].body["model"] == "m-1"


def test_a_model_of_this_computer_costs_nothing_and_one_without_a_price_is_unknown(server: FakeProvider) -> None:
    server.forget()
    local, unknown = (asked(chosen(name, server.openai_url)) for name in ("local", "openai"))

    assert (local.is_priced, local.cost_usd) == (True, 0)
    assert (unknown.is_priced, unknown.cost_usd) == (False, 0)


def test_the_cost_of_a_reply_is_its_tokens_at_the_price_of_the_rules(server: FakeProvider) -> None:
    server.forget()
    server.play(Play(input_tokens=1000, output_tokens=100, cached_tokens=0))

    reply = asked(chosen("openai", server.openai_url, "gpt-4o"))

    assert reply.cost_usd == Decimal("0.0035")


NAMED = {
    "messages": (ModelMessage(role="user", content="Patient Zorvan Qellith was denied."),),
    "identifiers": (Identifier(kind="name", value="Zorvan Qellith"),),
}


@pytest.mark.parametrize(
    ("provider", "redact", "leaves"),
    [
        ("openai", "auto", False),
        ("openai", "always", False),
        ("compatible", "always", False),
        ("local", "always", False),
        ("local", "auto", True),
        ("compatible", "auto", True),
    ],
)
def test_a_name_leaves_only_for_this_computer_and_only_when_the_settings_say_so(
    server: FakeProvider, provider: str, redact: Literal["auto", "always"], leaves: bool
) -> None:
    server.forget()
    settings = chosen(provider, server.openai_url).model_copy(update={"llm_redact": redact})

    asked(settings, **NAMED)

    assert ("Zorvan" in server.received[0].raw) is leaves


def test_the_wrappers_stand_in_their_order(server: FakeProvider) -> None:
    parts = built(chosen("openai", server.openai_url))
    assert parts is not None

    names, inner = [], parts.model
    while inner is not None:
        names.append(type(inner).__name__)
        inner = getattr(inner, "_inner", None)
    assert names == [
        "CachedModel",
        "HeldModel",
        "RetryingModel",
        "BudgetedModel",
        "BreakingModel",
        "LimitedModel",
        "RedactedModel",
        "StoppableModel",
        "OpenAIChat",
    ]


def test_the_same_question_is_asked_once(server: FakeProvider) -> None:
    server.forget()
    parts = built(chosen("openai", server.openai_url))
    assert parts is not None

    first, second = (drained(parts.model, a_request())[1] for _ in range(2))

    assert (first.from_cache, second.from_cache) == (False, True)
    assert len(server.received) == 1
    assert parts.cache().hits == 1


def test_a_budget_that_is_used_up_stops_the_next_call(server: FakeProvider) -> None:
    settings = chosen("openai", server.openai_url).model_copy(update={"llm_day_tokens": 100, "cache": "none"})
    parts = built(settings)
    assert parts is not None
    drained(parts.model, a_request())
    server.forget()

    with pytest.raises(BudgetSpent):
        drained(parts.model, a_request())

    assert server.received == []


def test_a_provider_that_keeps_failing_is_left_alone(server: FakeProvider) -> None:
    changes = {"llm_tries": 1, "llm_breaker_failures": 2, "cache": "none"}
    parts = built(chosen("openai", server.openai_url).model_copy(update=changes))
    assert parts is not None
    server.forget()
    server.play(Play(status=500), Play(status=500))
    for _ in range(2):
        with pytest.raises(ModelUnavailable):
            drained(parts.model, a_request())

    with pytest.raises(ModelPaused):
        drained(parts.model, a_request())

    assert parts.breaker().state == "open"
    assert len(server.received) == 2


@pytest.mark.parametrize("kind", ["disk", "memory", "none"])
def test_the_settings_say_where_replies_are_kept(kind: Literal["disk", "memory", "none"], tmp_path: Path) -> None:
    cache = build_reply_cache(Settings(_env_file=None, cache=kind, data_dir=tmp_path))

    cache.put("k", b"v", tag="case-1", ttl_s=60)

    assert cache.count() == (0 if kind == "none" else 1)
    assert cache.forget("case-1") == cache.count() + (0 if kind == "none" else 1)
    cache.close()


def test_every_provider_has_an_adapter() -> None:
    assert {provider.wire for provider in PROVIDERS.values()} == set(ADAPTERS)


def test_without_a_provider_there_is_no_model() -> None:
    assert built(Settings(_env_file=None)) is None


def test_without_a_provider_no_socket_is_opened_and_the_same_bytes_come_out(monkeypatch: pytest.MonkeyPatch) -> None:
    before = read_letter()
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)

    assert read_letter() == before
    assert {"facts.json", "route.json", "draft.md"} <= set(before)


def test_without_a_provider_no_library_of_one_is_loaded() -> None:
    program = (
        "import sys, denialops.bootstrap as b, denialops.config as c;"
        "b.build_in_memory(c.load_settings());"
        "from denialops.bootstrap.models import build_model;"
        "nothing = dict(ledger=None, cache=None, circuits=None);"
        "assert build_model(c.load_settings(), b.load_rulebook(), None, **nothing) is None;"
        "print({'openai', 'anthropic', 'httpx2'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("row", shipped_rules().model_prices.prices, ids=lambda row: row.id)
def test_every_price_decides_what_a_call_costs(row: Any) -> None:
    provider, model = row.id.split("/")
    few = Tokens(input=1000, output=1000, cached=400, written=100)
    others = ModelPriceRules(prices=tuple(other for other in shipped_rules().model_prices.prices if other != row))

    of_input = 500 * row.input_usd + 400 * row.cached_usd + 100 * (row.written_usd or row.input_usd)
    expected = (of_input + 1000 * row.output_usd) / 1_000_000
    assert shipped_rules().model_prices.cost(provider, model, few, DAY) == expected
    assert others.cost(provider, model, few, DAY) is None


@pytest.mark.parametrize(
    ("provider", "model", "tokens", "on", "usd"),
    [
        ("openai", "gpt-4o", MILLION, DAY, Decimal("11.875")),
        ("openai", "gpt-4o-2024-08-06", MILLION, DAY, Decimal("11.875")),
        ("anthropic", "claude-haiku-4-5-20251001", MILLION, DAY, Decimal("5.55")),
        ("openai", "gpt-4o-audio-preview", MILLION, DAY, None),
        ("openai", "gpt-4", MILLION, DAY, None),
        ("anthropic", "gpt-4o", MILLION, DAY, None),
        ("compatible", "gpt-4o", MILLION, DAY, None),
        ("openai", "gpt-6-luna", MILLION, DAY, None),
        ("openai", "gpt-5.6-terra", Tokens(input=1000, written=1000), DAY, Decimal("0.0025")),
        ("openai", "gpt-4o", Tokens(input=1000, written=1000), DAY, Decimal("0.0025")),
        ("anthropic", "claude-opus-5", Tokens(input=1000, cached=500, written=500), DAY, Decimal("0.003375")),
        ("openai", "gpt-6-luna", Tokens(input=272_000), DAY, Decimal("0.0272")),
        ("openai", "gpt-5.6-luna", Tokens(input=1000), date(2026, 7, 29), None),
    ],
)
def test_a_price_is_known_or_it_is_not(
    provider: str, model: str, tokens: Tokens, on: date, usd: Decimal | None
) -> None:
    assert shipped_rules().model_prices.cost(provider, model, tokens, on) == usd


def built(settings: Settings) -> ModelParts | None:
    clock = FakeClock(NOW)
    ledger = MemoryUsageLedger(clock)
    cache, circuits = build_reply_cache(settings), OwnCircuits()
    return build_model(settings, shipped_rules(), clock, ledger=ledger, cache=cache, circuits=circuits)


def asked(settings: Settings, **changes: object) -> ModelReply:
    """The reply to one request through all wrappers."""
    parts = built(settings)
    assert parts is not None
    return drained(parts.model, a_request(**changes))[1]


def read_letter() -> dict[str, bytes]:
    """Every file of an appeal but those that tell when they were made, with the settings as they are by default."""
    upload = Upload(LETTER.name, LETTER.read_bytes())
    files = build_in_memory(Settings(_env_file=None)).appeal_in_memory(upload).files
    return {name: data for name, data in files.items() if name.endswith((".md", ".json")) and name != "manifest.json"}


def refused(*args: object, **kwargs: object) -> Any:
    raise AssertionError("a socket was opened")
