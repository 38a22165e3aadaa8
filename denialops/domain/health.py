"""How the parts of an installation stand, and what that makes of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from denialops.domain.base import Record

PartState = Literal["ok", "degraded", "down"]
PART_STATES: tuple[PartState, ...] = ("ok", "degraded", "down")


class Part(Record):
    """`code` says why it is not ok: a lasting word, never a path, address or message. `ms`: how long the look took.

    Without a part that is not `is_needed` work goes on, slower or by other means.
    """

    name: str
    state: PartState
    is_needed: bool
    code: str = ""
    ms: int = 0


class Health(Record):
    """`state` down: requests should go elsewhere. degraded: all is served, somebody should look."""

    state: PartState
    parts: tuple[Part, ...] = ()


class SchemaState(Record):
    """Migrations that the database has, and those that this program knows."""

    applied: int
    known: int


def health_of(parts: Sequence[Part]) -> Health:
    """Down by a needed part only; degraded by any part that is not ok."""
    if any(part.state == "down" and part.is_needed for part in parts):
        return Health(state="down", parts=tuple(parts))
    is_ok = all(part.state == "ok" for part in parts)
    return Health(state="ok" if is_ok else "degraded", parts=tuple(parts))
