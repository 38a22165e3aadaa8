"""What we say to a model ourselves holds no identifier, is sent as it stands and is never blocked."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from denialops.config import ROOT
from denialops.llm.redaction.redacted import body_of
from tests.unit.llm.redaction.redacting import CHECK, redact

PROMPTS = sorted((ROOT / "data" / "prompts").glob("*.yaml"))


@pytest.mark.parametrize("path", PROMPTS, ids=lambda path: path.stem)
def test_a_prompt_is_sent_as_it_stands(path: Path) -> None:
    system = yaml.safe_load(path.read_text("utf-8"))["system"]

    redacted, _ = redact("Patient: Ilya Voronov", system=system)

    assert redacted.request.system.startswith(system)
    assert CHECK.find(body_of(redacted.request), ()) == ()


def test_marks_made_of_a_hash_block_no_call() -> None:
    marks = [sha256(str(number).encode()).hexdigest()[:16] for number in range(500)]

    redacted, _ = redact("\n".join(f"=== material {mark} ===" for mark in marks))

    assert CHECK.find(body_of(redacted.request), ()) == ()
