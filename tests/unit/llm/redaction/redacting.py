"""What the redaction tests share: the words, a redacted text, and the pieces of a case."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from denialops.config import ROOT
from denialops.domain.models import Identifier, IdentifierKind
from denialops.llm.redaction.pseudonyms import Pseudonyms
from denialops.llm.redaction.redactor import Redacted, Redactor
from denialops.llm.redaction.residue import ResidueCheck
from denialops.llm.redaction.restoring import PLACEHOLDER, Restorer
from denialops.llm.redaction.words import load_name_words
from tests.unit.llm.doubles import make_request

WORDS = load_name_words(ROOT / "data" / "redaction")
CHECK = ResidueCheck(WORDS)
REFERENCE_DAY = Identifier(kind="date", value="2026-01-15")


def known(kind: IdentifierKind, value: str) -> Identifier:
    return Identifier(kind=kind, value=value)


@lru_cache(maxsize=4)
def redact(text: str, *identifiers: Identifier, **values: Any) -> tuple[Redacted, Pseudonyms]:
    """Remembered, because a test asks for what leaves and what comes back of the same text."""
    return Redactor(WORDS).redact(make_request(text, identifiers=identifiers, **values))


def hidden(text: str, *identifiers: Identifier) -> str:
    """The text as it would leave."""
    return redact(text, *identifiers)[0].request.messages[0].content


def leaves(text: str, *identifiers: Identifier) -> str:
    """What of the text would leave as it is: placeholders are taken out."""
    return PLACEHOLDER.sub("¤", hidden(text, *identifiers))


def comes_back(text: str, *identifiers: Identifier) -> str:
    """A reply that repeats the redacted text word for word, after its words were put back."""
    redacted, pseudonyms = redact(text, *identifiers)
    return Restorer(pseudonyms, in_json=False).restore(redacted.request.messages[0].content)
