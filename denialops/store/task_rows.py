"""Tasks in the engine's own tables, for what its functions do not offer; tested with its pinned version."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.exc import IntegrityError

from denialops.domain.tasks import Task, TaskPage, TaskStatus, stage_after
from denialops.errors import DenialOpsError, IllegalTransition, InvalidValue, WorkDied
from denialops.store.task_workers import BACK_TO_QUEUE, TaskWorkers, translated

PAUSED = "status = 'CANCELLED' AND CAST(attributes AS TEXT) LIKE '%paused%'"
MARK = "'{\"paused\" : true}'"
WORD = f"""CASE
    WHEN status IN ('ENQUEUED', 'DELAYED') THEN 'pending' WHEN status = 'PENDING' THEN 'running'
    WHEN {PAUSED} THEN 'paused' WHEN status = 'CANCELLED' THEN 'cancelled'
    WHEN status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED' THEN 'dead'
    WHEN status = 'SUCCESS' AND ended_with = '""' THEN 'completed'
    WHEN status = 'SUCCESS' AND ended_with = '"cancelled"' THEN 'cancelled' ELSE 'failed' END"""
# A stage that ended well is recorded with an empty code.
TASKS = """
SELECT s.workflow_uuid, s.status, s.attributes, s.priority, s.recovery_attempts, s.executor_id, s.created_at,
    s.started_at_epoch_ms, s.completed_at, i.inputs, o.output AS ended_with,
    (SELECT count(*) FROM {schema}operation_outputs p
        WHERE p.workflow_uuid = s.workflow_uuid AND p.output = '""') AS done
FROM {schema}workflow_status s LEFT JOIN {schema}workflow_input i USING (workflow_uuid)
    LEFT JOIN {schema}workflow_output o USING (workflow_uuid)
WHERE s.application_name = :app AND s.name = 'process_case'
"""
SEPARATOR = "~"


class TaskRows(TaskWorkers):
    """The case's id stands before the first dot of a task's id."""

    def find(self, task_id: str) -> Task | None:
        found = self._tasks("workflow_uuid = :task_id", limit=1, task_id=task_id)
        return found[0] if found else None

    def newest(self, case_id: str) -> Task | None:
        found = self._tasks(self._of_case(), limit=1, **_bounds(case_id))
        return found[0] if found else None

    def list_tasks(self, *, status: str, case_id: str, cursor: str, limit: int) -> TaskPage:
        conditions, values = ["1 = 1"], dict[str, Any]()
        if status:
            conditions.append("word = :word")
            values["word"] = status
        if case_id:
            conditions.append(self._of_case())
            values |= _bounds(case_id)
        if cursor:
            conditions.append("(created_at < :at OR (created_at = :at AND workflow_uuid < :after))")
            values |= _place(cursor)
        found = self._tasks(" AND ".join(conditions), limit=limit + 1, **values)
        shown = found[:limit]
        return TaskPage(tuple(shown), _cursor(shown[-1]) if len(found) > limit else "")

    def count_tasks(self) -> Mapping[TaskStatus, int]:
        """By state; states in which there are none are left out."""
        named = f"SELECT {WORD} AS word FROM ({TASKS.format(schema=self._schema)}) t"
        return {row.word: row.n for row in self._rows(f"SELECT word, count(*) AS n FROM ({named}) named GROUP BY word")}

    def live_cases(self) -> frozenset[str]:
        """Cases for which something is still to be done, paused ones among them."""
        sql = (
            f"SELECT workflow_uuid FROM {self._schema}workflow_status WHERE application_name = :app "
            f"AND (status IN ('ENQUEUED', 'DELAYED', 'PENDING') OR ({PAUSED}))"
        )
        return frozenset(case_of(row[0]) for row in self._rows(sql))

    def owners(self, task_ids: Collection[str]) -> Mapping[str, str]:
        """By task, the run that owns it now; tasks that nobody runs are left out."""
        sql = f"SELECT workflow_uuid, owner_xid FROM {self._schema}workflow_status WHERE status = 'PENDING' "
        statement = text(f"{sql} AND workflow_uuid IN :ids").bindparams(bindparam("ids", expanding=True))
        with translated(), self.engine.connect() as connection:
            return {row[0]: row[1] or "" for row in connection.execute(statement, {"ids": list(task_ids)})}

    def pause(self, task_id: str) -> bool:
        """False where it has ended."""
        changed = self._change(
            f"status = 'CANCELLED', attributes = {MARK}, owner_xid = NULL, queue_name = NULL, "
            "deduplication_id = NULL, started_at_epoch_ms = NULL, completed_at = NULL",
            "workflow_uuid = :task_id AND status IN ('ENQUEUED', 'DELAYED', 'PENDING')",
            task_id=task_id,
        )
        return changed > 0

    def resume(self, task_id: str) -> bool:
        """False where it is not paused. Raises IllegalTransition where its case has another task meanwhile."""
        changes = (
            f"{BACK_TO_QUEUE}, attributes = NULL, completed_at = NULL, recovery_attempts = 0, "
            "queue_name = :queue, deduplication_id = :case_id"
        )
        try:
            changed = self._change(
                changes,
                f"workflow_uuid = :task_id AND {PAUSED}",
                task_id=task_id,
                queue=self.queue,
                case_id=case_of(task_id),
            )
        except IntegrityError as error:
            raise IllegalTransition("Other work on this case has begun.", hint="Reload the page.") from error
        return changed > 0

    def drop_paused(self, case_id: str) -> None:
        """Work that begins anew takes the place of what was paused."""
        self._change(
            "attributes = NULL, completed_at = updated_at", f"{PAUSED} AND {self._of_case()}", **_bounds(case_id)
        )

    def set_priority(self, task_id: str, priority: int) -> None:
        condition = f"workflow_uuid = :task_id AND (status IN ('ENQUEUED', 'DELAYED') OR ({PAUSED}))"
        self._change("priority = :priority", condition, task_id=task_id, priority=priority)

    def give_back(self, task_id: str, owner: str) -> None:
        """To the queue, if this run still owns it: its process lives and does not go on with it."""
        self._change(
            BACK_TO_QUEUE, "workflow_uuid = :task_id AND owner_xid = :owner AND status = 'PENDING'",
            task_id=task_id, owner=owner,
        )  # fmt: skip

    def _tasks(self, condition: str, *, limit: int, **values: Any) -> list[Task]:
        sql = (
            f"SELECT * FROM (SELECT t.*, {WORD} AS word FROM ({TASKS.format(schema=self._schema)}) t) named "
            f"WHERE {condition} ORDER BY created_at DESC, workflow_uuid DESC LIMIT :limit"
        )
        return [_task(row) for row in self._rows(sql, limit=limit, **values)]

    def _of_case(self) -> str:
        """A range that the index of either database answers, whatever the order of its language."""
        if self._is_postgres:
            return "workflow_uuid ~>=~ :low AND workflow_uuid ~<~ :high"
        return "workflow_uuid >= :low AND workflow_uuid < :high"


def case_of(task_id: str) -> str:
    return task_id.partition(".")[0]


def _task(row: Any) -> Task:
    arguments = json.loads(row.inputs)["args"]
    return Task(
        task_id=row.workflow_uuid,
        case_id=arguments[0],
        status=row.word,
        first_stage=arguments[1],
        stage=stage_after(arguments[1], row.done),
        done=row.done,
        code=_code(row),
        priority=row.priority,
        starts=row.recovery_attempts or 0,
        worker=row.executor_id or "",
        correlation_id=arguments[2] if len(arguments) > 2 else "",
        created_at=_moment(row.created_at),
        started_at=_moment(row.started_at_epoch_ms),
        ended_at=_moment(row.completed_at),
    )


def _code(row: Any) -> str:
    if row.word == "dead":
        return WorkDied.code
    if row.status == "SUCCESS" and row.ended_with:
        return str(json.loads(row.ended_with))
    return DenialOpsError.code if row.status == "ERROR" else ""


def _moment(milliseconds: int | None) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds") if milliseconds else ""


def _bounds(case_id: str) -> dict[str, str]:
    """A slash is the sign after the dot."""
    return {"low": f"{case_id}.", "high": f"{case_id}/"}


def _cursor(task: Task) -> str:
    return f"{task.created_at}{SEPARATOR}{task.task_id}"


def _place(cursor: str) -> dict[str, Any]:
    moment, _, task_id = cursor.partition(SEPARATOR)
    try:
        at = round(datetime.fromisoformat(moment).timestamp() * 1000)
    except ValueError as error:
        raise InvalidValue("There is no such place in the list.", hint="Begin at the start of the list.") from error
    return {"at": at, "after": task_id}
