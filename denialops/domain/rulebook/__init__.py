"""The rule files as one checked record; a fault in any of them stops the start."""

from __future__ import annotations

from collections.abc import Mapping

from denialops.domain.base import Record
from denialops.domain.rulebook.agreement import check_agreement
from denialops.domain.rulebook.categories import CategoryRules
from denialops.domain.rulebook.checklists import ChecklistRules
from denialops.domain.rulebook.citations import CitationRules
from denialops.domain.rulebook.codes import CodeRules
from denialops.domain.rulebook.deadlines import DeadlineRules
from denialops.domain.rulebook.decision_times import DecisionTimeRules
from denialops.domain.rulebook.defects import DefectRules
from denialops.domain.rulebook.holidays import HolidayRules
from denialops.domain.rulebook.kinds import KindRules
from denialops.domain.rulebook.loading import Faults, read_table
from denialops.domain.rulebook.model_prices import ModelPriceRules
from denialops.domain.rulebook.plan_sections import PlanSectionRules
from denialops.domain.rulebook.regimes import RegimeRules
from denialops.domain.rulebook.routes import RouteRules
from denialops.domain.rulebook.vocabulary import Vocabulary
from denialops.errors import RulesInvalid


class Rulebook(Record):
    """Every table of data/rules; each field is the YAML file of its name."""

    regimes: RegimeRules
    kinds: KindRules
    categories: CategoryRules
    codes: CodeRules
    vocabulary: Vocabulary
    deadlines: DeadlineRules
    decision_times: DecisionTimeRules
    routes: RouteRules
    checklists: ChecklistRules
    citations: CitationRules
    defects: DefectRules
    holidays: HolidayRules
    plan_sections: PlanSectionRules
    model_prices: ModelPriceRules


def parse_rulebook(texts: Mapping[str, str]) -> Rulebook:
    """`texts`: file name to text. Raises RulesInvalid with every fault of every file."""
    faults = Faults()
    files = {f"{name}.yaml": name for name in Rulebook.model_fields}
    tables = {name: read_table(texts, file, _table(name), faults) for file, name in files.items()}
    for file in sorted(set(texts) - set(files)):
        faults.add(file, "file", "is not a rule file of this program")
    if None in tables.values():
        raise RulesInvalid(faults.lines)
    rules = Rulebook.model_validate(tables)
    check_agreement(rules, faults)
    if faults.lines:
        raise RulesInvalid(faults.lines)
    return rules


def _table(name: str) -> type[Record]:
    table = Rulebook.model_fields[name].annotation
    assert isinstance(table, type) and issubclass(table, Record)
    return table
