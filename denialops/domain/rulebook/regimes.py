"""Which law governs: weighted cues of every regime, and the first step of its ladder."""

from __future__ import annotations

from denialops.domain.base import Record
from denialops.domain.rulebook.cues import CueSet


class RegimeCues(Record):
    """`first_level`: the step a first denial opens; `second_level`: the step a denied appeal opens."""

    id: str
    first_level: str
    second_level: str
    cues: CueSet


class LevelCues(Record):
    """Words that name a step of the ladder outright, in the sentences about rights."""

    id: str
    cues: CueSet


class RegimeRules(Record):
    """Regimes in order of preference when they tie."""

    regimes: tuple[RegimeCues, ...]
    levels: tuple[LevelCues, ...]
