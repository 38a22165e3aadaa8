"""Adjustment and remark codes: our own short words for each, and the category each points to."""

from __future__ import annotations

from functools import cached_property

from denialops.domain.base import Record


class CodeMeaning(Record):
    """`category` "" where the code alone tells none; `signal` names what it bars or opens (e.g. no_appeal)."""

    id: str
    meaning: str
    category: str = ""
    signal: str = ""


class CodeRules(Record):
    """`carc` and `rarc` by number, `groups` by two letters. Meanings are ours, never the list owner's text.

    `denies_nothing`: the only list of adjustments that refuse no part of a charge, for letters and remittances alike.
    """

    denies_nothing: frozenset[str]
    groups: tuple[CodeMeaning, ...]
    carc: tuple[CodeMeaning, ...]
    rarc: tuple[CodeMeaning, ...]

    @cached_property
    def carc_by_code(self) -> dict[str, CodeMeaning]:
        return {row.id: row for row in self.carc}

    @cached_property
    def rarc_by_code(self) -> dict[str, CodeMeaning]:
        return {row.id: row for row in self.rarc}


NO_CODES = CodeRules(denies_nothing=frozenset(), groups=(), carc=(), rarc=())
"""For a reader without rules: codes are shown without their meaning."""
