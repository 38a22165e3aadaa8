"""One measured figure, and how long something takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypedDict


class Row(TypedDict):
    """`limit`: what the bare library or provider takes; `verdict`: whether the goal is met, "" without one."""

    what: str
    value: float
    unit: str
    limit: str
    goal: str
    verdict: str


def make_row(what: str, value: float, unit: str, *, limit: str = "", goal: str = "", met: bool | None = None) -> Row:
    verdict = "" if met is None else "met" if met else "MISSED"
    return Row(what=what, value=round(value, 3), unit=unit, limit=limit, goal=goal, verdict=verdict)


def seconds_of(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
