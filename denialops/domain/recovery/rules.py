"""The rules of recovery as checked records: what an error code means, how to try again, and each vendor's limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from denialops.domain.base import Record
from denialops.domain.recovery.actions import ActionKind
from denialops.domain.recovery.decisions import ErrorClass
from denialops.domain.recovery.incidents import Severity

VendorKind = Literal["model", "clearinghouse", "payer", "fax", "eligibility", "payment", "own", "other"]

OTHER = "other"
"""The row that speaks for every code, and every vendor, without one of its own."""

_BETWEEN_WORDS = re.compile(r"[\s.\-]+")
_HTTP = re.compile(r"^http_?(?=[1-5]\d\d$)")
_GROUP = re.compile(r"^(?:co|pr|oa|pi|cr|carc)_?(?=[a-z]?\d{1,3}$)")


class ErrorRule(Record):
    """`remedies`: the actions to propose, in this order. `cause` and `words` are for people.

    `follows`: what was not even tried, since its vendor is left alone; it belongs to the failures before it.
    """

    error_class: ErrorClass
    severity: Severity
    retry_policy: str
    cause: str
    words: str
    remedies: tuple[ActionKind, ...] = ()
    follows: bool = False


class RetryPolicy(Record):
    """`attempts` 0: never again. Waits in seconds: base, base*2, base*4 … / base, base*2, base*3 … / base, base …"""

    kind: Literal["exponential", "linear", "fixed"]
    base_s: float = Field(gt=0)
    longest_s: float = Field(gt=0)
    attempts: int = Field(ge=0)
    jitter: float = Field(ge=0, le=1, description="part of the wait that chance may add or take")


class VendorRule(Record):
    """`fallback`: the vendor that may take its place."""

    label: str
    kind: VendorKind
    breaker_failures: int = Field(ge=1)
    breaker_open_s: float = Field(gt=0)
    calls_per_minute: int = Field(ge=0, description="0: no limit")
    retries_per_hour: int = Field(ge=0, description="0: no limit")
    fallback: str = ""


class RecoveryRules(Record):
    """`version` is made of the content, so that a decision names exactly what decided it.

    `spoken_for`: other spellings, and CARC codes, with the row that speaks for them.
    """

    version: str
    error_codes: Mapping[str, ErrorRule]
    retry_policies: Mapping[str, RetryPolicy]
    vendors: Mapping[str, VendorRule]
    spoken_for: Mapping[str, str] = {}

    def row_of(self, code: str) -> str:
        """The name of the row that speaks for a code, however it is written: `CO-50`, `HTTP 503`, `Timeout`."""
        plain = plain_code(code)
        for name in (plain, _GROUP.sub("", plain)):
            if name in self.error_codes:
                return name
            if name in self.spoken_for:
                return self.spoken_for[name]
        return OTHER

    def error(self, code: str) -> ErrorRule:
        return self.error_codes[self.row_of(code)]

    def retry(self, code: str) -> RetryPolicy:
        return self.retry_policies[self.error(code).retry_policy]

    def vendor(self, name: str) -> VendorRule:
        return self.vendors.get(name) or self.vendors[OTHER]


def plain_code(code: str) -> str:
    """A code as the rules write it: small letters, _ between words, no HTTP before a status."""
    return _HTTP.sub("", _BETWEEN_WORDS.sub("_", code.strip().casefold()))
