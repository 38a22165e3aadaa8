"""The analysis as it is built here: shipped rules, and a second opinion only where a model is chosen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest

from denialops.bootstrap.analysing import build_analysis, note_version
from denialops.config import Settings
from denialops.ports.recovery import ActionQuery
from denialops.services.assistant import Assistant
from denialops.store.case_store import SqliteCaseStore
from tests.contract.makers import FakeClock
from tests.fakes.models import ScriptedModel
from tests.unit.recovery.analysis_makers import make_incident, shipped_codes
from tests.unit.recovery.makers import FixedRules

OPINION = json.dumps({"cause": "timeout", "words": "The vendor is slow.", "evidence": ["E1"]})


class OnlyModel:
    """As much of an Assistant as is needed."""

    def __init__(self) -> None:
        self.model = ScriptedModel(OPINION)


@pytest.mark.parametrize(("assistant", "made_by"), [(None, ["rules"]), (OnlyModel(), ["model", "rules"])])
def test_an_incident_is_analysed_with_what_is_shipped(tmp_path: Path, assistant: object, made_by: list[str]) -> None:
    clock = FakeClock()
    store = SqliteCaseStore(tmp_path, tenant="clinic", clock=clock)
    recovery = store.recovery()
    with recovery.transaction() as work:
        work.add_incident(make_incident())
    analysis = build_analysis(
        Settings(),
        recovery,
        FixedRules(shipped_codes()),
        clock,
        breaker=lambda vendor: "closed",
        assistant=cast("Assistant | None", assistant),
    )

    decided = analysis.analyse_new()

    with recovery.snapshot() as reads:
        assert [row.made_by for row in reads.list_decisions("i1")] == made_by
        assert reads.page_actions(ActionQuery(incident_id="i1"), limit=9)
    assert decided == 1
    store.close()


def test_the_version_is_noted_at_start(tmp_path: Path) -> None:
    store = SqliteCaseStore(tmp_path, tenant="clinic", clock=FakeClock())

    note_version(store.recovery(), FakeClock())
    note_version(store.recovery(), FakeClock())

    with store.recovery().snapshot() as reads:
        assert [note.words.startswith("DenialOps ") for note in reads.page_notes(kind="deploy")] == [True]
    store.close()
