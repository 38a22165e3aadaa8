"""What is asked of a language model and what comes back; the words every adapter and wrapper share."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from pydantic import Field

from denialops.domain.base import Record

Purpose = Literal["read", "write", "help", "explain", "probe"]
IdentifierKind = Literal[
    "name", "address", "date", "phone", "fax", "email", "ssn", "mrn", "member_id", "account", "license",
    "vehicle", "device", "url", "ip", "biometric", "photo", "other",
]  # fmt: skip
"""The 18 identifiers of 45 CFR 164.514(b)(2)(i); geographic units below a state are `address`."""


class Identifier(Record):
    """A value of the case that must not leave the building as it is written."""

    kind: IdentifierKind
    value: str


class ModelMessage(Record):
    role: Literal["user", "assistant"]
    content: str


class ModelRequest(Record):
    """One call. `case_id`, `purpose` and `identifiers` stay here: they tag cache, budget, usage and redaction.

    `json_schema`: the reply must be JSON of this shape, through the provider's own mechanism; None: plain text.
    `temperature` None: the provider's own. `max_tokens` bounds the reply. `call_id` names one attempt, for usage and
    audit; whoever counts attempts gives it.
    """

    purpose: Purpose
    case_id: str = ""
    call_id: str = ""
    prompt_version: str
    system: str
    messages: tuple[ModelMessage, ...]
    schema_name: str = ""
    json_schema: Mapping[str, Any] | None = None
    max_tokens: int = 4096
    temperature: float | None = 0.0
    identifiers: tuple[Identifier, ...] = ()


class Tokens(Record):
    """As the provider counts them; `cached` of the input were read from its own prompt cache, `written` put into it.

    `is_estimate`: the provider told no count, so these are counted from the length of the text, rather high.
    """

    input: int = 0
    output: int = 0
    cached: int = 0
    written: int = 0
    is_estimate: bool = False

    @property
    def total(self) -> int:
        return self.input + self.output


class TextDelta(NamedTuple):
    """A piece of the reply as it arrives."""

    text: str


class ModelReply(Record):
    """The end of a call that went well. Times in seconds from the call; `is_cut`: max_tokens ended it.

    Not `is_priced`: no price of this model is known, and `cost_usd` is 0 because nothing is guessed.
    """

    text: str
    provider: str
    model: str
    tokens: Tokens = Tokens()
    cost_usd: Decimal = Decimal(0)
    is_priced: bool = True
    first_token_s: float = 0.0
    total_s: float = 0.0
    is_cut: bool = False
    from_cache: bool = False
    unresolved: tuple[str, ...] = ()


class ModelCall(Record):
    """One attempt, or one reply from the cache, as usage is counted. `outcome` is "ok" or the code of the error.

    `saved_usd`: what a reply from the cache would have cost. Not `is_priced`: the cost is not known.
    Never text of a letter.
    """

    call_id: str
    at: str
    case_id: str
    purpose: Purpose
    provider: str
    model: str
    outcome: str
    tokens: Tokens = Tokens()
    cost_usd: Decimal = Decimal(0)
    is_priced: bool = True
    saved_usd: Decimal = Decimal(0)
    first_token_s: float = 0.0
    total_s: float = 0.0
    from_cache: bool = False


class Spend(Record):
    """What attempts together took; replies from the cache cost nothing and are counted apart.

    `unpriced`: calls of models whose price is not known; `cost_usd` is then the least it was.
    """

    calls: int = 0
    failed: int = 0
    from_cache: int = 0
    unpriced: int = 0
    tokens: Tokens = Tokens()
    cost_usd: Decimal = Decimal(0)
    saved_usd: Decimal = Decimal(0)


class DaySpend(Record):
    """One day (clinic's date, ISO) of one model."""

    day: str
    provider: str
    model: str
    spend: Spend
    median_first_token_s: float = 0.0
    median_total_s: float = 0.0


class BreakerState(Record):
    """Where the circuit breaker of a provider stands; `retry_in_s` while it is open."""

    provider: str
    state: Literal["closed", "open", "half_open"] = "closed"
    failures: int = 0
    retry_in_s: float = 0.0


class SentText(Record):
    """What really left for a remote provider, after redaction, kept for the audit of one case."""

    call_id: str
    at: str
    case_id: str
    provider: str
    model: str
    body: str
    placeholders: Mapping[str, int] = Field(default_factory=dict)
