"""The language model as the services have it: the whole stack behind its port, and what people may see of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from denialops.domain.models import BreakerState
from denialops.ports import LanguageModel, UsageLedger
from denialops.services.records import CacheUse, ModelSetup

if TYPE_CHECKING:
    from denialops.pipeline.model_writing.helper import ModelHelper
    from denialops.pipeline.model_writing.writer import ModelWriter


@dataclass(frozen=True)
class Assistant:
    """Built only where a model is chosen. `breaker` and `cache` say how things stand when they are asked.

    `forget` drops what is remembered of a case in memory.
    """

    model: LanguageModel
    writer: ModelWriter
    helper: ModelHelper
    ledger: UsageLedger
    setup: ModelSetup
    breaker: Callable[[], BreakerState]
    cache: Callable[[], CacheUse]
    forget: Callable[[str], None] = lambda _case_id: None

    @property
    def name(self) -> str:
        return self.setup.model
