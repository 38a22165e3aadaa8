"""The two rule files of the analysis: how risky actions are, and the causes that no error code can tell."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field

from denialops.domain.base import Record
from denialops.domain.recovery.actions import ActionKind, Risk
from denialops.domain.recovery.decisions import UNKNOWN, ErrorClass
from denialops.domain.recovery.incidents import IncidentKind
from denialops.domain.rulebook.loading import Faults, Text, read_table
from denialops.errors import RulesInvalid

ACTIONS, CAUSES = "actions.yaml", "causes.yaml"
VERSION_LENGTH = 12
ANALYSIS = "analysis-1"
"""Part of each decision's version: raised when the code of `causes` concludes otherwise from the same inputs."""

Side = Literal["vendor", "own", "payer", "request"]


class ActionRule(Record):
    id: ActionKind
    risk: Risk
    words: Text


class CauseRule(Record):
    """`side`: where the fault lies; `words` may hold {vendor} and {code}."""

    id: Text
    of: IncidentKind
    side: Side
    error_class: ErrorClass
    words: Text
    remedies: tuple[ActionKind, ...] = Field(min_length=1)


class Limits(Record):
    """What counts as a sign; shares and scores from 0 to 1."""

    deploy_hours: float = Field(gt=0)
    bulletin_days: int = Field(gt=0)
    window_hours: int = Field(gt=0)
    baseline_days: int = Field(gt=0)
    least_calls: int = Field(ge=1)
    most_fail: float = Field(gt=0, le=1)
    few_fail: float = Field(ge=0, lt=1)
    vendors_at_once: int = Field(ge=2)
    payers_at_once: int = Field(ge=2)
    similar_score: float = Field(gt=0, le=1)


class ActionTable(Record):
    actions: tuple[ActionRule, ...]


class CauseTable(Record):
    causes: tuple[CauseRule, ...]
    limits: Limits


class AnalysisRules(Record):
    """`version` is made of the content and of the analysis itself."""

    version: str
    risks: Mapping[ActionKind, Risk]
    causes: Mapping[str, CauseRule]
    limits: Limits


def load_analysis_rules(folder: Path) -> AnalysisRules:
    """From data/rules/recovery. Raises RulesInvalid with every fault of both files."""
    texts = {name: (folder / name).read_text("utf-8") for name in (ACTIONS, CAUSES) if (folder / name).is_file()}
    return parse_analysis_rules(texts)


def parse_analysis_rules(texts: Mapping[str, str]) -> AnalysisRules:
    """`texts`: file name to text. Raises RulesInvalid with every fault of both files."""
    faults = Faults()
    actions, causes = read_table(texts, ACTIONS, ActionTable, faults), read_table(texts, CAUSES, CauseTable, faults)
    if actions is not None:
        for kind in sorted(set(get_args(ActionKind)) - {row.id for row in actions.actions}):
            faults.add(ACTIONS, "actions", f"says nothing about {kind!r}")
    if causes is not None:
        _check_causes(causes, faults)
    if actions is None or causes is None or faults.lines:
        raise RulesInvalid(faults.lines)
    content = json.dumps([actions.model_dump(mode="json"), causes.model_dump(mode="json")], sort_keys=True)
    return AnalysisRules(
        version=f"{ANALYSIS}:{hashlib.sha256(content.encode()).hexdigest()[:VERSION_LENGTH]}",
        risks={row.id: row.risk for row in actions.actions},
        causes={row.id: row for row in causes.causes},
        limits=causes.limits,
    )


def _check_causes(table: CauseTable, faults: Faults) -> None:
    for row in table.causes:
        if row.id == UNKNOWN:
            faults.add(CAUSES, f"causes[{row.id}]", "is what is said where no cause is found")
        try:
            row.words.format(vendor="", code="")
        except (KeyError, IndexError, ValueError):
            faults.add(CAUSES, f"causes[{row.id}].words", "may hold {vendor} and {code} only")
    if table.limits.few_fail >= table.limits.most_fail:
        faults.add(CAUSES, "limits.few_fail", "must lie below most_fail")
