"""Letters, exhibits and proofs of a case, in order; none is dropped in silence."""

from __future__ import annotations

from denialops.domain.documents import Document
from denialops.domain.records import Change, DocumentRole, FollowedLetter, WholeFile
from denialops.errors import DocumentNotFound, StateError
from denialops.store import rows
from denialops.store.changes import CaseChanges
from denialops.store.reads import OF_CASE
from denialops.store.session import Row

EARLIER_TITLE = "Earlier notice for this claim"
OF_DOCUMENT = f"{OF_CASE} AND document_id = :document_id"


class DocumentChanges(CaseChanges):
    def add_document(self, case_id: str, document: Document, change: Change, *, role: DocumentRole = "letter") -> None:
        self._case(case_id)
        if role == "letter":
            self._retire_letter(case_id)
        self._execute(
            "INSERT INTO documents VALUES (:tenant, :case_id, :document_id, :role, :position, :title, :doc_type, "
            ":filename, :media_type, :sha256, :size, :warnings, 1, :now, '')",
            case_id=case_id,
            role=role,
            position=self._next("documents", "position", case_id),
            now=self._now(),
            warnings=rows.WARNINGS.dump_json(document.warnings).decode(),
            **document.model_dump(exclude={"pages", "warnings"}),
        )
        self._add_pages(case_id, document)
        self._append(case_id, change)

    def follow_letter(self, case_id: str, document: Document, change: Change) -> None:
        former = next(iter(self.list_documents(case_id, "letter")), None)
        read = self.list_stages(case_id).get("extract")
        if former is None or read is None:
            raise StateError("The first letter has not been read.", hint="Replace it with a copy that can be read.")
        self._note_letter(case_id, former.document_id, read.version)
        sql = f"UPDATE documents SET role = 'exhibit', title = :title WHERE {OF_DOCUMENT}"
        self._execute(sql, case_id=case_id, document_id=former.document_id, title=former.title or EARLIER_TITLE)
        self._execute(f"UPDATE cases SET received_on = NULL WHERE {OF_CASE}", case_id=case_id)
        self.add_document(case_id, document, change)

    def detach_letter(self, case_id: str, change: Change) -> None:
        followed, letter = self.list_followed(case_id), next(iter(self.list_documents(case_id, "letter")), None)
        if not followed or letter is None:
            raise StateError("This letter followed no other.", hint="There is nothing to undo.")
        former = followed[-1]
        self._note_letter(case_id, letter.document_id, former.reading, is_detached=True)
        self._retire_letter(case_id)
        sql = (
            "UPDATE documents SET role = 'letter', enabled = 1, removed_at = '', "
            f"title = CASE title WHEN :title THEN '' ELSE title END WHERE {OF_DOCUMENT}"
        )
        self._execute(sql, case_id=case_id, document_id=former.document_id, title=EARLIER_TITLE)
        received = former.received_on.isoformat() if former.received_on else None
        self._set(case_id, change, received_on=received)

    def keep_whole_file(self, case_id: str, document_id: str, whole: WholeFile, change: Change) -> None:
        self._execute(
            "INSERT INTO whole_files VALUES (:tenant, :case_id, :document_id, :filename, :sha256, :size, :now)",
            case_id=case_id,
            document_id=document_id,
            now=self._now(),
            **whole._asdict(),
        )
        self._append(case_id, change)

    def move_document(self, case_id: str, document_id: str, offset: int, change: Change) -> None:
        role = self._document(case_id, document_id)["role"]
        order = [stored.document_id for stored in self.list_documents(case_id, role)]
        place = order.index(document_id)
        order.insert(min(max(place + offset, 0), len(order) - 1), order.pop(place))
        for position, moved in enumerate(order, start=1):
            sql = f"UPDATE documents SET position = :position WHERE {OF_DOCUMENT}"
            self._execute(sql, case_id=case_id, document_id=moved, position=position)
        self._append(case_id, change)

    def enable_document(self, case_id: str, document_id: str, enabled: bool, change: Change) -> None:
        self._document(case_id, document_id)
        sql = f"UPDATE documents SET enabled = :enabled WHERE {OF_DOCUMENT}"
        self._execute(sql, case_id=case_id, document_id=document_id, enabled=int(enabled))
        self._append(case_id, change)

    def remove_document(self, case_id: str, document_id: str, change: Change) -> None:
        self._document(case_id, document_id)
        sql = f"UPDATE documents SET removed_at = :now WHERE {OF_DOCUMENT}"
        self._execute(sql, case_id=case_id, document_id=document_id, now=self._now())
        self._append(case_id, change)

    def _note_letter(self, case_id: str, document_id: str, reading: int, *, is_detached: bool = False) -> None:
        """What belongs to this letter: everything that the case had up to now."""
        kept = FollowedLetter(
            document_id=document_id,
            reading=reading,
            corrections=self._next("corrections", "number", case_id) - 1,
            draft_version=self._current_version(case_id),
            received_on=rows.as_date(self._case(case_id)["received_on"]),
            is_detached=is_detached,
        )
        self._add_body("followed_letters", case_id, kept.model_dump_json())

    def _save_reading(self, case_id: str, document: Document) -> None:
        """The document as read now: its pages take the place of those of an earlier reading."""
        self._document(case_id, document.document_id)
        self._execute(
            f"UPDATE documents SET media_type = :media_type, warnings = :warnings WHERE {OF_DOCUMENT}",
            case_id=case_id,
            document_id=document.document_id,
            media_type=document.media_type,
            warnings=rows.WARNINGS.dump_json(document.warnings).decode(),
        )
        self._execute(f"DELETE FROM pages WHERE {OF_DOCUMENT}", case_id=case_id, document_id=document.document_id)
        self._add_pages(case_id, document)

    def _add_pages(self, case_id: str, document: Document) -> None:
        for page in document.pages:
            self._execute(
                "INSERT INTO pages VALUES (:tenant, :case_id, :document_id, :number, :text, :origin, "
                ":width_pt, :height_pt, :ocr_confidence, :rotation, :words)",
                case_id=case_id,
                document_id=document.document_id,
                **rows.page_values(page),
            )

    def _document(self, case_id: str, document_id: str) -> Row:
        sql = f"SELECT * FROM documents WHERE {OF_DOCUMENT} AND removed_at = ''"
        row = self._row(sql, case_id=case_id, document_id=document_id)
        if row is None:
            self._case(case_id)
            raise DocumentNotFound()
        return row

    def _retire_letter(self, case_id: str) -> None:
        """A case has one letter: the former stays stored, found by its hash, but out of the case."""
        sql = f"UPDATE documents SET removed_at = :now WHERE {OF_CASE} AND role = 'letter' AND removed_at = ''"
        self._execute(sql, case_id=case_id, now=self._now())
