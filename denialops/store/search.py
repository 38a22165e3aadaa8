"""Finding a case by part of a name or number, whatever its capitals, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Protocol

NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
# The trigram index answers from three characters on; shorter ones are looked for row by row.
SHORTEST_INDEXED = 3


class SearchIndex(Protocol):
    """How a database looks into case_search(rowid, terms), and into incident_words."""

    merge: str
    """The statement that takes deleted words out of the index for good; "" where none is needed."""

    def match_condition(self, query: str) -> tuple[str, dict[str, str]]:
        """SQL over case_search in which every word of the query must be found, with its parameters."""

    def word_condition(self, name: str) -> str:
        """SQL over incident_words that holds where the word under this parameter stands, whatever its ending."""


class TrigramSearch:
    """SQLite's full-text index of three letters."""

    merge = "INSERT INTO case_search (case_search) VALUES ('optimize')"

    def match_condition(self, query: str) -> tuple[str, dict[str, str]]:
        words = split_words(query)
        indexed = [word for word in words if len(word) >= SHORTEST_INDEXED]
        like, values = LikeSearch().match_words([word for word in words if word not in indexed])
        if not indexed:
            return like, values
        values["words"] = " AND ".join(f'"{word}"' for word in indexed)
        return " AND ".join(filter(None, ("case_search MATCH :words", like))), values

    def word_condition(self, name: str) -> str:
        return f"row_id IN (SELECT rowid FROM incident_words_search WHERE incident_words_search MATCH :{name})"


class LikeSearch:
    """PostgreSQL's: cases row by row, or by whatever index it has for LIKE; incidents by its full-text index."""

    merge = ""

    def match_condition(self, query: str) -> tuple[str, dict[str, str]]:
        return self.match_words(split_words(query))

    def word_condition(self, name: str) -> str:
        return f"to_tsvector('stemmed_words', words) @@ plainto_tsquery('stemmed_words', :{name})"

    def match_words(self, words: Iterable[str]) -> tuple[str, dict[str, str]]:
        values = {f"word{place}": f"%{word}%" for place, word in enumerate(words)}
        return " AND ".join(f"terms LIKE :{name}" for name in values), values


def squash(text: str) -> str:
    """PSI 4400-22-10 becomes psi44002210, and Muñoz munoz."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return NOT_ALPHANUMERIC.sub("", plain.casefold())


def plain_words(text: str) -> tuple[str, ...]:
    """Each word once, in lower case without accents; claim_submission and CO-50 are two words each."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return tuple(dict.fromkeys(filter(None, NOT_ALPHANUMERIC.split(plain.casefold()))))


def split_words(query: str) -> list[str]:
    return [word for word in map(squash, query.split()) if word]


def index_terms(terms: Iterable[str]) -> str:
    """What is stored for a case: each name or number in one piece."""
    return " ".join(dict.fromkeys(filter(None, map(squash, terms))))
