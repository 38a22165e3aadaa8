"""Health tells that changed rules are faulty and not used."""

from __future__ import annotations

from denialops.bootstrap.watching import look_at_rules
from denialops.domain.recovery.rule_tables import parse_recovery_rules
from denialops.ports.observing import Found
from tests.unit.recovery.makers import FixedRules, make_texts

RULES = parse_recovery_rules(make_texts())


def test_good_rules_are_well() -> None:
    assert look_at_rules(FixedRules(RULES)) == Found()


def test_refused_rules_are_told_without_their_contents() -> None:
    found = look_at_rules(FixedRules(RULES, "vendors.yaml: vendors[fax].label: Field required"))

    assert found == Found("degraded", "rules_refused")
