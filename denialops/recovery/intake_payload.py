"""What the payload of an event may hold: JSON of a bounded depth, and nothing by which a patient can be told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from denialops.domain.recovery.identifying import find_kind, mask
from denialops.domain.recovery.payload_fields import PayloadField, PayloadFields

DEEPEST = 8
LARGEST_NUMBER = 2**53
"""Beyond it not every reader of JSON keeps the last digits."""
HASHED = "hashed:"
HASH_LENGTH = 32
_KEY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:/ -]{0,63}")
_NOT_IN_A_VALUE = re.compile(r"[^a-z0-9]+")


class PayloadCheck:
    """`fingerprint`: a hash under the key of this installation, so that nobody else can test a guess."""

    def __init__(self, fields: PayloadFields, fingerprint: Callable[[bytes], str]) -> None:
        self._fields, self._fingerprint = fields, fingerprint

    def handled(self, payload: Mapping[str, Any], faults: list[str]) -> dict[str, JsonValue]:
        """The payload as it may be kept; what is wrong with it is added to `faults`, without what stood there."""
        return _Walk(self._fields, self._hashed, faults).mapping(payload, "payload", 1)

    def _hashed(self, value: str) -> str:
        """Upper or small letters, blanks and hyphens make no other number."""
        plain = _NOT_IN_A_VALUE.sub("", value.casefold()) or value
        return HASHED + self._fingerprint(f"event field:{plain}".encode())[:HASH_LENGTH]


class _Walk:
    """Through one payload."""

    def __init__(self, fields: PayloadFields, hashed: Callable[[str], str], faults: list[str]) -> None:
        self._fields, self._hashed, self._faults = fields, hashed, faults

    def mapping(self, values: Mapping[str, Any], path: str, depth: int) -> dict[str, JsonValue]:
        kept: dict[str, JsonValue] = {}
        for place, (key, value) in enumerate(values.items()):
            if not isinstance(key, str) or not _KEY.fullmatch(key) or find_kind(key):
                self._add(f"{path}[{place}]", "a key has 1 to 64 letters, digits or signs _ . : / - and names nobody")
                continue
            kept[key] = self._field(self._fields.find(key), value, f"{path}.{key}", depth)
        return kept

    def _field(self, rule: PayloadField | None, value: Any, path: str, depth: int) -> JsonValue:
        says_nothing = value is None or isinstance(value, bool) or value in ("", [], {})
        if rule is None or rule.handling == "keep" or says_nothing:
            return self._value(value, path, depth)
        if rule.handling == "refuse":
            self._add(path, f"{rule.reason} ({rule.citation}): leave it out")
            return None
        return self._hash(value, path)

    def _hash(self, value: Any, path: str) -> JsonValue:
        if isinstance(value, list) and all(_can_be_hashed(item) for item in value):
            return [self._hashed(self._text(str(item), path)) for item in value]
        if _can_be_hashed(value):
            return value if _is_hashed(value) else self._hashed(self._text(str(value), path))
        self._add(path, "has to be text or a number, which is kept as a hash")
        return None

    def _value(self, value: Any, path: str, depth: int) -> JsonValue:
        if isinstance(value, str):
            return self._words(value, path)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return self._number(value, path)
        if not isinstance(value, dict | list):
            self._add(path, "is no JSON")
        elif depth >= DEEPEST:
            self._add(path, f"lies deeper than {DEEPEST} levels")
        elif isinstance(value, dict):
            return self.mapping(value, path, depth + 1)
        else:
            return self._items(value, path, depth + 1)
        return None

    def _items(self, values: Sequence[Any], path: str, depth: int) -> list[JsonValue]:
        return [self._value(value, f"{path}[{place}]", depth) for place, value in enumerate(values)]

    def _number(self, value: float, path: str) -> JsonValue:
        if _is_bounded(value):
            return value
        self._add(path, "is larger than a number may be: send it as text")
        return None

    def _words(self, text: str, path: str) -> JsonValue:
        if kind := find_kind(text):
            self._add(path, f"looks like a person's {kind}: leave it out")
            return None
        return mask(self._text(text, path))

    def _text(self, text: str, path: str) -> str:
        if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
            self._add(path, "holds half a character")
            return ""
        return text

    def _add(self, path: str, what: str) -> None:
        self._faults.append(f"{path}: {what}")


def _is_bounded(value: float) -> bool:
    """Neither infinite nor no number, which compare with nothing."""
    return abs(value) <= LARGEST_NUMBER


def _can_be_hashed(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, int | float) and _is_bounded(value))


def _is_hashed(value: object) -> bool:
    """It came through here before."""
    return isinstance(value, str) and bool(re.fullmatch(rf"{HASHED}[0-9a-f]{{{HASH_LENGTH}}}", value))
