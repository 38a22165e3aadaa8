"""Where a model is asked, with which key, how long it may take, and what its tokens cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from pydantic import SecretStr

from denialops.domain.models import Tokens


class Timeouts(NamedTuple):
    """Seconds: until connected, until the first and between two signs of life, for the whole call."""

    connect_s: float
    idle_s: float
    total_s: float


@dataclass(frozen=True)
class Connection:
    """`cost` gives US dollars, or None for an unknown price. `monotonic` in seconds; `now` is aware."""

    provider: str
    model: str
    base_url: str
    api_key: SecretStr
    timeouts: Timeouts
    cost: Callable[[Tokens], Decimal | None]
    monotonic: Callable[[], float]
    now: Callable[[], datetime]

    @property
    def key_or_blank(self) -> str:
        """The SDKs want some key, also for servers that ask for none."""
        return self.api_key.get_secret_value() or "none"
