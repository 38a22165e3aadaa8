"""Signs failures: what they share is kept, what differs from one to the next is replaced by its kind."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import islice

from denialops.domain.recovery.events import CLAIM_DENIED, NO_SIGNATURE, Signature, StoredEvent, WorkflowEvent
from denialops.recovery.signature_rules import NUMBER, WORD, SignatureBook, SignatureRules

KEY_LENGTH = 32

_DIGIT = re.compile(r"\d")
# Letters only, as 8 or more hexadecimal ones may be by chance: deadbeef.
_HEX_LETTERS = re.compile(r"[a-fA-F]{8,}")
_BETWEEN_WORDS = re.compile(r"[^\w'’]|_")
# readTimeout and HTTPError are written in one; lone letters are initials and articles.
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def sign(event: WorkflowEvent | StoredEvent, rules: SignatureRules) -> Signature:
    """What groups this failure with others like it; NO_SIGNATURE for an event that is none.

    The key is made of the parts alone, so that a newer set changes the key of those events only that it reads
    otherwise. The vendor is a part: breakers, pauses and re-routing act on one vendor, so an incident has one.
    """
    if event.outcome != "failed":
        return NO_SIGNATURE
    parts = _parts(event, rules)
    written = json.dumps(sorted(parts.items()), ensure_ascii=True)
    return Signature(sha256(written.encode()).hexdigest()[:KEY_LENGTH], rules.version, parts)


def show_parts(event: StoredEvent, book: SignatureBook) -> Mapping[str, str]:
    """The parts that contributed, made again by the set that signed it; empty for an event without a signature."""
    rules = book.find(event.signature_rules)
    return sign(event, rules).parts if rules is not None else {}


def parameterise(message: str, rules: SignatureRules) -> str:
    """The known words of a message in lower case, and the kinds of all else: "claim <number> not found"."""
    return " ".join(islice(_without_repeats(_tokens(message, rules)), rules.longest))


def _parts(event: WorkflowEvent | StoredEvent, rules: SignatureRules) -> dict[str, str]:
    if event.event_type == CLAIM_DENIED:
        return {"event_type": CLAIM_DENIED, "vendor": event.vendor, "error_code": event.error_code}
    parts = {"workflow": event.workflow_id, "vendor": event.vendor, "error_code": event.error_code}
    message = event.payload.get("message")
    return {**parts, "message": parameterise(message, rules)} if isinstance(message, str) else parts


def _tokens(message: str, rules: SignatureRules) -> Iterator[str]:
    for found in rules.tokens.finditer(unicodedata.normalize("NFC", message)):
        group = found.lastgroup or ""
        if group == "plain" and (word := found.group().lower()) in rules.words:
            yield word
        elif group in ("plain", "chunk"):
            yield from _of_chunk(found.group(), rules.words)
        else:
            yield f"<{found.group('kept') if group == 'kept' else group.partition('_')[0]}>"


def _of_chunk(chunk: str, words: frozenset[str]) -> Iterator[str]:
    """Whatever holds a digit is a number as a whole: which of its letters belong to an id, nobody can tell."""
    if _DIGIT.search(chunk) or _HEX_LETTERS.fullmatch(chunk):
        yield f"<{NUMBER}>"
        return
    for piece in _BETWEEN_WORDS.split(chunk):
        stem = piece.replace("’", "'").partition("'")[0]
        for word in (stem,) if not stem.isascii() or stem.lower() in words else _WORDS.findall(stem):
            if len(word) > 1:
                yield word.lower() if word.lower() in words else f"<{WORD}>"


def _without_repeats(tokens: Iterator[str]) -> Iterator[str]:
    """A list of ids is one kind, however long it is."""
    last = ""
    for token in tokens:
        if token != last or not token.startswith("<"):
            yield token
        last = token
