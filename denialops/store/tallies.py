"""How many cases there are in each status, and how many deadlines are near or gone."""

from __future__ import annotations

from datetime import date

from denialops.domain.census import CaseTally
from denialops.store.session import Session

TALLY = """
SELECT status, count(*) AS cases,
    count(CASE WHEN safe_date < :today AND status IN ('reading', 'review', 'failed') THEN 1 END) AS missed,
    count(CASE WHEN safe_date BETWEEN :today AND :soon AND status IN ('reading', 'review', 'failed') THEN 1 END) AS soon
FROM cases WHERE tenant = :tenant AND removed_at = '' GROUP BY status
"""


class Tallies(Session):
    def tally(self, *, today: date, soon: date) -> CaseTally:
        """In one pass over the index by date."""
        found = self._rows(TALLY, today=today.isoformat(), soon=soon.isoformat())
        return CaseTally(
            by_status={row["status"]: row["cases"] for row in found},
            missed=sum(row["missed"] for row in found),
            soon=sum(row["soon"] for row in found),
        )
