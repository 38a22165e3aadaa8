"""Those who watch, in memory: what was counted, timed and traced, as tests ask for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from denialops.errors import DenialOpsError
from denialops.ports.observing import Counted, Timed, Watch


class FakeMeter:
    def __init__(self) -> None:
        self.counts: Counter[tuple[str, ...]] = Counter()
        self.times: list[tuple[str, ...]] = []

    def count(self, name: Counted, amount: float = 1.0, **labels: str) -> None:
        self.counts[(name, *labels.values())] += amount  # type: ignore[assignment]

    def observe(self, name: Timed, seconds: float, **labels: str) -> None:
        assert seconds >= 0
        self.times.append((name, *labels.values()))

    def render(self) -> bytes:
        return b"measured"


class FakeTracer:
    """`spans`: name and the code it ended with, in the order of their ends; `within`: the name around each."""

    def __init__(self) -> None:
        self.spans: list[tuple[str, str]] = []
        self.within: dict[str, str] = {}
        self._open: list[str] = []

    @contextmanager
    def span(self, name: str, **ids: str) -> Iterator[None]:
        end, code = self.begin(name, **ids), ""
        self._open.append(name)
        try:
            yield
        except DenialOpsError as error:
            code = error.code
            raise
        finally:
            self._open.pop()
            end(code)

    def begin(self, name: str, **ids: str) -> Callable[[str], None]:
        self.within[name] = self._open[-1] if self._open else ""
        return lambda code: self.spans.append((name, code))

    def close(self) -> None:
        self.spans.append(("closed", ""))


class FakeWatch:
    """Both, and the Watch that hands them out."""

    def __init__(self) -> None:
        self.meter, self.tracer = FakeMeter(), FakeTracer()
        self.watch = Watch(self.meter, self.tracer)
