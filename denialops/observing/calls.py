"""The use cases with somebody tracing: each call is a span."""

from __future__ import annotations

import inspect
from collections.abc import Collection
from functools import wraps
from typing import Any

from denialops.ports.observing import Tracer


class TracedCalls:
    """Stands for the object it wraps; methods in `but`, private ones and what is no method pass as they are."""

    def __init__(self, wrapped: object, tracer: Tracer, *, but: Collection[str] = ()) -> None:
        self._wrapped, self._tracer, self._but = wrapped, tracer, but

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._wrapped, name)
        if not inspect.ismethod(found) or name.startswith("_") or name in self._but:
            return found

        @wraps(found)
        def traced(*arguments: Any, **named: Any) -> Any:
            with self._tracer.span(f"service {name}"):
                return found(*arguments, **named)

        return traced
