"""Who may use the API, and answers kept so that a request sent twice does its work once."""

from __future__ import annotations

import hashlib
import secrets
from typing import Literal, NamedTuple

from denialops.domain.base import Record

Scope = Literal["write", "read"]

PREFIX = "dop"
SECRET_BYTES = 32
_ID_BYTES = 6


class ApiKeyRow(Record):
    """A key as it is kept: the secret itself only as its SHA-256. `scope` read: it changes nothing."""

    key_id: str
    name: str
    digest: str
    scope: Scope = "write"
    created_at: str = ""
    revoked_at: str = ""


class NewKey(NamedTuple):
    """`text` is shown once and kept nowhere."""

    row: ApiKeyRow
    text: str


class KeptAnswer(Record):
    """What a request with an idempotency key was answered. `status` 0: it is still being worked on."""

    request_hash: str = ""
    status: int = 0
    media_type: str = ""
    location: str = ""
    body: bytes = b""
    begun_at: str = ""


def make_key(name: str, scope: Scope) -> NewKey:
    """A random key of 256 bits behind an id that may be shown."""
    key_id, secret = secrets.token_hex(_ID_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    return NewKey(ApiKeyRow(key_id=key_id, name=name, digest=digest_of(secret), scope=scope), _join(key_id, secret))


def split_key(text: str) -> tuple[str, str]:
    """Id and secret; two empty strings for what has not the shape of a key."""
    prefix, _, rest = text.partition("_")
    key_id, _, secret = rest.partition("_")
    return (key_id, secret) if prefix == PREFIX and key_id and secret else ("", "")


def digest_of(secret: str) -> str:
    """No slow hash: 256 random bits cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _join(key_id: str, secret: str) -> str:
    return f"{PREFIX}_{key_id}_{secret}"
