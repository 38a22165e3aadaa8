"""Every shipped row changes something: without it, some case has another routing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from denialops.domain.cases import CaseFile
from denialops.domain.rulebook import Rulebook
from denialops.domain.rulebook.deadlines import DeadlineRow
from denialops.domain.rulebook.decision_times import DecisionTime
from denialops.domain.rulebook.routes import Decision
from tests.fakes.routing_cases import make_case, route_of, shipped_rules

RULES = shipped_rules()
PLACE = {"hospital": "inpatient hospital stay", "skilled": "home health visits", "": ""}
OFFER_WORDS = {
    "peer_to_peer": "A peer-to-peer call is available.",
    "corrected_claim": "Please send a corrected claim.",
    "records": "Please send the office notes and records.",
    "claim_fields": "The claim has a missing or invalid diagnosis code.",
    "retro_auth": "A retrospective authorization may be requested.",
    "reopening": "Use the clerical error reopening process.",
}


def named(rows: tuple[Any, ...]) -> dict[str, Any]:
    """Test ids: a row's own name, and its first day where it has versions."""
    return {"argvalues": rows, "ids": [f"{_name(row)}{getattr(row, 'effective_from', None) or ''}" for row in rows]}


def _name(row: Any) -> str:
    return str(getattr(row, "id", "") or getattr(row, "level", "") or getattr(row, "category", ""))


def without(table: str, section: str, row: object) -> Rulebook:
    rules = getattr(RULES, table)
    fewer = tuple(other for other in getattr(rules, section) if other is not row)
    return RULES.model_copy(update={table: rules.model_copy(update={section: fewer})})


def changes_something(cases: Iterator[CaseFile], other: Rulebook) -> bool:
    return any(route_of(case) != route_of(case, other) for case in cases)


def _first(words: tuple[str, ...], default: str = "") -> str:
    return words[0] if words else default


def cases_for(row: DeadlineRow | DecisionTime) -> Iterator[CaseFile]:
    """Cases of the row's own regime, phase, cause and place, at its step and at the regime's first one."""
    regime = _first(row.regimes)
    first = next((other.first_level for other in RULES.regimes.regimes if other.id == regime), "open_negotiation")
    steps = (row.step,) if isinstance(row, DeadlineRow) else row.steps
    day = row.effective_from or (row.effective_to - timedelta(days=300) if row.effective_to else None)
    for level in (*getattr(row, "levels", ()), *steps, first):
        yield make_case(
            regime=regime, appeal_level=level, phase=_first(row.phases, "pre_service"),
            category=_first(row.categories, "medical_necessity"), document_kind=_first(getattr(row, "kinds", ())),
            urgency=_first(getattr(row, "urgencies", ()), "standard"), state=_first(row.states),
            service_description=PLACE[_first(getattr(row, "settings", ()))], received_date="2026-09-01",
            denial_date=day.isoformat() if day else "2026-10-01",
            today=(day or make_case().today) + timedelta(days=1) if day else make_case().today,
        )  # fmt: skip


@pytest.mark.parametrize("row", **named(RULES.deadlines.deadlines))
def test_every_filing_deadline(row: DeadlineRow) -> None:
    assert changes_something(cases_for(row), without("deadlines", "deadlines", row))


@pytest.mark.parametrize("row", **named(RULES.decision_times.decision_times))
def test_every_decision_time(row: DecisionTime) -> None:
    assert changes_something(cases_for(row), without("decision_times", "decision_times", row))


def case_for(decision: Decision) -> CaseFile:
    """A case that meets the decision's conditions by their first words."""
    when = {name: words[0] for name, words in decision.when.items()}
    groups = {row.id: row.categories[0] for row in RULES.routes.groups}
    category = when.get("category") or groups.get(when.get("group", ""), "unknown")
    return make_case(
        text=OFFER_WORDS.get(when.get("offer", ""), ""),
        is_denial=when.get("answer", "true").replace("unknown", ""),
        document_kind=when.get("kind", "claim_denial_letter"),
        regime=when.get("regime", "erisa_sf"),
        category=category,
        phase=when.get("phase", "post_service"),
        urgency=when.get("urgency", "standard"),
        appeal_level=when.get("level", "external_review" if "kind" in when else "internal_level_1"),
        **_codes(when.get("signal", "")),
    )


def _codes(signal: str) -> dict[str, str]:
    for field, rows in (("carc", RULES.codes.carc), ("rarc", RULES.codes.rarc)):
        for row in rows:
            if signal and row.signal == signal:
                return {field: row.id}
    return {}


@pytest.mark.parametrize("row", **named(RULES.routes.decisions))
def test_every_decision(row: Decision) -> None:
    other = without("routes", "decisions", row)

    assert set(row.reasons) <= set(route_of(case_for(row)).route.reasons)
    assert not set(row.reasons) <= set(route_of(case_for(row), other).route.reasons)


@pytest.mark.parametrize("row", **named(RULES.routes.levels))
def test_every_step_has_its_route(row: Any) -> None:
    case = make_case(category="not_covered_benefit", regime="unknown", appeal_level=row.level)
    other = without("routes", "levels", row)

    assert route_of(case).route != route_of(case, other).route


@pytest.mark.parametrize("row", **named(RULES.routes.offers))
def test_every_offer_is_read_from_the_letter(row: Any) -> None:
    cases = {
        "peer_to_peer": {"category": "medical_necessity", "phase": "pre_service"},
        "corrected_claim": {"category": "missing_info", "phase": "post_service"},
        "records": {"category": "missing_info", "phase": "post_service"},
        "claim_fields": {"category": "missing_info", "phase": "post_service"},
        "retro_auth": {"category": "prior_auth_absent", "phase": "post_service"},
        "reopening": {"category": "coding_edit", "regime": "mcr_ffs", "phase": "post_service"},
    }
    case = make_case(text=OFFER_WORDS[row.id], **cases[row.id])

    assert route_of(case).route.reasons != route_of(case, without("routes", "offers", row)).route.reasons


@pytest.mark.parametrize("row", **named(RULES.routes.groups))
def test_every_group_of_causes_is_used(row: Any) -> None:
    assert any(row.id in words for decision in RULES.routes.decisions for words in decision.when.values())


@pytest.mark.parametrize("row", **named(RULES.routes.settings))
def test_every_setting_chooses_its_deadline(row: Any) -> None:
    case = make_case(regime="ma", appeal_level="qio_fast_track", service_description=PLACE[row.id])

    primary, other = route_of(case).deadlines[0], route_of(case, without("routes", "settings", row)).deadlines[0]

    assert primary.rule_id != other.rule_id or row.id == "skilled"


@pytest.mark.parametrize("row", **named(RULES.routes.families))
def test_every_family_reconciles_two_causes(row: Any) -> None:
    other = without("routes", "families", row).routes

    pairs = [(first, second) for first in row.categories for second in row.categories]
    assert any(RULES.routes.agree(*pair) and not other.agree(*pair) for pair in pairs)


@pytest.mark.parametrize("row", **named(RULES.checklists.checklists))
def test_every_checklist(row: Any) -> None:
    case = make_case(category=row.category)

    items = [item.item for item in route_of(case).missing]

    assert items[: len(row.items)] == [evidence.item for evidence in row.items]


@pytest.mark.parametrize("row", **named(RULES.checklists.standing))
def test_every_paper_of_standing(row: Any) -> None:
    case = make_case(regime=row.regimes[0], appeal_level=_first(row.levels), phase=_first(row.phases, "pre_service"))
    other = without("checklists", "standing", row)

    assert len(route_of(case).missing) == len(route_of(case, other).missing) + 1


@pytest.mark.parametrize("row", **named(RULES.citations.citations))
def test_every_citation_is_in_the_library_of_its_regimes_unless_unverified(row: Any) -> None:
    found = {regime: row in RULES.citations.for_regime(regime) for regime in row.regimes}

    assert set(found.values()) == {row.status != "U"}
