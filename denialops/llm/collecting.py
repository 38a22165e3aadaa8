"""A reply as it comes together from its pieces, whichever provider sends them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Literal

from denialops.domain.models import ModelReply, ModelRequest, TextDelta, Tokens
from denialops.errors import ModelNonsense, ModelRefused
from denialops.llm.connection import Connection
from denialops.llm.counting import estimate_tokens

End = Literal["", "whole", "cut", "declined"]
DECLINED_HINT = "The model declined to answer this. The case goes on with the rules."


class Collected:
    """Mutable while a call runs: text, counts and how it ended."""

    def __init__(self, request: ModelRequest, connection: Connection) -> None:
        self.tokens: Tokens | None = None
        self.end: End = ""
        self._request = request
        self._connection = connection
        self._pieces: list[str] = []
        self._started = connection.monotonic()
        self._first_token_s = 0.0

    def take(self, text: str) -> TextDelta:
        if not self._pieces:
            self._first_token_s = self._elapsed()
        self._pieces.append(text)
        return TextDelta(text)

    def reply(self) -> ModelReply:
        """The whole reply. Raises ModelNonsense or ModelRefused where there is none."""
        text, connection = "".join(self._pieces), self._connection
        self._check(text)
        tokens = self.tokens or estimate_tokens(self._request, text)
        cost = connection.cost(tokens)
        return ModelReply(
            text=text,
            provider=connection.provider,
            model=connection.model,
            tokens=tokens,
            cost_usd=Decimal(0) if cost is None else cost,
            is_priced=cost is not None,
            first_token_s=self._first_token_s,
            total_s=self._elapsed(),
            is_cut=self.end == "cut",
        )

    def _check(self, text: str) -> None:
        provider = self._connection.provider
        if self.end == "declined":
            raise ModelRefused(f"{provider} declined to answer", hint=DECLINED_HINT)
        if not self.end:
            raise ModelNonsense(f"{provider} stopped before the end of its reply")
        if not text.strip():
            raise ModelNonsense(f"{provider} sent an empty reply")
        if self._request.json_schema is not None and self.end == "whole" and not _is_json(text):
            raise ModelNonsense(f"{provider} replied with something other than the JSON it was asked for")

    def _elapsed(self) -> float:
        return self._connection.monotonic() - self._started


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
