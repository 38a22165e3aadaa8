"""The use cases with somebody tracing: each call is a span."""

from __future__ import annotations

import inspect
from functools import wraps
from typing import Any

from denialops.ports.observing import Tracer


class TracedCalls:
    """Stands for the object it wraps; what begins with an underscore and what is no method passes as it is."""

    def __init__(self, wrapped: object, tracer: Tracer) -> None:
        self._wrapped, self._tracer = wrapped, tracer

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._wrapped, name)
        if not inspect.ismethod(found) or name.startswith("_"):
            return found

        @wraps(found)
        def traced(*arguments: Any, **named: Any) -> Any:
            with self._tracer.span(f"service {name}"):
                return found(*arguments, **named)

        return traced
