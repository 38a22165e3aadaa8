"""Decisions and notes, appended once and never changed, and the search for past incidents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

from denialops.domain.recovery.decisions import Decision, Note, NoteKind
from denialops.store.search import plain_words
from denialops.store.session import Row, Session

MOST_WORDS = 32
"""Of a search; every further word would cost a look into the index and hardly tell more."""

RANK = "CASE {0} WHEN 'low' THEN 0 WHEN 'medium' THEN 1 WHEN 'high' THEN 2 ELSE 3 END"
UNDECIDED = f"""
    SELECT i.incident_id FROM incidents i
    WHERE i.tenant = :tenant AND i.status IN ('NEW', 'ANALYZING', 'ACTIONED')
    AND (:incident_id = '' OR i.incident_id = :incident_id)
    AND NOT EXISTS (
        SELECT 1 FROM decisions d WHERE d.tenant = i.tenant AND d.incident_id = i.incident_id
        AND d.made_by = 'rules' AND {RANK.format("d.severity")} >= {RANK.format("i.severity")})
    ORDER BY i.number LIMIT :limit
"""


class DecisionReads(Session):
    def list_decisions(self, incident_id: str) -> tuple[Decision, ...]:
        sql = "SELECT body FROM decisions WHERE tenant = :tenant AND incident_id = :incident_id ORDER BY number DESC"
        return _decisions(self._rows(sql, incident_id=incident_id))

    def page_decisions(self, *, after: int = 0, limit: int = 1000) -> tuple[Decision, ...]:
        sql = "SELECT body FROM decisions WHERE tenant = :tenant AND number > :after ORDER BY number LIMIT :limit"
        return _decisions(self._rows(sql, after=after, limit=limit))

    def list_undecided(self, *, limit: int, incident_id: str = "") -> tuple[str, ...]:
        rows = self._rows(UNDECIDED, limit=limit, incident_id=incident_id)
        return tuple(row["incident_id"] for row in rows)

    def search_incidents(self, words: str, *, limit: int) -> tuple[tuple[str, float], ...]:
        sought = plain_words(words)[:MOST_WORDS]
        if not sought:
            return ()
        hits = self._hits(sought)
        values = {f"word{place}": word for place, word in enumerate(sought)}
        counted = self._rows(f"SELECT place, count(*) AS found FROM ({hits}) AS hits GROUP BY place", **values)
        weights = self._weights(len(sought), {row["place"]: row["found"] for row in counted})
        score = " ".join(f"WHEN {place} THEN :weight{place}" for place in range(len(sought)))
        sql = (
            f"SELECT incident_id, sum(CASE place {score} END) AS score FROM ({hits}) AS hits "
            "GROUP BY incident_id ORDER BY score DESC, incident_id LIMIT :limit"
        )
        named = {f"weight{place}": weight for place, weight in enumerate(weights)}
        found = self._rows(sql, limit=limit, **values, **named)
        return tuple((row["incident_id"], min(1.0, float(row["score"]))) for row in found)

    def _hits(self, words: Sequence[str]) -> str:
        """A row for every word and every incident that has it."""
        return " UNION ALL ".join(
            f"SELECT {place} AS place, incident_id FROM incident_words "
            f"WHERE tenant = :tenant AND {self._index.word_condition(f'word{place}')}"
            for place in range(len(words))
        )

    def _weights(self, words: int, found: Mapping[int, int]) -> list[float]:
        """Together 1; a word that fewer incidents have weighs more, one that none has most."""
        total = int(self._value("SELECT count(*) FROM incident_words WHERE tenant = :tenant"))
        rarity = [log(1 + (total + 1) / (found.get(place, 0) + 1)) for place in range(words)]
        return [weight / sum(rarity) for weight in rarity]

    def find_incident_words(self, incident_id: str) -> str:
        sql = "SELECT words FROM incident_words WHERE tenant = :tenant AND incident_id = :incident_id"
        return str(self._value(sql, incident_id=incident_id) or "")

    def list_vectors(self, model: str, *, limit: int) -> Mapping[str, bytes]:
        sql = (
            "SELECT v.incident_id, v.vector FROM incident_vectors v JOIN incident_words w "
            "ON w.tenant = v.tenant AND w.incident_id = v.incident_id "
            "WHERE v.tenant = :tenant AND v.model = :model ORDER BY w.row_id DESC LIMIT :limit"
        )
        return {row["incident_id"]: bytes(row["vector"]) for row in self._rows(sql, model=model, limit=limit)}

    def list_unvectored(self, model: str, *, limit: int) -> tuple[tuple[str, str], ...]:
        sql = (
            "SELECT w.incident_id, w.words FROM incident_words w WHERE w.tenant = :tenant AND NOT EXISTS "
            "(SELECT 1 FROM incident_vectors v WHERE v.tenant = w.tenant AND v.incident_id = w.incident_id "
            "AND v.model = :model) ORDER BY w.row_id DESC LIMIT :limit"
        )
        return tuple((row["incident_id"], row["words"]) for row in self._rows(sql, model=model, limit=limit))

    def page_notes(
        self, *, kind: NoteKind | None = None, at_from: str = "", at_until: str = "", limit: int = 100
    ) -> tuple[Note, ...]:
        sql = (
            "SELECT note_id, number, kind, vendor, at, words, link, actor FROM notes WHERE tenant = :tenant "
            "AND (:kind = '' OR kind = :kind) AND at >= :at_from AND (:at_until = '' OR at <= :at_until) "
            "ORDER BY at DESC, number DESC LIMIT :limit"
        )
        rows = self._rows(sql, kind=kind or "", at_from=at_from, at_until=at_until, limit=limit)
        return tuple(Note(**{name: row[name] for name in Note.model_fields}) for row in rows)


class DecisionChanges(DecisionReads):
    def add_decision(self, decision: Decision) -> Decision:
        added = decision.model_copy(update={"number": self._next_number("decisions")})
        names = ("decision_id", "number", "incident_id", "made_at", "made_by", "version", "severity")
        self._execute(
            "INSERT INTO decisions (tenant, decision_id, number, incident_id, made_at, made_by, version, severity, "
            "body) VALUES (:tenant, :decision_id, :number, :incident_id, :made_at, :made_by, :version, :severity, "
            ":body)",
            body=added.model_dump_json(),
            **added.model_dump(include=set(names)),
        )
        return added

    def index_incident(self, incident_id: str, words: str) -> None:
        kept = " ".join(plain_words(words))
        if kept == self.find_incident_words(incident_id):
            return
        self._execute(
            "INSERT INTO incident_words (tenant, incident_id, words) VALUES (:tenant, :incident_id, :words) "
            "ON CONFLICT (tenant, incident_id) DO UPDATE SET words = excluded.words",
            incident_id=incident_id,
            words=kept,
        )
        sql = "DELETE FROM incident_vectors WHERE tenant = :tenant AND incident_id = :incident_id"
        self._execute(sql, incident_id=incident_id)

    def keep_vector(self, incident_id: str, model: str, vector: bytes) -> None:
        self._execute(
            "INSERT INTO incident_vectors (tenant, incident_id, model, vector) "
            "SELECT tenant, incident_id, :model, :vector FROM incident_words "
            "WHERE tenant = :tenant AND incident_id = :incident_id "
            "ON CONFLICT (tenant, incident_id, model) DO UPDATE SET vector = excluded.vector",
            incident_id=incident_id,
            model=model,
            vector=vector,
        )

    def add_note(self, note: Note) -> Note:
        added = note.model_copy(update={"number": self._next_number("notes")})
        self._execute(
            "INSERT INTO notes (tenant, note_id, number, kind, vendor, at, words, link, actor) "
            "VALUES (:tenant, :note_id, :number, :kind, :vendor, :at, :words, :link, :actor)",
            **added.model_dump(),
        )
        return added

    def _next_number(self, table: str) -> int:
        return int(self._value(f"SELECT coalesce(max(number), 0) + 1 FROM {table} WHERE tenant = :tenant"))


def _decisions(rows: Sequence[Row]) -> tuple[Decision, ...]:
    return tuple(Decision.model_validate_json(row["body"]) for row in rows)
