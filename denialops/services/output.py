"""The files that leave the clinic: letter, packet, manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document
from denialops.domain.draft_text import parse_body
from denialops.domain.drafts import Block
from denialops.domain.packets import Exhibit, LetterFrame, Manifest, PacketPart, describe_files, exhibits_of
from denialops.errors import NothingToDraft
from denialops.pipeline.ingest import of_first_letter
from denialops.services.base import Desk, Writers, by


class Output(Desk):
    def letter_docx(self, case_id: str, *, actor: str = "") -> bytes:
        """The latest draft as a Word file. Raises NothingToDraft or OutputError; a named actor is kept."""
        return self._told(case_id, "the letter (Word)", actor, self._sheets(case_id).docx())

    def letter_pdf(self, case_id: str, *, actor: str = "") -> bytes:
        return self._told(case_id, "the letter (PDF)", actor, self._sheets(case_id).pdf())

    def letter_sheets(self, case_id: str, *, width_px: int = 900) -> tuple[bytes, ...]:
        """PNG of each page of the letter, drawn as a page of any file is. Raises NothingToDraft or OutputError."""
        letter = self._sheets(case_id).pdf()
        surveyed = self.pipeline.reader.survey(letter, filename="letter.pdf", document_id="letter")
        media_type = surveyed.media_type
        return tuple(self.imager.image(letter, media_type, page, width_px=width_px) for page in surveyed.pages)

    def packet_pdf(self, case_id: str, *, actor: str = "") -> bytes:
        """Letter, the denial as exhibit A and the other exhibits in order, with bookmarks."""
        return self._told(case_id, "the packet", actor, self._sheets(case_id).packet()[0])

    def manifest(self, case_id: str) -> Manifest:
        """What was made from what, and what is still open."""
        case = self._case(case_id)
        if case.draft is None:
            return describe_files(case, None, None, {}, created_at=self.now())
        sheets = self._sheets_of(case)
        files, parts = sheets.files()
        return describe_files(case, case.draft, sheets.frame, files, parts, created_at=self.now())

    def files_tag(self, case_id: str) -> str:
        """Another one whenever a file of the case would be made of something else, and on another day."""
        return hashlib.sha256(self._case(case_id).model_dump_json().encode()).hexdigest()[:32]

    def _sheets(self, case_id: str) -> Sheets:
        return self._sheets_of(self._case(case_id))

    def _sheets_of(self, case: CaseFile) -> Sheets:
        logo = self.vault.get(case.clinic.logo_sha256) if case.clinic.logo_sha256 else None
        return sheets_of(case, self.source, self.writers(), logo)

    def _case(self, case_id: str) -> CaseFile:
        with self.store.snapshot() as reads:
            return self.shown_case(reads, case_id)

    def _told(self, case_id: str, name: str, actor: str, data: bytes) -> bytes:
        if actor:
            with self.store.transaction() as unit:
                unit.record(case_id, by(actor, "artefact_downloaded", name=name))
        return data


class Sheets(NamedTuple):
    """All that the files of a case are made of."""

    frame: LetterFrame
    blocks: tuple[Block, ...]
    exhibits: tuple[Exhibit, ...]
    logo: bytes | None
    writers: Writers

    def docx(self) -> bytes:
        return self.writers.docx(self.frame, self.blocks, logo=self.logo)

    def pdf(self) -> bytes:
        return self.writers.pdf(self.frame, self.blocks, logo=self.logo)

    def packet(self) -> tuple[bytes, tuple[PacketPart, ...]]:
        return self.writers.packet(self.pdf(), self.exhibits)

    def files(self) -> tuple[dict[str, bytes], tuple[PacketPart, ...]]:
        """Every file by name, with the parts of the packet."""
        letter = self.pdf()
        packet, parts = self.writers.packet(letter, self.exhibits)
        return {"appeal.docx": self.docx(), "appeal.pdf": letter, "packet.pdf": packet}, parts


def sheets_of(case: CaseFile, source: Callable[[Document], bytes], writers: Writers, logo: bytes | None) -> Sheets:
    """Exhibit A is the letter itself without what else its file holds. Raises NothingToDraft."""
    from denialops.pipeline.frame import letter_frame

    draft, own = case.draft, of_first_letter(case)
    if draft is None:
        raise NothingToDraft()
    exhibits = exhibits_of(own, source)
    frame = writers.counted(letter_frame(own), exhibits)
    return Sheets(frame, parse_body(draft.body), exhibits, logo, writers)
