"""Everything that is read of a case, in SQL that SQLite and PostgreSQL both speak."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from denialops.domain.cases import STAGE_NAMES, CaseFile, CaseRow, EarlierLetter, StageName
from denialops.domain.clinic import Clinic
from denialops.domain.documents import Document, Page
from denialops.domain.drafts import Draft
from denialops.domain.events import CaseEvent
from denialops.domain.facts import Correction, Fact, Facts
from denialops.domain.plans import PlanReading
from denialops.domain.records import (
    CaseState,
    ClosedRecord,
    DocumentRole,
    DraftInfo,
    FollowedLetter,
    KnownFile,
    SentRecord,
    StageFailure,
    StageRecord,
    StoredDocument,
    WholeFile,
)
from denialops.domain.routing import Routing
from denialops.errors import DocumentNotFound, NothingToDraft
from denialops.store import rows
from denialops.store.access import AccessReads
from denialops.store.followed import Letters, fold_letters
from denialops.store.lists import Lists
from denialops.store.paragraphs import WrittenReads
from denialops.store.tallies import Tallies

OF_CASE = "tenant = :tenant AND case_id = :case_id"


class Reads(Lists, Tallies, AccessReads, WrittenReads):
    def get_case(self, case_id: str, *, today: date, words: bool = False) -> CaseFile:
        row = self._case(case_id)
        letters = self._letters(case_id)
        return CaseFile(
            case_id=case_id,
            today=today,
            received_on=rows.as_date(row["received_on"]),
            clinic=self.get_clinic(),
            documents=self._documents(case_id, words=words),
            facts=self._facts(case_id),
            corrections=letters.present,
            confirmed_regime=row["confirmed_regime"],
            confirmed_regime_by=self._confirmer(case_id),
            routing=self._routing(case_id),
            draft=self._current_draft(case_id),
            warnings=rows.WARNINGS.validate_json(row["warnings"]),
            plans=self._plans(case_id),
            earlier=tuple(self._earlier(case_id, letters)),
        )

    def get_row(self, case_id: str, *, today: date) -> CaseRow:
        return rows.case_row(self._case(case_id), today, self._letter_names((case_id,)).get(case_id, ""))

    def get_state(self, case_id: str) -> CaseState:
        row = self._case(case_id)
        sent = self._last_body("sendings", case_id) if row["status"] in ("sent", "closed") else None
        closed = self._last_body("closings", case_id) if row["status"] == "closed" else None
        return CaseState(
            status=row["status"],
            received_on=rows.as_date(row["received_on"]),
            confirmed_regime=row["confirmed_regime"],
            removed_at=row["removed_at"],
            failure=StageFailure.model_validate_json(row["failure"]) if row["failure"] else None,
            sent=SentRecord.model_validate_json(sent) if sent else None,
            closed=ClosedRecord.model_validate_json(closed) if closed else None,
        )

    def get_page(self, case_id: str, document_id: str, number: int) -> Page:
        sql = f"SELECT * FROM pages WHERE {OF_CASE} AND document_id = :document_id AND number = :number"
        row = self._row(sql, case_id=case_id, document_id=document_id, number=number)
        if row is None:
            raise DocumentNotFound()
        return rows.page(row, words=True)

    def get_draft(self, case_id: str, version: int | None = None) -> Draft:
        wanted = self._current_version(case_id) if version is None else version
        row = self._row(f"SELECT content FROM drafts WHERE {OF_CASE} AND version = :v", case_id=case_id, v=wanted)
        if row is None:
            self._case(case_id)
            raise NothingToDraft()
        return self._checked(Draft.model_validate_json(row["content"]))

    def list_documents(self, case_id: str, role: DocumentRole | None = None) -> tuple[StoredDocument, ...]:
        self._case(case_id)
        sql = (
            "SELECT *, (SELECT count(*) FROM pages p WHERE (p.tenant, p.case_id, p.document_id) = "
            f"(d.tenant, d.case_id, d.document_id)) AS page_count FROM documents d WHERE {OF_CASE} "
            "AND removed_at = '' AND role = coalesce(:role, role) ORDER BY role = 'letter' DESC, role, position"
        )
        return tuple(rows.stored_document(row) for row in self._rows(sql, case_id=case_id, role=role))

    def list_followed(self, case_id: str) -> tuple[FollowedLetter, ...]:
        return self._letters(case_id).followed

    def get_draft_floor(self, case_id: str) -> int:
        rows_kept = self._followings(case_id)
        return rows_kept[-1].draft_version if rows_kept else 0

    def find_whole_file(self, case_id: str, document_id: str) -> WholeFile | None:
        sql = f"SELECT filename, sha256, size FROM whole_files WHERE {OF_CASE} AND document_id = :document_id"
        row = self._row(sql, case_id=case_id, document_id=document_id)
        return WholeFile(*row) if row else None

    def list_drafts(self, case_id: str) -> tuple[DraftInfo, ...]:
        sql = f"SELECT * FROM drafts WHERE {OF_CASE} ORDER BY version DESC"
        return tuple(rows.draft_info(row) for row in self._rows(sql, case_id=case_id))

    def list_stages(self, case_id: str) -> Mapping[StageName, StageRecord]:
        sql = f"SELECT * FROM stage_records WHERE {OF_CASE} AND is_current = 1"
        records = {row["stage"]: rows.stage_record(row) for row in self._rows(sql, case_id=case_id)}
        return {stage: records[stage] for stage in STAGE_NAMES if stage in records}

    def list_events(self, case_id: str, *, after: int = 0, limit: int = 1000) -> tuple[CaseEvent, ...]:
        sql = f"SELECT * FROM case_events WHERE {OF_CASE} AND number > :after ORDER BY number LIMIT :limit"
        return tuple(rows.event(row) for row in self._rows(sql, case_id=case_id, after=after, limit=limit))

    def list_unfinished(self) -> tuple[tuple[str, StageName], ...]:
        # One question for all of them: it is asked every few seconds, and hundreds of cases may wait.
        sql = (
            "SELECT c.case_id, s.stage FROM cases c LEFT JOIN stage_records s "
            "ON (s.tenant, s.case_id) = (c.tenant, c.case_id) AND s.is_current = 1 "
            "WHERE c.tenant = :tenant AND c.status = 'reading' AND c.removed_at = '' ORDER BY c.number"
        )
        finished: dict[str, set[StageName]] = {}
        for row in self._rows(sql):
            finished.setdefault(row["case_id"], set()).add(row["stage"])
        return tuple((case_id, _first_missing(stages)) for case_id, stages in finished.items())

    def find_file(self, sha256: str) -> KnownFile | None:
        sql = (
            "SELECT c.case_id, c.removed_at <> '' AS is_removed FROM documents d JOIN cases c USING (tenant, case_id) "
            "WHERE tenant = :tenant AND d.sha256 = :sha256 ORDER BY is_removed, d.removed_at <> '', c.number LIMIT 1"
        )
        row = self._row(sql, sha256=sha256)
        return KnownFile(row["case_id"], bool(row["is_removed"])) if row else None

    def get_clinic(self) -> Clinic:
        row = self._row("SELECT body FROM clinic_profiles WHERE tenant = :tenant ORDER BY version DESC LIMIT 1")
        return Clinic.model_validate_json(row["body"]) if row else Clinic()

    def find_browser(self, browser_id: str) -> str | None:
        sql = "SELECT name FROM browsers WHERE tenant = :tenant AND browser_id = :browser_id"
        row = self._row(sql, browser_id=browser_id)
        return row["name"] if row else None

    def _documents(self, case_id: str, *, words: bool) -> tuple[Document, ...]:
        sql = (
            f"SELECT * FROM documents WHERE {OF_CASE} AND removed_at = '' AND enabled = 1 "
            "AND role IN ('letter', 'exhibit') ORDER BY role = 'letter' DESC, position"
        )
        found = self._rows(sql, case_id=case_id)
        return tuple(rows.document(row, self._pages(case_id, row["document_id"], words=words)) for row in found)

    def _pages(self, case_id: str, document_id: str, *, words: bool) -> list[Page]:
        # Without their boxes the words are not even taken off the disk: they are most of a page.
        columns = "*" if words else "number, text, origin, width_pt, height_pt, ocr_confidence, rotation"
        sql = f"SELECT {columns} FROM pages WHERE {OF_CASE} AND document_id = :document_id ORDER BY number"
        return [rows.page(row, words=words) for row in self._rows(sql, case_id=case_id, document_id=document_id)]

    def _plans(self, case_id: str) -> tuple[PlanReading, ...]:
        """Of the documents that are still with the case."""
        sql = (
            "SELECT use, body FROM plan_readings JOIN documents d USING (tenant, case_id, document_id) "
            f"WHERE {OF_CASE} AND d.removed_at = '' AND d.enabled = 1 ORDER BY d.position"
        )
        found = self._rows(sql, case_id=case_id)
        return tuple(
            PlanReading.model_validate_json(row["body"]).model_copy(update={"use": row["use"]}) for row in found
        )

    def _facts(self, case_id: str) -> Facts:
        finished = self.list_stages(case_id).get("extract")
        if finished:
            return self._facts_of(case_id, finished.version, finished.result_ids)
        return self._facts_of(case_id, self._reading(case_id))

    def _facts_of(self, case_id: str, reading: int, order: tuple[str, ...] | None = None) -> Facts:
        sql = f"SELECT fact_id, body FROM facts WHERE {OF_CASE} AND reading = :reading ORDER BY position"
        found = {row["fact_id"]: row["body"] for row in self._rows(sql, case_id=case_id, reading=reading)}
        return Facts(
            items=tuple(Fact.model_validate_json(found[fact_id]) for fact_id in (found if order is None else order))
        )

    def _earlier(self, case_id: str, letters: Letters) -> Iterator[EarlierLetter]:
        """Each with the facts of its own reading and the corrections made while it was the letter."""
        sql = f"SELECT * FROM stage_records WHERE {OF_CASE} AND stage = 'extract' AND version = :version"
        for letter, corrections in zip(letters.followed, letters.corrections, strict=True):
            row = self._row(sql, case_id=case_id, version=letter.reading)
            order = rows.stage_record(row).result_ids if row else None
            yield EarlierLetter(
                document_id=letter.document_id,
                facts=self._facts_of(case_id, letter.reading, order),
                corrections=corrections,
                received_on=letter.received_on,
            )

    def _letters(self, case_id: str) -> Letters:
        return fold_letters(self._followings(case_id), self._corrections(case_id))

    def _followings(self, case_id: str) -> tuple[FollowedLetter, ...]:
        found = self._rows(f"SELECT body FROM followed_letters WHERE {OF_CASE} ORDER BY number", case_id=case_id)
        return tuple(FollowedLetter.model_validate_json(row["body"]) for row in found)

    def _reading(self, case_id: str) -> int:
        """The number of the reading under way: facts found now belong to it."""
        sql = f"SELECT coalesce(max(version), 0) + 1 FROM stage_records WHERE {OF_CASE} AND stage = 'extract'"
        return int(self._value(sql, case_id=case_id))

    def _confirmer(self, case_id: str) -> str:
        """Who said last whose rules apply."""
        sql = f"SELECT actor FROM case_events WHERE {OF_CASE} AND type = :type ORDER BY number DESC LIMIT 1"
        row = self._row(sql, case_id=case_id, type="regime_confirmed")
        return row["actor"] if row else ""

    def _corrections(self, case_id: str) -> tuple[Correction, ...]:
        found = self._rows(f"SELECT body FROM corrections WHERE {OF_CASE} ORDER BY number", case_id=case_id)
        return tuple(Correction.model_validate_json(row["body"]) for row in found)

    def _routing(self, case_id: str) -> Routing | None:
        finished = self.list_stages(case_id).get("route")
        if finished is None:
            return None
        sql = f"SELECT body FROM routings WHERE {OF_CASE} AND version = :version"
        row = self._row(sql, case_id=case_id, version=finished.version)
        return Routing.model_validate_json(row["body"]) if row else None

    def _current_version(self, case_id: str) -> int:
        """The newest version on the line; copies kept after a conflict lie beside it."""
        sql = f"SELECT coalesce(max(version), 0) FROM drafts WHERE {OF_CASE} AND is_copy = 0"
        return int(self._value(sql, case_id=case_id))

    def _current_draft(self, case_id: str) -> Draft | None:
        version = self._current_version(case_id)
        return self.get_draft(case_id, version) if version else None

    def _checked(self, draft: Draft) -> Draft:
        """The draft with what the ground stage found in that version last."""
        sql = f"SELECT content FROM draft_checks WHERE {OF_CASE} AND version = :version ORDER BY number DESC LIMIT 1"
        row = self._row(sql, case_id=draft.case_id, version=draft.version)
        return Draft.model_validate_json(row["content"]) if row else draft

    def _last_body(self, table: str, case_id: str) -> str | None:
        row = self._row(f"SELECT body FROM {table} WHERE {OF_CASE} ORDER BY number DESC LIMIT 1", case_id=case_id)
        return row["body"] if row else None


def _first_missing(finished: Collection[StageName]) -> StageName:
    return next((stage for stage in STAGE_NAMES if stage not in finished), STAGE_NAMES[-1])
