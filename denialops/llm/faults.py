"""What providers and their SDKs report, as our own errors; the words of a provider never get in.

A provider may repeat the question in its error, so causes are not chained: message and traceback stay without text.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeGuard

import httpx2

from denialops.errors import ModelBusy, ModelError, ModelNonsense, ModelRefused, ModelTimedOut, ModelUnavailable
from denialops.llm.connection import Connection

TIMED_OUT, BUSY = (408, 504), 429
NO_CREDIT = ("insufficient_quota", "billing_error", "billing_hard_limit_reached")
NO_CREDIT_HINT = "The account at the provider has no credit left. The case goes on with the rules."
TOO_LONG_HINT = "The letter is too long for this model. Choose another model, or go on with the rules."
KIND_STATUS = {
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "overloaded_error": 529,
    "timeout_error": 504,
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "billing_error": 402,
    "insufficient_quota": 402,
}
"""What an error inside a stream, which began with status 200, would have been as a status."""
MALFORMED = (ValueError, TypeError, AttributeError, KeyError)
"""What comes of a body that is not what it should be: the SDKs build their records unchecked."""


@contextmanager
def transport_faults(connection: Connection) -> Iterator[None]:
    """Around everything that touches the network or reads what came from it."""
    label = connection.provider
    try:
        yield
    except httpx2.TimeoutException as error:
        raise timed_out(label, error) from None
    except (httpx2.HTTPError, httpx2.StreamError, ssl.SSLError, OSError) as error:
        raise unreachable(label, error) from None
    except MALFORMED as error:
        raise ModelNonsense(f"{label} sent something that cannot be read ({type(error).__name__})") from None


def timed_out(provider: str, error: BaseException) -> ModelTimedOut:
    return ModelTimedOut(f"{provider} did not answer in time ({type(error).__name__})")


def unreachable(provider: str, error: BaseException) -> ModelUnavailable:
    return ModelUnavailable(f"{provider} cannot be reached, or broke off ({type(error).__name__})")


def of_status(connection: Connection, status: int, kind: str, headers: Mapping[str, str]) -> ModelError:
    """`kind`: the provider's own word for the fault, "" where it has none."""
    if status < 300:
        status = KIND_STATUS.get(kind, 500)
    message = f"{connection.provider} answered {status}"
    wait = retry_after_s(headers, connection.now())
    if kind in NO_CREDIT or status == 402:
        return ModelRefused(message, hint=NO_CREDIT_HINT)
    if status == BUSY:
        return ModelBusy(message, retry_after_s=wait)
    if status in TIMED_OUT:
        return ModelTimedOut(message, retry_after_s=wait)
    if status >= 500 or status == 409:
        return ModelUnavailable(message, retry_after_s=wait)
    too_long = status == 413 or kind == "context_length_exceeded"
    return ModelRefused(message, hint=TOO_LONG_HINT if too_long else None)


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds from the headers of a response: milliseconds, seconds or an HTTP date; None without a usable one."""
    exact = _seconds(headers.get("retry-after-ms", ""))
    if exact is not None:
        return exact / 1000
    told = headers.get("retry-after", "")
    seconds = _seconds(told)
    return seconds if seconds is not None else _until(told, now)


def _seconds(told: str) -> float | None:
    try:
        seconds = float(told)
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None


def _until(told: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(told)
    except (ValueError, TypeError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def is_word(value: object) -> TypeGuard[str]:
    """Whether a provider's word for a fault is one, and not a sentence with text of the question."""
    return isinstance(value, str) and value.isidentifier()
