"""What bounds how often one caller may ask, and how often and how many at once all together."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class RequestWindow(Protocol):
    """A sliding window of a minute; thread-safe. Never raises for a server that is gone."""

    def admit(self, caller: str) -> float:
        """0 and the request is counted, or the seconds until the caller's next one would be let in."""


class Turn(NamedTuple):
    """`wait_s` 0: it has begun and is given back by `place`; else the seconds after which to ask again."""

    wait_s: float
    place: str = ""


class Turns(Protocol):
    """So many calls in any minute and so many at once; thread-safe. Never raises for a server that is gone."""

    def take(self, name: str) -> Turn: ...

    def give_back(self, name: str, place: str) -> None:
        """The call is over. What nobody gives back is free after the longest time a call may take."""
