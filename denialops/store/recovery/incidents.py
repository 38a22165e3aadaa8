"""Incidents, their history, and counts by hour."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from denialops.domain.recovery.incidents import Incident, IncidentStatus, IncidentStep
from denialops.domain.recovery.safety import HourCount
from denialops.errors import IncidentNotFound
from denialops.ports.recovery.incidents import IncidentQuery
from denialops.store.session import Row, Session

COLUMNS = tuple(Incident.model_fields)
SHOWN = ", ".join(COLUMNS)
OF_INCIDENT = "tenant = :tenant AND incident_id = :incident_id"
INSERT = f"INSERT INTO incidents (tenant, {SHOWN}) VALUES (:tenant, {', '.join(f':{name}' for name in COLUMNS)})"
CHANGED = tuple(name for name in COLUMNS if name not in ("incident_id", "number"))
UPDATE = f"UPDATE incidents SET {', '.join(f'{name} = :{name}' for name in CHANGED)} WHERE {OF_INCIDENT}"

FILTERS = {
    "severity": "severity = :severity",
    "kind": "kind = :kind",
    "vendor": "vendor = :vendor",
    "error_code": "error_code = :error_code",
    "group_id": "group_id = :group_id",
}
# The cross join has SQLite begin with the few rows of the signature instead of walking all incidents by time.
OF_SIGNATURE = f"""
SELECT {", ".join(f"found.{name}" for name in COLUMNS)} FROM incident_signatures AS led CROSS JOIN incidents AS found
WHERE led.tenant = :tenant AND led.signature = :signature
AND found.tenant = led.tenant AND found.incident_id = led.incident_id
ORDER BY found.last_seen DESC, found.number DESC LIMIT :limit
"""
LEADS_TO = "INSERT INTO incident_signatures VALUES (:tenant, :signature, :incident_id, :rules) ON CONFLICT DO NOTHING"
ADD_CASE = "INSERT INTO incident_cases VALUES (:tenant, :incident_id, :case_id, :number) ON CONFLICT DO NOTHING"
ADD_HOUR = """
INSERT INTO incident_hours VALUES (:tenant, :incident_id, :hour, :events)
ON CONFLICT (tenant, incident_id, hour) DO UPDATE SET events = incident_hours.events + excluded.events
"""
ADD_TO_HOUR = """
INSERT INTO event_hours (tenant, hour, workflow_id, event_type, vendor, error_code, events)
VALUES (:tenant, :hour, :workflow_id, :event_type, :vendor, :error_code, :events)
ON CONFLICT (tenant, hour, workflow_id, event_type, vendor, error_code)
DO UPDATE SET events = event_hours.events + excluded.events
"""
SET_POSITION = """
INSERT INTO event_positions (tenant, name, number) VALUES (:tenant, :name, :number)
ON CONFLICT (tenant, name) DO UPDATE SET number = excluded.number
"""
NOTE_SUCCESS = """
INSERT INTO last_successes (tenant, workflow_id, vendor, at) VALUES (:tenant, :workflow_id, :vendor, :at)
ON CONFLICT (tenant, workflow_id, vendor) DO UPDATE SET at = excluded.at WHERE last_successes.at < excluded.at
"""


class IncidentReads(Session):
    def get_incident(self, incident_id: str) -> Incident:
        row = self._row(f"SELECT {SHOWN} FROM incidents WHERE {OF_INCIDENT}", incident_id=incident_id)
        if row is None:
            raise IncidentNotFound()
        return _incident(row)

    def find_newest_incident(self, signature: str) -> Incident | None:
        return next(iter(self.list_incidents_of(signature, limit=1)), None)

    def list_incidents_of(self, signature: str, *, limit: int = 5) -> tuple[Incident, ...]:
        rows = self._rows(OF_SIGNATURE, signature=signature, limit=limit)
        return tuple(map(_incident, rows))

    def page_incidents(
        self, query: IncidentQuery, *, limit: int, after: tuple[str, int] | None = None
    ) -> tuple[Incident, ...]:
        where, values = _conditions(query)
        if after is not None:
            where += " AND (last_seen < :seen OR (last_seen = :seen AND number < :after))"
            values |= {"seen": after[0], "after": after[1]}
        rows = self._rows(
            f"SELECT {SHOWN} FROM incidents WHERE {where} ORDER BY last_seen DESC, number DESC LIMIT :limit",
            limit=limit,
            **values,
        )
        return tuple(map(_incident, rows))

    def count_incidents(self) -> dict[IncidentStatus, int]:
        rows = self._rows("SELECT status, count(*) FROM incidents WHERE tenant = :tenant GROUP BY status")
        return {row[0]: row[1] for row in rows}

    def list_incident_steps(self, incident_id: str) -> tuple[IncidentStep, ...]:
        rows = self._rows(f"SELECT * FROM incident_steps WHERE {OF_INCIDENT} ORDER BY number", incident_id=incident_id)
        return tuple(_step(row) for row in rows)

    def list_incident_signatures(self, incident_id: str) -> tuple[str, ...]:
        own = self.get_incident(incident_id).signature
        rows = self._rows(
            f"SELECT signature FROM incident_signatures WHERE {OF_INCIDENT} AND signature <> :own "
            "ORDER BY signature_rules, signature",
            incident_id=incident_id,
            own=own,
        )
        return (own, *(row[0] for row in rows))

    def list_incident_cases(self, incident_id: str, *, limit: int = 1000) -> tuple[str, ...]:
        rows = self._rows(
            f"SELECT case_id FROM incident_cases WHERE {OF_INCIDENT} ORDER BY first_event, case_id LIMIT :limit",
            incident_id=incident_id,
            limit=limit,
        )
        return tuple(row[0] for row in rows)

    def list_incident_hours(self, incident_id: str, *, hour_from: str = "") -> tuple[tuple[str, int], ...]:
        sql = f"SELECT hour, events FROM incident_hours WHERE {OF_INCIDENT} AND hour >= :hour_from ORDER BY hour"
        return tuple((row[0], row[1]) for row in self._rows(sql, incident_id=incident_id, hour_from=hour_from))

    def find_last_success(self, workflow_id: str, vendor: str) -> str:
        sql = "SELECT at FROM last_successes WHERE tenant = :tenant AND workflow_id = :workflow_id AND vendor = :vendor"
        return str(self._value(sql, workflow_id=workflow_id, vendor=vendor) or "")

    def get_position(self, name: str) -> int:
        sql = "SELECT number FROM event_positions WHERE tenant = :tenant AND name = :name"
        return int(self._value(sql, name=name) or 0)

    def list_hours(
        self, *, hour_from: str, hour_before: str, event_type: str = "", vendor: str = ""
    ) -> tuple[HourCount, ...]:
        filters = {name: value for name, value in (("event_type", event_type), ("vendor", vendor)) if value}
        rows = self._rows(
            "SELECT hour, workflow_id, event_type, vendor, error_code, events FROM event_hours "
            "WHERE tenant = :tenant AND hour >= :hour_from AND hour < :hour_before"
            f"{''.join(f' AND {name} = :{name}' for name in filters)} "
            "ORDER BY hour, workflow_id, event_type, vendor, error_code",
            hour_from=hour_from,
            hour_before=hour_before,
            **filters,
        )
        return tuple(HourCount(**{name: row[name] for name in HourCount.model_fields}) for row in rows)


class IncidentChanges(IncidentReads):
    def add_incident(self, incident: Incident) -> Incident:
        number = int(self._value("SELECT coalesce(max(number), 0) + 1 FROM incidents WHERE tenant = :tenant"))
        numbered = incident.model_copy(update={"number": number})
        self._execute(INSERT, **_columns(numbered))
        self.add_incident_signature(numbered.incident_id, numbered.signature, numbered.signature_rules)
        return numbered

    def save_incident(self, incident: Incident) -> None:
        values = {name: value for name, value in _columns(incident).items() if name != "number"}
        if self._execute(UPDATE, **values).rowcount == 0:
            raise IncidentNotFound()

    def add_incident_step(self, incident_id: str, step: IncidentStep) -> None:
        self._execute(
            "INSERT INTO incident_steps (tenant, incident_id, number, at, type, actor, body) VALUES (:tenant, "
            f":incident_id, (SELECT coalesce(max(number), 0) + 1 FROM incident_steps WHERE {OF_INCIDENT}), "
            ":at, :type, :actor, :body)",
            incident_id=incident_id,
            at=step.at,
            type=step.type,
            actor=step.actor,
            body=json.dumps(dict(step.body), ensure_ascii=False),
        )

    def add_incident_signature(self, incident_id: str, signature: str, rules: str) -> None:
        self._execute(LEADS_TO, incident_id=incident_id, signature=signature, rules=rules)

    def add_incident_events(self, incident_id: str, *, hours: Mapping[str, int], cases: Mapping[str, int]) -> int:
        self._execute_many(
            ADD_HOUR, [{"incident_id": incident_id, "hour": hour, "events": events} for hour, events in hours.items()]
        )
        added = (
            self._execute(ADD_CASE, incident_id=incident_id, case_id=case_id, number=number).rowcount
            for case_id, number in cases.items()
        )
        return sum(added)

    def note_success(self, workflow_id: str, vendor: str, at: str) -> None:
        self._execute(NOTE_SUCCESS, workflow_id=workflow_id, vendor=vendor, at=at)

    def set_position(self, name: str, number: int) -> None:
        self._execute(SET_POSITION, name=name, number=number)

    def add_to_hours(self, counts: Sequence[HourCount]) -> None:
        self._execute_many(ADD_TO_HOUR, [dict(count) for count in counts])


def _conditions(query: IncidentQuery) -> tuple[str, dict[str, Any]]:
    given = {name: value for name, value in query._asdict().items() if name in FILTERS and value}
    statuses = {f"status_{place}": status for place, status in enumerate(query.statuses)}
    wheres = ["tenant = :tenant", *(FILTERS[name] for name in given)]
    if statuses:
        wheres.append(f"status IN ({', '.join(f':{name}' for name in statuses)})")
    return " AND ".join(wheres), given | statuses


def _columns(incident: Incident) -> dict[str, Any]:
    return dict(incident) | {"evidence": json.dumps(incident.model_dump(mode="json")["evidence"], ensure_ascii=False)}


def _incident(row: Row) -> Incident:
    return Incident(**{name: row[name] for name in COLUMNS} | {"evidence": json.loads(row["evidence"])})


def _step(row: Row) -> IncidentStep:
    return IncidentStep(
        number=row["number"], at=row["at"], type=row["type"], actor=row["actor"], body=json.loads(row["body"])
    )
