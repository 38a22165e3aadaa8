"""What language models cost; a model without a row has an unknown price, never a guessed one."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from denialops.domain.base import Record
from denialops.domain.models import Tokens
from denialops.domain.rulebook.loading import LawRow

Usd = Annotated[Decimal, Field(ge=0)]
SNAPSHOT = re.compile(r"-(latest|\d{8}|\d{4}-\d{2}-\d{2})$")
"""How a dated version of a model is named; any other ending is another model with its own price."""
MILLION = 1_000_000


class ModelPrice(LawRow):
    """`id` is provider/model; prices in US dollars per million tokens. `citation`: the provider's price page.

    `written_usd`: for input that the provider wrote into its prompt cache; None where that costs what input costs.
    `up_to_input`: a request with more input tokens is billed otherwise, by how much is not kept here.
    """

    input_usd: Usd
    output_usd: Usd
    cached_usd: Usd
    written_usd: Usd | None = None
    up_to_input: int | None = None

    def cost(self, tokens: Tokens) -> Decimal | None:
        """In US dollars; None where the price of so long a request is not known."""
        if self.up_to_input is not None and tokens.input > self.up_to_input:
            return None
        fresh = tokens.input - tokens.cached - tokens.written
        written_usd = self.input_usd if self.written_usd is None else self.written_usd
        billed = fresh * self.input_usd + tokens.cached * self.cached_usd + tokens.output * self.output_usd
        billed += tokens.written * written_usd
        return billed / MILLION


class ModelPriceRules(Record):
    prices: tuple[ModelPrice, ...]

    def cost(self, provider: str, model: str, tokens: Tokens, on: date) -> Decimal | None:
        """In US dollars on that day; None where no price is known."""
        names = {f"{provider}/{model}", f"{provider}/{SNAPSHOT.sub('', model)}"}
        rows = [row for row in self.prices if row.id in names and row.in_force(on)]
        longest = max(rows, key=lambda row: len(row.id), default=None)
        return longest.cost(tokens) if longest else None
