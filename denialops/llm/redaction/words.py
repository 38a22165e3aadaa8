"""The word lists that tell names from other words; data, so that they grow without code."""

from __future__ import annotations

from pathlib import Path

from denialops.domain.base import Record


class NameWords(Record):
    """`given`: common given names. `ordinary`: words that are names too. `form` words end a name, `organisation` words
    make it a company. All in lower case without accents.
    """

    given: frozenset[str]
    ordinary: frozenset[str]
    form: frozenset[str]
    organisation: frozenset[str]


def load_name_words(folder: Path) -> NameWords:
    """Reads data/redaction; OSError where a file is missing."""
    return NameWords(
        given=_read(folder / "given_names.txt"),
        ordinary=_read(folder / "ordinary_words.txt"),
        form=_read(folder / "form_words.txt"),
        organisation=_read(folder / "organisation_words.txt"),
    )


def _read(path: Path) -> frozenset[str]:
    rows = (row for row in path.read_text("utf-8").splitlines() if not row.startswith("#"))
    return frozenset(word for row in rows for word in row.lower().split())
