"""Tokens counted from the length of the text, where nobody tells the number."""

from __future__ import annotations

import json

from denialops.domain.models import ModelRequest, Tokens

CHARACTERS_PER_TOKEN = 3
"""English has about four; three counts rather too many than too few."""


def estimate_tokens(request: ModelRequest, text: str) -> Tokens:
    """What the request and so much of a reply come to, rather too high."""
    asked = sum(len(message.content) for message in request.messages) + len(request.system)
    schema = len(json.dumps(dict(request.json_schema or {})))
    return Tokens(input=_count(asked + schema), output=_count(len(text)), is_estimate=True)


def _count(characters: int) -> int:
    return -(-characters // CHARACTERS_PER_TOKEN)
