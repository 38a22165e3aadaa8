"""Whatever keeps replies of language models must behave like this."""

from __future__ import annotations

import pickle
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis

from denialops.llm.caches.disk import BytesOnlyDisk, DiskReplyCache
from denialops.llm.caches.memory import MemoryReplyCache
from denialops.llm.caches.none import NoReplyCache
from denialops.llm.caches.redis import RedisReplyCache
from denialops.ports import ReplyCache
from tests.unit.llm.doubles import FakeSeconds

TTL_S = 3600.0
KINDS = ["memory", "disk", pytest.param("redis", marks=pytest.mark.service)]


@pytest.fixture
def seconds() -> FakeSeconds:
    return FakeSeconds()


@pytest.fixture
def make(request: pytest.FixtureRequest, tmp_path: Path, seconds: FakeSeconds) -> Iterator[Callable[..., ReplyCache]]:
    """Opens the cache of this kind; a second one is another process over the same place, where there is one."""
    opened: list[ReplyCache] = []
    memory: dict[int, MemoryReplyCache] = {}

    def make(*, entries: int = 1000) -> ReplyCache:
        cache: ReplyCache
        if request.param == "redis":
            cache = RedisReplyCache(request.getfixturevalue("redis_url"), max_entries=entries)
        elif request.param == "disk":
            cache = DiskReplyCache(tmp_path / "replies", max_bytes=10_000_000)
        else:
            cache = memory.setdefault(entries, MemoryReplyCache(max_entries=entries, seconds=lambda: seconds.now))
        opened.append(cache)
        return cache

    yield make
    for cache in opened:
        cache.close()
    if request.param == "redis":
        client = redis.Redis.from_url(request.getfixturevalue("redis_url"))
        client.flushall()
        client.close()


every_kind = pytest.mark.parametrize("make", KINDS, indirect=True)
by_entries = pytest.mark.parametrize(
    "make", ["memory", pytest.param("redis", marks=pytest.mark.service)], indirect=True
)


def put(cache: ReplyCache, key: str, value: bytes = b"value", *, tag: str = "c1", ttl_s: float = TTL_S) -> None:
    cache.put(key, value, tag=tag, ttl_s=ttl_s)


@every_kind
def test_what_was_put_comes_back(make: Callable[..., ReplyCache]) -> None:
    cache = make()
    put(cache, "a", b"\x00any\xffbytes")

    assert cache.get("a") == b"\x00any\xffbytes"
    assert cache.count() == 1


@every_kind
def test_what_was_never_put_is_not_there(make: Callable[..., ReplyCache]) -> None:
    assert make().get("a") is None


@every_kind
def test_a_second_put_takes_the_place_of_the_first(make: Callable[..., ReplyCache]) -> None:
    cache = make()
    put(cache, "a", b"old", tag="c1")
    put(cache, "a", b"new", tag="c2")

    assert cache.get("a") == b"new"
    assert cache.count() == 1
    assert cache.forget("c2") == 1
    assert cache.get("a") is None


@every_kind
def test_what_is_too_old_is_not_given(make: Callable[..., ReplyCache]) -> None:
    cache = make()
    put(cache, "a", ttl_s=0.0)

    assert cache.get("a") is None


@every_kind
def test_a_case_is_forgotten_with_all_its_entries_and_no_other(make: Callable[..., ReplyCache]) -> None:
    cache = make()
    for key, tag in (("a", "c1"), ("b", "c2"), ("c", "c1")):
        put(cache, key, tag=tag)

    assert cache.forget("c1") == 2
    assert [cache.get(key) for key in "abc"] == [None, b"value", None]
    assert cache.count() == 1


@every_kind
def test_forgetting_an_unknown_case_is_no_error(make: Callable[..., ReplyCache]) -> None:
    assert make().forget("c1") == 0


@every_kind
def test_a_large_reply_is_kept(make: Callable[..., ReplyCache]) -> None:
    cache = make()
    put(cache, "a", b"x" * 500_000)

    assert cache.get("a") == b"x" * 500_000


@every_kind
def test_another_instance_over_the_same_place_finds_it(make: Callable[..., ReplyCache]) -> None:
    put(make(), "a")

    assert make().get("a") == b"value"


@every_kind
def test_sixteen_threads_read_what_they_wrote(make: Callable[..., ReplyCache]) -> None:
    cache = make()

    def work(thread: int) -> bool:
        for turn in range(25):
            put(cache, f"{thread}:{turn}", f"{thread}:{turn}".encode(), tag=str(thread))
        return all(cache.get(f"{thread}:{turn}") == f"{thread}:{turn}".encode() for turn in range(25))

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(work, range(16)))
    assert cache.count() == 400
    assert cache.forget("3") == 25


@by_entries
def test_the_least_recently_used_goes_first(make: Callable[..., ReplyCache]) -> None:
    cache = make(entries=3)
    for key in "abc":
        put(cache, key)
    cache.get("a")
    put(cache, "b", b"again")
    put(cache, "d")

    assert [cache.get(key) is not None for key in "abcd"] == [True, True, False, True]
    assert cache.count() == 3


@by_entries
def test_it_never_outgrows_its_bound_with_sixteen_threads(make: Callable[..., ReplyCache]) -> None:
    cache = make(entries=50)
    put(cache, "hot")

    def work(thread: int) -> bool:
        kept = []
        for turn in range(60):
            put(cache, f"{thread}:{turn}")
            kept.append(cache.get("hot") is not None and cache.count() <= 50)
        return all(kept)

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(work, range(16)))
    assert cache.count() == 50


def test_memory_counts_time_to_the_moment(seconds: FakeSeconds) -> None:
    cache = MemoryReplyCache(seconds=lambda: seconds.now)
    put(cache, "a", ttl_s=60)
    seconds.now = 59.9
    assert cache.get("a")
    seconds.now = 60.0

    assert cache.get("a") is None
    assert cache.count() == 0


def test_memory_takes_the_same_steps_however_much_it_holds() -> None:
    def steps(entries: int) -> int:
        cache, taken = MemoryReplyCache(max_entries=entries), 0
        for number in range(entries):
            put(cache, str(number))

        def count(*_: object) -> object:
            nonlocal taken
            taken += 1
            return count

        before = sys.gettrace()
        sys.settrace(count)
        for number in range(20):
            put(cache, f"new {number}")
            cache.get(f"new {number}")
        sys.settrace(before)
        return taken

    assert steps(10) == steps(1000) == steps(10_000)


def test_nothing_is_kept_without_a_cache() -> None:
    cache = NoReplyCache()
    put(cache, "a")

    assert (cache.get("a"), cache.count(), cache.forget("c1")) == (None, 0, 0)
    cache.close()


def test_the_disk_keeps_to_its_size(tmp_path: Path) -> None:
    cache = DiskReplyCache(tmp_path, max_bytes=500_000)
    for number in range(200):
        put(cache, str(number), b"x" * 10_000)
        cache.get("0")

    assert 5 <= cache.count() <= 60
    assert cache.get("0") and cache.get("199")
    assert cache.get("1") is None
    cache.close()


def test_too_old_entries_leave_the_disk(tmp_path: Path) -> None:
    cache = DiskReplyCache(tmp_path, max_bytes=500_000)
    put(cache, "old", ttl_s=-1.0)
    put(cache, "new")

    assert cache.count() == 1
    cache.close()


class Trap:
    """Leaves a mark when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return _spring, (str(self.mark),)


def _spring(mark: str) -> None:
    Path(mark).touch()


@pytest.mark.parametrize("mode", [1, 2, 3, 4])
def test_a_planted_row_is_never_unpickled_or_followed_to_a_file(tmp_path: Path, mode: int) -> None:
    folder, mark = tmp_path / "replies", tmp_path / "sprung"
    (tmp_path / "other.txt").write_bytes(b"somebody else's file")
    cache = DiskReplyCache(folder, max_bytes=500_000)
    put(cache, "a")
    row = (mode, pickle.dumps(Trap(mark)), "../other.txt" if mode > 1 else None)
    _plant(folder, "UPDATE Cache SET mode = ?, value = ?, filename = ?", row)

    found = cache.get("a")
    cache.forget("c1")
    cache.close()

    assert found is None or (mode == 1 and found.startswith(b"\x80"))
    assert not mark.exists()
    assert (tmp_path / "other.txt").exists()


def test_a_planted_key_is_never_unpickled(tmp_path: Path) -> None:
    mark = tmp_path / "sprung"
    cache = DiskReplyCache(tmp_path / "replies", max_bytes=500_000)
    put(cache, "a")
    _plant(tmp_path / "replies", "UPDATE Cache SET key = ?, raw = 0", (pickle.dumps(Trap(mark)),))

    assert cache.get("a") is None
    with pytest.raises(OSError):
        BytesOnlyDisk(str(tmp_path)).get(pickle.dumps(Trap(mark)), False)
    assert not mark.exists()
    cache.close()


def _plant(folder: Path, sql: str, values: tuple[object, ...]) -> None:
    raw = sqlite3.connect(folder / "cache.db")
    raw.execute(sql, values)
    raw.commit()
    raw.close()


@pytest.mark.parametrize("value", [{"a": 1}, "text", 7, None, bytearray(b"x")])
def test_the_disk_takes_bytes_only(tmp_path: Path, value: object) -> None:
    with pytest.raises(TypeError):
        BytesOnlyDisk(str(tmp_path)).store(value, False)
    with pytest.raises(TypeError):
        BytesOnlyDisk(str(tmp_path)).put((value,))


def test_a_redis_that_is_gone_costs_calls_but_breaks_none() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    cache = RedisReplyCache(f"redis://127.0.0.1:{port}/0")
    put(cache, "a")

    assert (cache.get("a"), cache.count(), cache.forget("c1")) == (None, 0, 0)
    cache.close()


@pytest.mark.service
def test_redis_lets_entries_go_by_itself(redis_url: str) -> None:
    cache, client = RedisReplyCache(redis_url), redis.Redis.from_url(redis_url)
    put(cache, "a", ttl_s=120)

    times = {key: client.ttl(key) for key in client.keys("*:entry:*") + client.keys("*:tag:*")}
    assert len(times) == 2
    assert all(100 < left <= 120 for left in times.values())
    cache.close()
    client.close()
