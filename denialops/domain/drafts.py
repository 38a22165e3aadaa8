"""A draft is a list of blocks; a sentence carries the ids of what it rests on."""

from __future__ import annotations

from typing import Literal

from denialops.domain.base import Record

DraftKind = Literal[
    "appeal",
    "corrected_claim_cover",
    "records_submission",
    "cob_update",
    "eligibility_update",
    "retro_authorization",
    "peer_to_peer_sheet",
    "reopening_request",
    "provider_dispute",
    "timely_filing_dispute",
    "no_surprises_notice",
    "external_review_request",
]


FROM_MODEL = "model"
"""First of the ids of a sentence that a language model wrote: nothing in it is taken on trust."""


class Sentence(Record):
    """`rests_on`: fact ids, "cite:<library id>", "document:<id>", "deadline:<rule id>", "clinic" or "template".

    A sentence of a model begins with FROM_MODEL; "request" is its word for a request or a courtesy.
    """

    text: str
    rests_on: tuple[str, ...] = ()


class Block(Record):
    """kind: heading (one sentence), paragraph, item (a list line), numbered, quote, table_row (cells as sentences)."""

    kind: Literal["heading", "paragraph", "item", "numbered", "quote", "table_row"]
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


class Blank(Record):
    """A visible gap that the clinic must fill, written [[like this]] in the text."""

    text: str


class Mark(Record):
    """A statement of the draft that the case does not back: what, where, why."""

    text: str
    reason: str
    start: int
    end: int


class CitedLaw(Record):
    """A row of the citation library that this draft may name; `id` is the library's, `meaning` our words for it."""

    id: str
    citation: str
    meaning: str = ""


class Draft(Record):
    """One version. `body` is the text staff edit (Markdown: ## headings, - items, > quotes, | table rows |).

    `version` counts from 1; `based_on` is the version that the author saw. `blocks` are parsed from `body`.
    `regime` and `allowed_law`: what the letter was written for, so that later edits are checked against the same law;
    `citations` are the library ids that the body names now; `written_with`: provider and model, where one wrote it.
    """

    draft_id: str
    case_id: str
    kind: DraftKind
    version: int
    based_on: int = 0
    author: str = "DenialOps"
    written_with: str = ""
    created_at: str = ""
    title: str
    body: str
    blocks: tuple[Block, ...] = ()
    blanks: tuple[Blank, ...] = ()
    marks: tuple[Mark, ...] = ()
    citations: tuple[str, ...] = ()
    regime: str = ""
    allowed_law: tuple[CitedLaw, ...] = ()

    @property
    def is_by_model(self) -> bool:
        """A model wrote this version, and nobody edited it since."""
        return bool(self.written_with) and self.author == author_of(self.written_with)

    @property
    def is_ready(self) -> bool:
        """Nothing is left to fill in and nothing to check."""
        return not self.blanks and not self.marks


def author_of(written_with: str) -> str:
    """What people read as the author of a letter that this model ("provider:model") wrote."""
    return f"DenialOps with {written_with.partition(':')[2]}"
