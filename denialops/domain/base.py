"""The one base of our records."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Frozen, refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")
