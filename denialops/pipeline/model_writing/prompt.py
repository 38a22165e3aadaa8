"""What the writing model is asked: versioned text, the draft, the tagged sources, and the shape of its reply."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from denialops.domain.base import Record
from denialops.domain.drafts import Draft
from denialops.domain.models import Identifier, ModelMessage, ModelRequest
from denialops.pipeline.model_writing.sources import Source

SCHEMA_NAME = "letter_blocks"
MOST_TOKENS = 8_192
MOST_HELP_TOKENS = 2_048
KINDS = ("heading", "paragraph", "item", "numbered", "quote", "table_row")


class WritingPrompt(Record):
    """`data/prompts/write_letter.yaml`."""

    version: str
    system: str

    def request(self, draft: Draft, sources: Sequence[Source], identifiers: tuple[Identifier, ...]) -> ModelRequest:
        """Temperature 0, so that a second run with the same material is answered from the cache."""
        return ModelRequest(
            purpose="write",
            case_id=draft.case_id,
            prompt_version=self.version,
            system=self.system,
            messages=(ModelMessage(role="user", content=_material(draft, sources)),),
            schema_name=SCHEMA_NAME,
            json_schema=_schema(),
            max_tokens=MOST_TOKENS,
            identifiers=identifiers,
        )


class HelpPrompt(Record):
    """`data/prompts/help_with_draft.yaml`."""

    version: str
    system: str

    def request(
        self, draft: Draft, sources: Sequence[Source], identifiers: tuple[Identifier, ...], wish: str
    ) -> ModelRequest:
        return ModelRequest(
            purpose="help",
            case_id=draft.case_id,
            prompt_version=self.version,
            system=self.system,
            messages=(ModelMessage(role="user", content=f"{_material(draft, sources)}\n\nThe wish:\n{wish}"),),
            max_tokens=MOST_HELP_TOKENS,
            identifiers=identifiers,
        )


def _material(draft: Draft, sources: Sequence[Source]) -> str:
    """The marker comes from the text itself, so that nothing in it can end it early."""
    listed = "\n".join(f"[{source.tag}] {source.text}" for source in sources)
    text = f"The draft:\n\n{draft.body}\n\nThe sources:\n\n{listed}"
    mark = sha256(text.encode()).hexdigest()[:16]
    return f"=== material {mark} ===\n{text}\n=== end of material {mark} ==="


def _schema() -> dict[str, Any]:
    tags = {"type": "array", "items": {"type": "string"}}
    sentence = _object({"text": {"type": "string"}, "sources": tags})
    block = _object(
        {"kind": {"type": "string", "enum": list(KINDS)}, "sentences": {"type": "array", "items": sentence}}
    )
    return _object({"blocks": {"type": "array", "items": block}})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
