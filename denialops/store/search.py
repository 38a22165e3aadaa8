"""Finding a case by part of a name or number, whatever its capitals, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
# The trigram index answers from three characters on; shorter ones are looked for row by row.
SHORTEST_INDEXED = 3


def squash(text: str) -> str:
    """PSI 4400-22-10 becomes psi44002210, and Muñoz munoz."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return NOT_ALPHANUMERIC.sub("", plain.casefold())


def index_terms(terms: Iterable[str]) -> str:
    """What is stored for a case: each name or number in one piece."""
    return " ".join(dict.fromkeys(filter(None, map(squash, terms))))


def match_condition(search: str) -> tuple[str, dict[str, str]]:
    """SQL over case_search in which every word of the query must be found, with its parameters."""
    words = [word for word in map(squash, search.split()) if word]
    indexed = [word for word in words if len(word) >= SHORTEST_INDEXED]
    conditions, values = [], {}
    if indexed:
        conditions.append("case_search MATCH :words")
        values["words"] = " AND ".join(f'"{word}"' for word in indexed)
    for place, word in enumerate(word for word in words if word not in indexed):
        conditions.append(f"terms LIKE :short{place}")
        values[f"short{place}"] = f"%{word}%"
    return " AND ".join(conditions), values
