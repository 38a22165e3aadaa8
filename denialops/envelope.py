"""The one envelope around everything that is kept secret: AES-256-GCM under one key of the whole installation."""

from __future__ import annotations

import hmac
import os
import secrets
import tempfile
import threading
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from denialops.errors import SealBroken, SecretKeyLost, StoreUnavailable

KEY_FILE, ID_FILE = "secret.key", "secret.id"
VERSION = b"\x01"
KEY_BYTES, NONCE_BYTES = 32, 12
HEADER_BYTES = len(VERSION) + NONCE_BYTES


class Envelope:
    """Thread-safe. Without `key` it is read, or made where there never was one, when it is first needed."""

    def __init__(self, data_dir: Path, *, key: str = "") -> None:
        self._folder, self._given = data_dir, key
        self._opening = threading.Lock()
        self._keys: tuple[AESGCM, bytes] | None = None

    def seal(self, content: bytes, *, about: str) -> bytes:
        """Version, random nonce and encrypted content. `about` is not kept, and opening needs the same.

        Raises SecretKeyLost, or StoreUnavailable where the key cannot be read or written.
        """
        sealer, _ = self._ready()
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + sealer.encrypt(nonce, content, _bound(about))

    def open(self, sealed: bytes, *, about: str) -> bytes:
        """What was sealed. Raises SealBroken for anything changed, cut, moved or sealed with another key."""
        sealer, _ = self._ready()
        if sealed[: len(VERSION)] != VERSION:
            raise SealBroken()
        try:
            return sealer.decrypt(sealed[len(VERSION) : HEADER_BYTES], sealed[HEADER_BYTES:], _bound(about))
        except (InvalidTag, ValueError) as error:
            raise SealBroken() from error

    def fingerprint(self, content: bytes) -> str:
        """A keyed SHA-256 in hex: equal for equal content, and nobody without the key can test a guess."""
        _, key = self._ready()
        return hmac.digest(key, content, "sha256").hex()

    def key_id(self) -> str:
        """Tells this key from any other and says nothing about it."""
        return _derived(self._secret(), "id").hex()

    def _secret(self) -> bytes:
        return _parsed(self._given) if self._given else _load_key(self._folder)

    def _ready(self) -> tuple[AESGCM, bytes]:
        if self._keys is None:
            with self._opening:
                secret = self._secret()
                # Each use has a key of its own, so that none says anything about another.
                self._keys = AESGCM(_derived(secret, "seal")), _derived(secret, "fingerprint")
        return self._keys


def _load_key(folder: Path) -> bytes:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _make_key(folder)
        text = (folder / KEY_FILE).read_text("ascii").strip()
        known_id = _known_id(folder)
        secret = _parsed(text)
        if known_id is None:
            _write_once(folder / ID_FILE, _derived(secret, "id").hex())
        elif known_id != _derived(secret, "id").hex():
            raise SecretKeyLost("secret.key is not the key that belongs to these data")
    except OSError as error:
        raise StoreUnavailable(hint="The file secret.key of the data folder cannot be read or written.") from error
    return secret


def _make_key(folder: Path) -> None:
    # The id is written after its key: who asks for it first never takes a key made meanwhile for a lost one.
    was_used = _known_id(folder) is not None
    if (folder / KEY_FILE).exists():
        return
    if was_used:
        raise SecretKeyLost("secret.key is missing from the data folder")
    _write_once(folder / KEY_FILE, secrets.token_hex(KEY_BYTES))


def _known_id(folder: Path) -> str | None:
    """What tells the key of these data from any other; None while nothing was ever sealed here."""
    try:
        return (folder / ID_FILE).read_text("ascii").strip()
    except FileNotFoundError:
        return None


def _parsed(text: str) -> bytes:
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise SecretKeyLost("secret.key does not hold a key")
    return secret


def _write_once(path: Path, text: str) -> None:
    """Whole or not at all, readable by its owner only; of several who write at once, the first one's stays."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(temporary)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _derived(secret: bytes, use: str) -> bytes:
    return hmac.digest(secret, f"denialops {use} 1".encode(), "sha256")


def _bound(about: str) -> bytes:
    return VERSION + about.encode()
