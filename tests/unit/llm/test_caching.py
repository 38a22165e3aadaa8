"""The same request gets the same reply without asking; nothing else is ever answered from the cache."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest

from denialops.domain.models import Identifier, ModelMessage, ModelReply, ModelRequest, TextDelta, Tokens
from denialops.envelope import KEY_FILE, Envelope
from denialops.errors import ModelError, ModelUnavailable
from denialops.llm.caches.disk import DiskReplyCache
from denialops.llm.caches.memory import MemoryReplyCache
from denialops.llm.caching import CacheCounts, CachedModel
from denialops.llm.usage import MemoryUsageLedger
from denialops.llm.wrapping import Piece
from denialops.ports import LanguageModel, ReplyCache
from tests.contract.makers import FakeClock
from tests.fakes.models import ScriptedModel
from tests.unit.llm.doubles import ask, begin, make_request

LONG = "The appeal rests on the record. " * 20
COST = Decimal("0.25")


class Counting:
    """Another reply for every call, a quarter of a dollar each."""

    provider, model = "scripted", "test-1"

    def __init__(self, *, has_temperature: bool = True, is_cut: bool = False) -> None:
        self.has_temperature, self.is_cut = has_temperature, is_cut
        self.calls = 0

    def stream(self, request: ModelRequest) -> Iterator[Piece]:
        self.calls += 1
        text = f"{LONG}{self.calls}"
        yield TextDelta(text)
        yield ModelReply(
            text=text,
            provider=self.provider,
            model=self.model,
            tokens=Tokens(input=10, output=5),
            cost_usd=COST,
            is_cut=self.is_cut,
        )


class Desk:
    def __init__(self, folder: Path, inner: LanguageModel | None = None, cache: ReplyCache | None = None) -> None:
        self.inner: Any = inner or Counting()
        self.cache = cache or MemoryReplyCache()
        self.ledger = MemoryUsageLedger(FakeClock())
        self.model = CachedModel(
            self.inner, self.cache, envelope=Envelope(folder), ledger=self.ledger, clock=FakeClock()
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_second_identical_request_makes_no_call(desk: Desk) -> None:
    first, second = ask(desk.model), ask(desk.model)

    assert desk.inner.calls == 1
    assert second.text == first.text
    assert (second.from_cache, second.cost_usd, second.tokens) == (True, 0, first.tokens)


def test_a_kept_reply_comes_in_pieces_like_any_other(desk: Desk) -> None:
    ask(desk.model)

    *pieces, _ = desk.model.stream(make_request())

    assert len(pieces) > 10


@pytest.mark.parametrize(
    "other",
    [
        {"prompt_version": "2"},
        {"system": "Be long."},
        {"messages": (ModelMessage(role="user", content="Another question"),)},
        {"messages": (ModelMessage(role="assistant", content="Why was it denied?"),)},
        {"schema_name": "facts"},
        {"json_schema": {"type": "object"}},
        {"max_tokens": 17},
        {"temperature": 0.1},
    ],
)
def test_whatever_shapes_the_reply_makes_another_request(desk: Desk, other: dict[str, Any]) -> None:
    ask(desk.model)
    ask(desk.model, make_request().model_copy(update=other))

    assert desk.inner.calls == 2


@pytest.mark.parametrize(
    "other",
    [
        {"case_id": "c2"},
        {"call_id": "x"},
        {"purpose": "help"},
        {"identifiers": (Identifier(kind="name", value="Ada Muñoz"),)},
    ],
)
def test_whose_case_it_is_makes_no_other_request(desk: Desk, other: dict[str, Any]) -> None:
    ask(desk.model)
    ask(desk.model, make_request().model_copy(update=other))

    assert desk.inner.calls == 1


def test_every_field_of_a_request_is_known_to_one_of_the_two_tests_above() -> None:
    shaping = {"prompt_version", "system", "messages", "schema_name", "json_schema", "max_tokens", "temperature"}

    assert set(ModelRequest.model_fields) - {"case_id", "call_id", "purpose", "identifiers"} == shaping


@pytest.mark.parametrize(("attribute", "value"), [("provider", "another"), ("model", "test-2")])
def test_another_provider_or_model_is_asked_itself(tmp_path: Path, attribute: str, value: str) -> None:
    first = Desk(tmp_path)
    ask(first.model)
    other = Counting()
    setattr(other, attribute, value)

    ask(Desk(tmp_path, other, first.cache).model)

    assert other.calls == 1


@pytest.mark.parametrize("temperature", [None, 0.2, 1.0])
def test_replies_that_depend_on_chance_are_not_kept(desk: Desk, temperature: float | None) -> None:
    for _ in range(2):
        ask(desk.model, make_request(temperature=temperature))

    assert (desk.inner.calls, desk.cache.count()) == (2, 0)
    assert desk.model.counts() == CacheCounts()


def test_a_model_without_a_temperature_is_always_asked(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Counting(has_temperature=False))
    for _ in range(2):
        ask(desk.model)

    assert (desk.inner.calls, desk.cache.count()) == (2, 0)


def test_a_model_that_turns_out_to_refuse_a_temperature_is_not_cached(tmp_path: Path) -> None:
    class Learning(Counting):
        def stream(self, request: ModelRequest) -> Iterator[Piece]:
            self.has_temperature = False
            yield from super().stream(request)

    desk = Desk(tmp_path, Learning())
    for _ in range(2):
        ask(desk.model)

    assert (desk.inner.calls, desk.cache.count()) == (2, 0)


def test_a_probe_of_the_connection_is_never_answered_from_the_cache(desk: Desk) -> None:
    for _ in range(2):
        ask(desk.model, make_request(purpose="probe"))

    assert desk.inner.calls == 2


def test_a_failed_reply_is_not_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ScriptedModel(ModelUnavailable(), "well", pieces_before_error=2))
    with pytest.raises(ModelError):
        list(desk.model.stream(make_request()))

    assert ask(desk.model).text == "well"
    assert not ask(desk.model).text.startswith("{")


def test_a_reply_that_was_cut_is_not_kept(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Counting(is_cut=True))
    for _ in range(2):
        ask(desk.model)

    assert (desk.inner.calls, desk.cache.count()) == (2, 0)


def test_a_reply_that_was_stopped_is_not_kept(tmp_path: Path) -> None:
    inner = ScriptedModel("a long reply that nobody reads to its end")
    desk = Desk(tmp_path, inner)

    cast("Generator[Piece]", begin(desk.model)).close()

    assert (inner.closed, desk.cache.count()) == (1, 0)


def test_a_reply_is_kept_even_if_the_caller_leaves_with_it(desk: Desk) -> None:
    pieces = cast("Generator[Piece]", begin(desk.model))
    assert isinstance(next(pieces), ModelReply)
    pieces.close()

    assert ask(desk.model).from_cache


def test_hits_misses_and_savings_are_counted(desk: Desk) -> None:
    for text in ("a", "b", "a", "a"):
        ask(desk.model, make_request(text))

    assert desk.model.counts() == CacheCounts(hits=2, misses=2, saved_usd=2 * COST)
    spent = desk.ledger.spent_today()
    assert (spent.from_cache, spent.saved_usd, spent.cost_usd) == (2, 2 * COST, 0)


def test_a_hit_is_told_of_its_own_case(desk: Desk) -> None:
    ask(desk.model)
    ask(desk.model, make_request(case_id="c2", purpose="write"))

    (call,) = desk.ledger.list_calls("c2")
    assert (call.purpose, call.outcome, call.from_cache, call.saved_usd) == ("write", "ok", True, COST)


def test_a_case_that_goes_takes_its_replies_along(desk: Desk) -> None:
    ask(desk.model)
    ask(desk.model, make_request("another", case_id="c2"))

    assert desk.cache.forget("c1") == 1
    assert not ask(desk.model).from_cache
    assert ask(desk.model, make_request("another")).from_cache


class Untouched(MemoryReplyCache):
    """Keeps what it is given in `seen`."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[str, bytes] = {}

    def put(self, key: str, value: bytes, *, tag: str, ttl_s: float) -> None:
        self.seen[key] = value
        super().put(key, value, tag=tag, ttl_s=ttl_s)


def test_neither_key_nor_value_tells_anything(tmp_path: Path) -> None:
    cache = Untouched()
    ask(Desk(tmp_path, cache=cache).model, make_request("Why was Ada denied?"))

    ((key, value),) = cache.seen.items()
    assert len(key) == 64 and set(key) <= set("0123456789abcdef")
    assert b"appeal" not in value and b"Ada" not in value


def test_no_word_of_a_reply_is_found_on_the_disk(tmp_path: Path) -> None:
    cache = DiskReplyCache(tmp_path / "replies", max_bytes=10_000_000)
    ask(Desk(tmp_path, cache=cache).model)
    cache.close()

    kept = b"".join(path.read_bytes() for path in (tmp_path / "replies").rglob("*") if path.is_file())
    assert len(kept) > 0
    assert b"appeal" not in kept and b"denied" not in kept


@pytest.mark.parametrize("put_there", [b"", b"\x01", b"not sealed at all", b'{"text": "planted"}'])
def test_an_entry_that_we_did_not_seal_is_not_believed(desk: Desk, put_there: bytes, tmp_path: Path) -> None:
    cache = Untouched()
    desk = Desk(tmp_path, cache=cache)
    ask(desk.model)
    (key,) = cache.seen
    cache.put(key, put_there, tag="c1", ttl_s=60)

    assert ask(desk.model).text.endswith("2")
    assert ask(desk.model).from_cache


def test_the_entry_of_another_request_is_not_believed(tmp_path: Path) -> None:
    cache = Untouched()
    desk = Desk(tmp_path, cache=cache)
    ask(desk.model, make_request("a"))
    ask(desk.model, make_request("b"))
    first, second = cache.seen
    cache.put(first, cache.seen[second], tag="c1", ttl_s=60)

    assert not ask(desk.model, make_request("a")).from_cache


def test_a_lost_key_costs_calls_but_breaks_none(tmp_path: Path) -> None:
    cache = MemoryReplyCache()
    ask(Desk(tmp_path, cache=cache).model)
    (tmp_path / KEY_FILE).unlink()

    assert ask(Desk(tmp_path, cache=cache).model).text.endswith("1")


def test_a_damaged_cache_file_costs_calls_but_breaks_none(tmp_path: Path) -> None:
    (tmp_path / "replies").mkdir()
    (tmp_path / "replies" / "cache.db").write_bytes(b"no database" * 1000)
    desk = Desk(tmp_path, cache=DiskReplyCache(tmp_path / "replies", max_bytes=10_000_000))

    assert [ask(desk.model).text[-1] for _ in range(2)] == ["1", "2"]


def test_a_cache_that_another_program_holds_costs_calls_but_breaks_none(tmp_path: Path) -> None:
    cache = DiskReplyCache(tmp_path / "replies", max_bytes=10_000_000, wait_s=0.01)
    desk = Desk(tmp_path, cache=cache)
    cache.get("opens the file")
    other = sqlite3.connect(tmp_path / "replies" / "cache.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    assert [ask(desk.model).text[-1] for _ in range(2)] == ["1", "2"]
    other.close()
    cache.close()


def test_a_folder_that_cannot_be_made_costs_calls_but_breaks_none(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file stands where the folder should be")
    desk = Desk(tmp_path, cache=DiskReplyCache(tmp_path / "taken" / "replies", max_bytes=10_000_000))

    assert [ask(desk.model).text[-1] for _ in range(2)] == ["1", "2"]
