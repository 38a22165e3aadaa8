"""What the reading model is asked: versioned text, the fields it may report, and the shape of its reply."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from denialops.domain.base import Record
from denialops.domain.models import Identifier, ModelMessage, ModelRequest

SCHEMA_NAME = "letter_facts"
MOST_TOKENS = 4_096


class ReadingPrompt(Record):
    """`data/prompts/read_letter.yaml`: {fields} in `system` is filled with the fields and what they mean."""

    version: str
    system: str
    fields: Mapping[str, str]

    def request(self, text: str, case_id: str, identifiers: tuple[Identifier, ...]) -> ModelRequest:
        """Temperature 0: the same letter shall be read the same way."""
        fields = "\n".join(f"- {name}: {meaning}" for name, meaning in self.fields.items())
        return ModelRequest(
            purpose="read",
            case_id=case_id,
            prompt_version=self.version,
            system=self.system.replace("{fields}", fields),
            messages=(ModelMessage(role="user", content=_fenced(text)),),
            schema_name=SCHEMA_NAME,
            json_schema=self._schema(),
            max_tokens=MOST_TOKENS,
            identifiers=identifiers,
        )

    def _schema(self) -> dict[str, Any]:
        words = {"type": "string"}
        fact = {
            "type": "object",
            "properties": {"field": {"type": "string", "enum": list(self.fields)}, "value": words, "quote": words},
            "required": ["field", "value", "quote"],
            "additionalProperties": False,
        }
        return {
            "type": "object",
            "properties": {"facts": {"type": "array", "items": fact}},
            "required": ["facts"],
            "additionalProperties": False,
        }


def _fenced(text: str) -> str:
    """The markers come from the text itself: the letter cannot contain its own hash, and so cannot end early."""
    mark = sha256(text.encode()).hexdigest()[:16]
    return f"=== letter {mark} ===\n{text}\n=== end of letter {mark} ==="
