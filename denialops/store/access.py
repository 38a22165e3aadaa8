"""API keys and answers kept for requests that come twice."""

from __future__ import annotations

from datetime import datetime

from denialops.domain.access import ApiKeyRow, KeptAnswer
from denialops.store.session import Row, Session, as_text

OF_ANSWER = "tenant = :tenant AND owner = :owner AND key = :key"


class AccessReads(Session):
    def find_key(self, key_id: str) -> ApiKeyRow | None:
        row = self._row("SELECT * FROM api_keys WHERE tenant = :tenant AND key_id = :key_id", key_id=key_id)
        return _key(row) if row else None

    def list_keys(self) -> tuple[ApiKeyRow, ...]:
        found = self._rows("SELECT * FROM api_keys WHERE tenant = :tenant ORDER BY created_at, key_id")
        return tuple(_key(row) for row in found)


class AccessChanges(AccessReads):
    def add_key(self, row: ApiKeyRow) -> None:
        self._execute(
            "INSERT INTO api_keys (tenant, key_id, name, digest, scope, created_at) "
            "VALUES (:tenant, :key_id, :name, :digest, :scope, :now)",
            now=self._now(),
            **row.model_dump(include={"key_id", "name", "digest", "scope"}),
        )

    def revoke_key(self, key_id: str) -> bool:
        sql = "UPDATE api_keys SET revoked_at = :now WHERE tenant = :tenant AND key_id = :key_id AND revoked_at = ''"
        return self._execute(sql, key_id=key_id, now=self._now()).rowcount > 0

    def claim_answer(self, owner: str, key: str, *, abandoned_before: datetime) -> KeptAnswer | None:
        known = self._row(f"SELECT * FROM kept_answers WHERE {OF_ANSWER}", owner=owner, key=key)
        if known and not (known["status"] == 0 and known["begun_at"] < as_text(abandoned_before)):
            return _answer(known)
        self._execute(
            "INSERT INTO kept_answers (tenant, owner, key, body, begun_at) VALUES (:tenant, :owner, :key, :body, :now) "
            "ON CONFLICT (tenant, owner, key) DO UPDATE SET begun_at = excluded.begun_at",
            owner=owner,
            key=key,
            body=b"",
            now=self._now(),
        )
        return None

    def keep_answer(self, owner: str, key: str, answer: KeptAnswer, *, case_id: str = "") -> None:
        values = answer.model_dump(include={"request_hash", "status", "media_type", "location", "body"})
        # The case may be gone meanwhile, and may be none of this tenant.
        self._execute(
            "UPDATE kept_answers SET request_hash = :request_hash, status = :status, media_type = :media_type, "
            "location = :location, body = :body, case_id = "
            "(SELECT case_id FROM cases WHERE tenant = :tenant AND case_id = :case_id) "
            f"WHERE {OF_ANSWER}",
            owner=owner,
            key=key,
            case_id=case_id,
            **values,
        )

    def drop_answer(self, owner: str, key: str) -> None:
        self._execute(f"DELETE FROM kept_answers WHERE {OF_ANSWER}", owner=owner, key=key)

    def drop_answers(self, before: datetime) -> int:
        sql = "DELETE FROM kept_answers WHERE tenant = :tenant AND begun_at < :before"
        return self._execute(sql, before=as_text(before)).rowcount


def _key(row: Row) -> ApiKeyRow:
    return ApiKeyRow(**{name: row[name] for name in ApiKeyRow.model_fields})


def _answer(row: Row) -> KeptAnswer:
    columns = {name: row[name] for name in KeptAnswer.model_fields}
    return KeptAnswer(**columns | {"body": bytes(row["body"])})
