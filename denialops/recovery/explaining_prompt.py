"""What a language model is asked about an incident, and the shape of its reply."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from denialops.domain.base import Record
from denialops.domain.models import ModelMessage, ModelRequest
from denialops.domain.recovery.decisions import UNKNOWN, Decision
from denialops.domain.rulebook.loading import Faults, Text, read_table
from denialops.errors import RulesInvalid
from denialops.recovery.analysis_inputs import Inputs
from denialops.recovery.analysis_rules import CauseRule

FILE = "explain_incident.yaml"
SCHEMA_NAME = "incident_cause"
MOST_TOKENS = 512
MOST_WORDS = 600
"""Characters of the explanation that are kept."""


class ExplainingPrompt(Record):
    """`data/prompts/explain_incident.yaml`."""

    version: Text
    system: Text

    def request(self, decision: Decision, inputs: Inputs, causes: Mapping[str, CauseRule]) -> ModelRequest:
        """The evidence, and not what the rules made of it: a second opinion that is told the first is none."""
        return ModelRequest(
            purpose="explain",
            prompt_version=self.version,
            system=self.system,
            messages=(ModelMessage(role="user", content=_material(decision, inputs, causes)),),
            schema_name=SCHEMA_NAME,
            json_schema=_schema(causes),
            max_tokens=MOST_TOKENS,
        )


def parse_explaining_prompt(text: str) -> ExplainingPrompt:
    """Raises RulesInvalid with every fault."""
    faults = Faults()
    prompt = read_table({FILE: text}, FILE, ExplainingPrompt, faults)
    if prompt is None:
        raise RulesInvalid(faults.lines)
    return prompt


def _material(decision: Decision, inputs: Inputs, causes: Mapping[str, CauseRule]) -> str:
    """The marker comes from the text itself, so that nothing in it can end it early."""
    incident = inputs.incident
    named = {"workflow_id", "vendor", "error_code", "kind", "event_count", "case_count", "first_seen", "last_seen"}
    told = {
        "incident": incident.model_dump(mode="json", include=named) | {"message": inputs.message},
        "evidence": {piece.evidence_id: piece.words for piece in decision.evidence},
        "not_known": list(decision.missing),
        "calls": [calls.model_dump() for calls in inputs.calls],
        "possible_causes": {name: cause.words for name, cause in causes.items()},
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    mark = sha256(text.encode()).hexdigest()[:16]
    return f"=== material {mark} ===\n{text}\n=== end of material {mark} ==="


def _schema(causes: Mapping[str, CauseRule]) -> dict[str, Any]:
    properties = {
        "cause": {"type": "string", "enum": [*causes, UNKNOWN]},
        "words": {"type": "string"},
        "evidence": {"type": "array", "items": {"type": "string"}},
    }
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
