"""A language model for the services that writes what the test tells it and counts in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal

from denialops.bootstrap import load_help_prompt, load_writing_prompt
from denialops.domain.models import BreakerState
from denialops.llm.usage import MemoryUsageLedger
from denialops.pipeline.model_writing.helper import ModelHelper
from denialops.pipeline.model_writing.writer import ModelWriter
from denialops.ports import Clock, LanguageModel
from denialops.services.assistant import Assistant
from denialops.services.records import CacheUse, ModelLimits, ModelSetup

SETUP = ModelSetup(
    provider="compatible",
    label="An OpenAI-compatible server",
    model="test-1",
    address="http://gpu:8000/v1",
    key="not needed",
    is_remote=True,
    is_redacted=True,
    cache="disk",
    limits=ModelLimits(day_usd=Decimal(20), case_usd=Decimal(2)),
)


def make_assistant(
    model: LanguageModel, clock: Clock, *, breaker: Callable[[], BreakerState] | None = None
) -> Assistant:
    closed = BreakerState(provider="compatible")
    return Assistant(
        model=model,
        writer=ModelWriter(model, load_writing_prompt()),
        helper=ModelHelper(model, load_help_prompt()),
        ledger=MemoryUsageLedger(clock),
        setup=SETUP,
        breaker=breaker or (lambda: closed),
        cache=lambda: CacheUse(entries=3, hits=2, misses=1, saved_usd=Decimal("0.25")),
    )


def letter_reply(*paragraphs: str, sources: Sequence[str] = ("A",)) -> str:
    """A whole letter of a model, one sentence a paragraph."""
    rows = [{"kind": "paragraph", "sentences": [{"text": text, "sources": list(sources)}]} for text in paragraphs]
    return json.dumps({"blocks": rows})
