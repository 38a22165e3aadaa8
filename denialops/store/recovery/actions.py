"""Actions and their journals, work items, and which vendors others stand in for."""

from __future__ import annotations

import json
from typing import Any

from denialops.domain.recovery.actions import Action, ActionStep, Reroute, WorkItem
from denialops.errors import ActionNotFound
from denialops.ports.recovery.actions import ActionQuery
from denialops.store.session import Row, Session

JSON_COLUMNS = ("parameters", "result", "error")
COLUMNS = tuple(Action.model_fields)
ADD_ACTION = (
    f"INSERT INTO actions (tenant, {', '.join(COLUMNS)}) VALUES (:tenant, {', '.join(f':{c}' for c in COLUMNS)}) "
    "ON CONFLICT (tenant, key) DO NOTHING"
)
_KEPT = ("action_id", "number", "key")
SAVE_ACTION = (
    f"UPDATE actions SET {', '.join(f'{c} = :{c}' for c in COLUMNS if c not in _KEPT)} "
    "WHERE tenant = :tenant AND action_id = :action_id"
)
# What runs comes before what waits, and both by the time since when they could: nothing starves.
LIST_DUE = """
SELECT * FROM actions WHERE tenant = :tenant AND status = 'running'
UNION ALL SELECT * FROM actions WHERE tenant = :tenant AND status = 'approved' AND due_at <= :now
ORDER BY due_at, number LIMIT :limit
"""
ITEM_COLUMNS = tuple(WorkItem.model_fields)
ADD_ITEM = (
    f"INSERT INTO work_items (tenant, {', '.join(ITEM_COLUMNS)}) "
    f"VALUES (:tenant, {', '.join(f':{c}' for c in ITEM_COLUMNS)}) ON CONFLICT (tenant, item_id) DO NOTHING"
)
SET_REROUTE = """
INSERT INTO reroutes (tenant, vendor, instead, set_by, set_at) VALUES (:tenant, :vendor, :instead, :set_by, :set_at)
ON CONFLICT (tenant, vendor) DO UPDATE SET instead = excluded.instead, set_by = excluded.set_by,
    set_at = excluded.set_at
"""


class ActionReads(Session):
    def get_action(self, action_id: str) -> Action:
        row = self._row("SELECT * FROM actions WHERE tenant = :tenant AND action_id = :id", id=action_id)
        if row is None:
            raise ActionNotFound()
        return _action(row)

    def find_action(self, key: str) -> Action | None:
        row = self._row("SELECT * FROM actions WHERE tenant = :tenant AND key = :key", key=key)
        return _action(row) if row is not None else None

    def page_actions(self, query: ActionQuery, *, limit: int, before: int | None = None) -> tuple[Action, ...]:
        conditions, values = ["tenant = :tenant"], dict[str, Any]()
        if query.statuses:
            values |= {f"status_{n}": status for n, status in enumerate(query.statuses)}
            conditions.append(f"status IN ({', '.join(f':{name}' for name in values)})")
        if query.incident_id:
            conditions.append("incident_id = :incident_id")
            values["incident_id"] = query.incident_id
        if before is not None:
            conditions.append("number < :before")
            values["before"] = before
        sql = f"SELECT * FROM actions WHERE {' AND '.join(conditions)} ORDER BY number DESC LIMIT :limit"
        return tuple(_action(row) for row in self._rows(sql, limit=limit, **values))

    def list_due_actions(self, now: str, *, limit: int) -> tuple[Action, ...]:
        return tuple(_action(row) for row in self._rows(LIST_DUE, now=now, limit=limit))

    def list_action_steps(self, action_id: str) -> tuple[ActionStep, ...]:
        sql = "SELECT * FROM action_steps WHERE tenant = :tenant AND action_id = :id ORDER BY number"
        return tuple(_step(row) for row in self._rows(sql, id=action_id))

    def list_work_items(self, *, is_open: bool, limit: int, before: int | None = None) -> tuple[WorkItem, ...]:
        state, older = "= ''" if is_open else "<> ''", "" if before is None else "AND number < :before"
        sql = f"SELECT * FROM work_items WHERE tenant = :tenant AND closed_at {state} {older} ORDER BY number DESC"
        values = {} if before is None else {"before": before}
        return tuple(_item(row) for row in self._rows(f"{sql} LIMIT :limit", limit=limit, **values))

    def find_work_item(self, item_id: str) -> WorkItem | None:
        row = self._row("SELECT * FROM work_items WHERE tenant = :tenant AND item_id = :id", id=item_id)
        return _item(row) if row is not None else None

    def list_reroutes(self) -> tuple[Reroute, ...]:
        rows = self._rows("SELECT * FROM reroutes WHERE tenant = :tenant ORDER BY vendor")
        return tuple(Reroute(**{name: row[name] for name in Reroute.model_fields}) for row in rows)


class ActionChanges(ActionReads):
    def add_action(self, action: Action) -> Action:
        numbered = action.model_copy(update={"number": self._next_of("actions")})
        self._execute(ADD_ACTION, **_values(numbered))
        return self.find_action(action.key) or numbered

    def save_action(self, action: Action) -> None:
        values = _values(action)
        if not self._execute(SAVE_ACTION, **{c: values[c] for c in COLUMNS if c not in ("number", "key")}).rowcount:
            raise ActionNotFound()

    def add_action_step(self, action_id: str, step: ActionStep) -> None:
        self._execute(
            "INSERT INTO action_steps (tenant, action_id, number, at, name, actor, body) "
            "SELECT :tenant, :action_id, coalesce(max(number), 0) + 1, :at, :name, :actor, :body "
            "FROM action_steps WHERE tenant = :tenant AND action_id = :action_id",
            action_id=action_id,
            at=step.at,
            name=step.name,
            actor=step.actor,
            body=json.dumps(dict(step.body)),
        )

    def add_work_item(self, item: WorkItem) -> WorkItem:
        numbered = item.model_copy(update={"number": self._next_of("work_items")})
        self._execute(ADD_ITEM, **numbered.model_dump())
        return self.find_work_item(item.item_id) or numbered

    def save_work_item(self, item: WorkItem) -> None:
        self._execute(
            "UPDATE work_items SET assignee = :assignee, closed_at = :closed_at, closed_by = :closed_by "
            "WHERE tenant = :tenant AND item_id = :item_id",
            **item.model_dump(include={"item_id", "assignee", "closed_at", "closed_by"}),
        )

    def set_reroute(self, reroute: Reroute) -> None:
        self._execute(SET_REROUTE, **reroute.model_dump())

    def drop_reroute(self, vendor: str) -> bool:
        sql = "DELETE FROM reroutes WHERE tenant = :tenant AND vendor = :vendor"
        return self._execute(sql, vendor=vendor).rowcount > 0

    def _next_of(self, table: str) -> int:
        return int(self._value(f"SELECT coalesce(max(number), 0) + 1 FROM {table} WHERE tenant = :tenant"))


def _values(action: Action) -> dict[str, Any]:
    dumped = action.model_dump(mode="json")
    texts = {c: None if dumped[c] is None else json.dumps(dumped[c]) for c in JSON_COLUMNS}
    return {**dumped, **texts, "is_reversible": int(action.is_reversible)}


def _action(row: Row) -> Action:
    columns: dict[str, Any] = {c: row[c] for c in COLUMNS if c not in JSON_COLUMNS}
    decoded: dict[str, Any] = {c: None if row[c] is None else json.loads(row[c]) for c in JSON_COLUMNS}
    return Action(**columns | decoded | {"is_reversible": bool(row["is_reversible"])})


def _step(row: Row) -> ActionStep:
    columns = {name: row[name] for name in ("number", "at", "name", "actor")}
    return ActionStep(**columns, body=json.loads(row["body"]))


def _item(row: Row) -> WorkItem:
    return WorkItem(**{name: row[name] for name in ITEM_COLUMNS})
