"""Whether something that was watched over a run grows without end, or only moved about and filled up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from statistics import median
from typing import NamedTuple

BINS = 60


class Sample(NamedTuple):
    """`seconds` from the begin of the run."""

    seconds: float
    value: float


class Growth(NamedTuple):
    """`level`: the median after warm-up; `grown`: what the trend adds from warm-up to end; `late`: see `judge`."""

    name: str
    level: float
    grown: float
    late: float
    allowed: float

    @property
    def is_endless(self) -> bool:
        return self.grown > self.allowed and self.late > self.allowed / 4

    def __str__(self) -> str:
        figures = f"{self.level:9.1f} {self.grown:+9.2f} {self.late:+9.2f} {self.allowed:9.1f}"
        return f"{self.name:28s} {figures}  {'GROWS' if self.is_endless else 'flat'}"


HEAD = f"{'':28s} {'level':>9s} {'trend':>9s} {'late':>9s} {'allowed':>9s}"


def judge(name: str, samples: Sequence[Sample], *, allowed: float, share: float = 0.0) -> Growth:
    """The first third of the run is warm-up. Of the rest two figures must both be too large before it is a leak.

    The trend: the median of the slopes between any two points (Theil and Sen), times the length of the rest. Up to
    29 % of the points may be as wild as they like without moving it. And how far the median of the last third lies
    above that of the second: what fills up (a pool, a cache) has a trend but ends, what leaks goes on to the end and
    has half of the trend there. A quarter is asked for, so that noise hides no leak. `allowed` is in the unit of the
    samples; `share` of the level, where that is more.
    """
    begin, end = samples[0].seconds, samples[-1].seconds
    third = (end - begin) / 3
    rest = _points([sample for sample in samples if sample.seconds >= begin + third])
    second = median(sample.value for sample in rest if sample.seconds < begin + 2 * third)
    last = median(sample.value for sample in rest if sample.seconds >= begin + 2 * third)
    level = median(sample.value for sample in rest)
    trend = _slope(rest) * (rest[-1].seconds - rest[0].seconds)
    return Growth(name, level, trend, last - second, max(allowed, share * level))


def _slope(points: Sequence[Sample]) -> float:
    return median(
        (later.value - earlier.value) / (later.seconds - earlier.seconds)
        for earlier, later in combinations(points, 2)
        if later.seconds > earlier.seconds
    )


def _points(samples: Sequence[Sample]) -> list[Sample]:
    """At most so many, each the median of its neighbours: a long run has too many pairs."""
    size = -(-len(samples) // BINS)
    groups = (samples[at : at + size] for at in range(0, len(samples), size))
    return [Sample(median(s.seconds for s in group), median(s.value for s in group)) for group in groups]
