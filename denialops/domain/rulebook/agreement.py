"""What one rule file says must agree with the others: no gap in the vocabulary, no name that nothing defines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from denialops.domain.rulebook.loading import Faults, LawRow
from denialops.domain.rulebook.words import (
    BY_LEVEL,
    CATEGORIES,
    DOCUMENT_KINDS,
    DOCUMENT_TYPES,
    LEVELS,
    PHASES,
    REGIMES,
    ROUTES,
)  # fmt: skip

if TYPE_CHECKING:
    from denialops.domain.rulebook import Rulebook

CLOCK_STEPS = frozenset(
    "benefits_continue recoupment_stay claim_filing reopening ma_noncontract_appeal tricare_expedited "
    "va_network_reconsideration claim".split()
)
"""Clocks that run beside a ladder; they are never the open step of a case."""
UNTOLD = frozenset({"unknown", "provider_contract"})
"""Regimes without cues: a dispute under the provider's contract is told by its step."""
KNOWN: dict[str, frozenset[str]] = {
    "regimes": REGIMES, "categories": CATEGORIES, "phases": PHASES, "levels": LEVELS, "kinds": DOCUMENT_KINDS,
    "steps": LEVELS | CLOCK_STEPS, "step": LEVELS | CLOCK_STEPS,
}  # fmt: skip


def check_agreement(rules: Rulebook, faults: Faults) -> None:
    """Adds a fault for every word that another file lacks."""
    _check_vocabulary(rules, faults)
    _check_coverage(rules, faults)
    _check_words(rules, faults)
    _check_routes(rules, faults)
    _check_decisions(rules, faults)
    _check_plans(rules, faults)
    _check_defects(rules, faults)


def _check_vocabulary(rules: Rulebook, faults: Faults) -> None:
    words = {
        "regimes": REGIMES, "categories": CATEGORIES, "document_types": DOCUMENT_TYPES, "levels": LEVELS,
        "routes": ROUTES,
    }  # fmt: skip
    for section, known in words.items():
        rows = getattr(rules.vocabulary, section)
        _gap("vocabulary.yaml", section, known, (row.ours for row in rows), faults)
        for row in rows:
            if row.theirs is None and not row.reason:
                faults.add("vocabulary.yaml", f"{section}[{row.ours}]", "a word without a translation needs a reason")


def _check_coverage(rules: Rulebook, faults: Faults) -> None:
    _gap("regimes.yaml", "regimes", REGIMES - UNTOLD, (row.id for row in rules.regimes.regimes), faults)
    _gap("routes.yaml", "routes", ROUTES, rules.routes.by_id, faults)
    _gap("checklists.yaml", "checklists", CATEGORIES, rules.checklists.by_category, faults)
    _strange("categories.yaml", "categories", CATEGORIES, (row.id for row in rules.categories.categories), faults)
    for section in ("carc", "rarc"):
        named = (row.category for row in getattr(rules.codes, section) if row.category)
        _strange("codes.yaml", section, CATEGORIES, named, faults)
    named = (level for row in rules.regimes.regimes for level in (row.first_level, row.second_level))
    _strange("regimes.yaml", "regimes", LEVELS, named, faults)


def _check_words(rules: Rulebook, faults: Faults) -> None:
    """Words and sources in the rows of law."""
    sources = {source.id for source in rules.citations.sources}
    for file, row in _law_rows(rules):
        for field, known in KNOWN.items():
            value = getattr(row, field, ())
            named = [value] if isinstance(value, str) else value
            _strange(file, f"{row.id}.{field}", known, named, faults)
        _strange(file, f"{row.id}.sources", sources, row.sources, faults)


def _law_rows(rules: Rulebook) -> Iterator[tuple[str, LawRow]]:
    tables: dict[str, Iterable[LawRow]] = {
        "deadlines.yaml": rules.deadlines.deadlines,
        "decision_times.yaml": rules.decision_times.decision_times,
        "checklists.yaml": rules.checklists.standing,
        "citations.yaml": rules.citations.citations,
        "holidays.yaml": rules.holidays.holidays,
        "defects.yaml": (*rules.defects.defects, *rules.defects.consequences),
    }
    for file, rows in tables.items():
        for row in rows:
            yield file, row


def _check_routes(rules: Rulebook, faults: Faults) -> None:
    table = rules.routes
    for level in table.levels:
        named = [name for name in (level.route, level.expedited) if name]
        _strange("routes.yaml", f"levels[{level.level}]", set(table.by_id), named, faults)
    _gap("routes.yaml", "levels", LEVELS - UNROUTED, table.by_level, faults)
    _strange("routes.yaml", "levels", LEVELS, table.by_level, faults)
    for group in (*table.groups, *table.families):
        _strange("routes.yaml", f"groups[{group.id}]", CATEGORIES, group.categories, faults)


def _check_plans(rules: Rulebook, faults: Faults) -> None:
    table = rules.plan_sections
    _strange("plan_sections.yaml", "uses", CATEGORIES, table.by_category, faults)
    for waiver in table.waivers:
        _strange("plan_sections.yaml", f"waivers[{waiver.kind}]", CATEGORIES, waiver.categories, faults)
    for step in table.steps:
        _strange("plan_sections.yaml", f"steps[{step.id}]", LEVELS, step.levels, faults)


UNROUTED = frozenset("none tricare_formal_review tricare_hearing".split())
"""Steps that no letter of ours asks for: a person chooses between them."""


def _check_decisions(rules: Rulebook, faults: Faults) -> None:
    table = rules.routes
    signals = {row.signal for section in (rules.codes.carc, rules.codes.rarc) for row in section}
    subcategories = {name for row in rules.categories.categories for name in row.subcategories}
    known: dict[str, frozenset[str] | set[str]] = {
        "answer": {"true", "false", "unknown"}, "urgency": {"standard", "expedited"}, "kind": DOCUMENT_KINDS,
        "regime": REGIMES, "category": CATEGORIES, "subcategory": subcategories, "phase": PHASES, "level": LEVELS,
        "signal": signals, "offer": {row.id for row in table.offers}, "group": {row.id for row in table.groups},
    }  # fmt: skip
    for decision in table.decisions:
        key = f"decisions[{decision.id}]"
        _strange("routes.yaml", key, set(table.by_id) | {BY_LEVEL}, (decision.route, *decision.then), faults)
        for condition, words in decision.when.items():
            _strange("routes.yaml", f"{key}.when.{condition}", known[condition], words, faults)


def _check_defects(rules: Rulebook, faults: Faults) -> None:
    table = rules.defects
    citable = {row.id for row in rules.citations.citations if row.citable}
    follows = {row.id for row in table.consequences} | {""}
    _strange("defects.yaml", "notice_kinds", DOCUMENT_KINDS, table.notice_kinds, faults)
    for row in table.defects:
        _strange("defects.yaml", f"{row.id}.cites", citable, row.cites, faults)
        _strange("defects.yaml", f"{row.id}.states", {state.id for state in table.states}, row.states, faults)
        _strange("defects.yaml", f"{row.id}.consequence", follows, [row.consequence], faults)


def _gap(file: str, key: str, wanted: Iterable[str], found: Iterable[str], faults: Faults) -> None:
    for name in sorted(set(wanted) - set(found)):
        faults.add(file, key, f"has no row for {name}")


def _strange(file: str, key: str, known: Iterable[str], named: Iterable[str], faults: Faults) -> None:
    for name in sorted(set(named) - set(known)):
        faults.add(file, key, f"names {name}, which is not defined")
