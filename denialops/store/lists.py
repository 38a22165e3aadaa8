"""The work list: pages of it, how much there is of each kind, and where the events of many cases stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from denialops.domain.cases import CasePlace, CaseQuery, CaseRow
from denialops.domain.records import Show
from denialops.store import rows
from denialops.store.session import Session

SHOWN: dict[Show, str] = {
    "open": "removed_at = '' AND status IN ('reading', 'review', 'failed')",
    "sent": "removed_at = '' AND status = 'sent'",
    "closed": "removed_at = '' AND status = 'closed'",
    "removed": "removed_at <> ''",
    "all": "removed_at = ''",
}
FOUND = "row_id IN (SELECT rowid FROM case_search WHERE {condition})"
ORDER = "ORDER BY safe_date IS NULL, safe_date, number"


class Lists(Session):
    def list_rows(
        self, *, show: Show = "open", search: str = "", today: date, limit: int = 500, offset: int = 0
    ) -> tuple[CaseRow, ...]:
        found, values = self._found(search)
        sql = (
            f"SELECT * FROM cases WHERE tenant = :tenant AND {SHOWN[show]} AND {found} "
            f"{ORDER} LIMIT :limit OFFSET :offset"
        )
        selected = self._rows(sql, limit=limit, offset=offset, **values)
        names = self._letter_names([row["case_id"] for row in selected])
        return tuple(rows.case_row(row, today, names.get(row["case_id"], "")) for row in selected)

    def count_rows(self, *, search: str = "") -> dict[Show, int]:
        found, values = self._found(search)
        sums = ", ".join(f"count(CASE WHEN {condition} THEN 1 END)" for condition in SHOWN.values())
        counts = self._rows(f"SELECT {sums} FROM cases WHERE tenant = :tenant AND {found}", **values)[0]
        return dict(zip(SHOWN, counts, strict=True))

    def page_rows(
        self, query: CaseQuery, *, today: date, limit: int, after: CasePlace | None = None
    ) -> tuple[CaseRow, ...]:
        found, values = self._found(query.search)
        conditions = ["tenant = :tenant", SHOWN[query.show], found]
        for name in ("status", "payer", "category"):
            if wanted := getattr(query, name):
                conditions.append(f"{name} = :{name}")
                values[name] = wanted
        if query.due_before:
            conditions.append("safe_date < :due_before")
            values["due_before"] = query.due_before.isoformat()
        if after:
            condition, place = _behind(after)
            conditions.append(condition)
            values |= place
        sql = f"SELECT * FROM cases WHERE {' AND '.join(conditions)} {ORDER} LIMIT :limit"
        selected = self._rows(sql, limit=limit, **values)
        names = self._letter_names([row["case_id"] for row in selected])
        return tuple(rows.case_row(row, today, names.get(row["case_id"], "")) for row in selected)

    def last_events(self, case_ids: Collection[str]) -> Mapping[str, int]:
        if not case_ids:
            return {}
        marks, values = _listed(case_ids)
        sql = f"SELECT case_id, max(number) AS last FROM case_events WHERE tenant = :tenant AND case_id IN ({marks})"
        return {row["case_id"]: row["last"] for row in self._rows(f"{sql} GROUP BY case_id", **values)}

    def _letter_names(self, case_ids: Sequence[str]) -> dict[str, str]:
        """The file name of each case's letter, which stands for the patient until one is read."""
        if not case_ids:
            return {}
        marks, values = _listed(case_ids)
        sql = (
            "SELECT case_id, filename FROM documents WHERE tenant = :tenant AND role = 'letter' AND removed_at = '' "
            f"AND case_id IN ({marks})"
        )
        return {row["case_id"]: row["filename"] for row in self._rows(sql, **values)}

    def _found(self, query: str) -> tuple[str, dict[str, Any]]:
        """The condition that a case is found by every word of the query."""
        condition, values = self._index.match_condition(query)
        return (FOUND.format(condition=condition) if values else "1 = 1"), values


def _behind(place: CasePlace) -> tuple[str, dict[str, Any]]:
    """What comes after a row in ORDER."""
    if place.safe_date is None:
        return "safe_date IS NULL AND number > :after_number", {"after_number": place.number}
    day = place.safe_date.isoformat()
    condition = "(safe_date > :after_day OR safe_date IS NULL OR (safe_date = :after_day AND number > :after_number))"
    return condition, {"after_day": day, "after_number": place.number}


def _listed(case_ids: Collection[str]) -> tuple[str, dict[str, str]]:
    values = {f"id{place}": case_id for place, case_id in enumerate(case_ids)}
    return ", ".join(f":{name}" for name in values), values
