"""Every table of recovery has a tenant, and every statement on them binds it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from denialops.ports.recovery import ActionQuery, EventQuery, IncidentQuery, RecoveryStore
from denialops.store import recovery as package
from denialops.store.recovery import tables
from tests.contract.adapters import StoreAdapter
from tests.fakes.recovery import NOW, add_outage, add_rise, add_weeks

FOLDER = Path(package.__file__).parent
CREATED = re.compile(r"CREATE TABLE (\w+) \((.*?)\) STRICT", re.S)
STATEMENT = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s")
NAME = re.compile(r"[a-zA-Z_]\w*")
PLACE = re.compile(r"\{([^{}]*)\}")
MODULES = sorted(path for path in FOLDER.glob("*.py") if path.name not in ("__init__.py", "tables.py"))


def _tables() -> dict[str, str]:
    found = "\n".join(value for value in vars(tables).values() if isinstance(value, str))
    return dict(CREATED.findall(found))


def test_every_table_says_whose_row_it_is() -> None:
    kept = _tables()

    assert len(kept) >= 15
    assert [name for name, columns in kept.items() if "tenant TEXT NOT NULL" not in columns] == []
    assert [name for name, columns in kept.items() if not re.search(r"(KEY|UNIQUE) \(tenant,", columns)] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_every_statement_binds_the_tenant(module: Path) -> None:
    tree = ast.parse(module.read_text())
    named: dict[str, str] = {}
    for name, value in _named(tree):
        named[name] = f"{named.get(name, '')} {value}"

    loose = [text for text in _statements(tree) if ":tenant" not in _filled(text, named)]

    assert loose == []


def test_one_clinic_reads_nothing_of_the_other(adapter: StoreAdapter) -> None:
    one, two = adapter.open_recovery("one"), adapter.open_recovery("two")
    add_outage(one)
    add_rise(one)
    add_weeks(one, [1, 2, 3])

    assert any(_seen(one).values())
    assert not any(_seen(two).values()), _seen(two)


def _seen(recovery: RecoveryStore) -> dict[str, object]:
    with recovery.snapshot() as reads:
        return {
            "events": reads.page_events(EventQuery(), limit=10),
            "after": reads.list_events_after(0, limit=10),
            "count": reads.count_events(EventQuery()),
            "incidents": reads.page_incidents(IncidentQuery(), limit=10),
            "statuses": sum(reads.count_incidents().values()),
            "steps": reads.list_incident_steps("i1"),
            "signatures": reads.list_incidents_of("s-i1"),
            "cases": reads.list_incident_cases("rise"),
            "decisions": reads.list_decisions("i1"),
            "export": reads.page_decisions(),
            "actions": reads.page_actions(ActionQuery(), limit=10),
            "due": reads.list_due_actions(NOW.isoformat(), limit=10),
            "vendors": reads.list_vendors(),
            "workflows": reads.list_workflows(),
            "hours": reads.list_hours(hour_from="2020", hour_before="2030"),
        }


def _named(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """What names stand for within the module or one of its functions; functions stand for all they say."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            targets = [part for target in node.targets for part in ast.walk(target) if isinstance(part, ast.Name)]
            yield from ((target.id, ast.unparse(node.value)) for target in targets)
        elif isinstance(node, ast.FunctionDef):
            yield node.name, ast.unparse(node)


def _statements(tree: ast.Module) -> Iterator[str]:
    """Texts that begin as SQL does, with what is filled in."""
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in parts:
            text = ast.unparse(node).lstrip("f").strip("'\"")
            if STATEMENT.match(text.replace("\\n", "\n")):
                yield text


def _filled(text: str, named: dict[str, str]) -> str:
    """With all that stands behind the names that it fills in."""
    known: set[str] = set()
    wanted = {word for filled in PLACE.findall(text) for word in NAME.findall(filled)}
    while wanted:
        known |= wanted
        behind = " ".join(named.get(word, "") for word in wanted)
        text, wanted = f"{text} {behind}", set(NAME.findall(behind)) & named.keys() - known
    return text
