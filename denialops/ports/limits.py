"""What bounds how often one caller may ask."""

from __future__ import annotations

from typing import Protocol


class RequestWindow(Protocol):
    """A sliding window of a minute; thread-safe. Never raises for a server that is gone."""

    def admit(self, caller: str) -> float:
        """0 and the request is counted, or the seconds until the caller's next one would be let in."""
