"""The files that leave the clinic: letter, packet, manifest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from denialops.domain.cases import CaseFile
from denialops.domain.draft_text import parse_body
from denialops.domain.drafts import Block, Draft
from denialops.domain.packets import Exhibit, LetterFrame, Manifest, PacketPart, describe_files, exhibits_of
from denialops.errors import NothingToDraft
from denialops.services.base import Desk, Writers, by


class Written(NamedTuple):
    """The files of a case by name, with the parts of the packet."""

    files: dict[str, bytes]
    parts: tuple[PacketPart, ...]
    frame: LetterFrame


class Output(Desk):
    def letter_docx(self, case_id: str, *, actor: str = "") -> bytes:
        """The latest draft as a Word file. Raises NothingToDraft or OutputError; a named actor is kept."""
        frame, blocks, logo, _ = self._material(case_id)
        return self._told(case_id, "the letter (Word)", actor, self.writers().docx(frame, blocks, logo=logo))

    def letter_pdf(self, case_id: str, *, actor: str = "") -> bytes:
        frame, blocks, logo, _ = self._material(case_id)
        return self._told(case_id, "the letter (PDF)", actor, self.writers().pdf(frame, blocks, logo=logo))

    def packet_pdf(self, case_id: str, *, actor: str = "") -> bytes:
        """Letter, the denial as exhibit A and the other exhibits in order, with bookmarks."""
        frame, blocks, logo, exhibits = self._material(case_id)
        packet, _ = self.writers().packet(self.writers().pdf(frame, blocks, logo=logo), exhibits)
        return self._told(case_id, "the packet", actor, packet)

    def manifest(self, case_id: str) -> Manifest:
        """What was made from what, and what is still open."""
        with self.store.snapshot() as reads:
            case = self.corrected_case(reads, case_id)
        if case.draft is None:
            return describe_files(case, None, None, {}, created_at=self.now())
        frame, blocks, logo, exhibits = self._material(case_id)
        made = write_files(self.writers(), frame, blocks, exhibits, logo)
        return describe_files(case, case.draft, frame, made.files, made.parts, created_at=self.now())

    def _material(self, case_id: str) -> tuple[LetterFrame, tuple[Block, ...], bytes | None, tuple[Exhibit, ...]]:
        with self.store.snapshot() as reads:
            case = self.corrected_case(reads, case_id)
        draft = required_draft(case)
        logo = self.vault.get(case.clinic.logo_sha256) if case.clinic.logo_sha256 else None
        return frame_of(case), parse_body(draft.body), logo, exhibits_of(case, self.source)

    def _told(self, case_id: str, name: str, actor: str, data: bytes) -> bytes:
        if actor:
            with self.store.transaction() as unit:
                unit.record(case_id, by(actor, "artefact_downloaded", name=name))
        return data


def required_draft(case: CaseFile) -> Draft:
    if case.draft is None:
        raise NothingToDraft()
    return case.draft


def frame_of(case: CaseFile) -> LetterFrame:
    from denialops.pipeline.frame import letter_frame

    return letter_frame(case)


def write_files(
    writers: Writers, frame: LetterFrame, blocks: Sequence[Block], exhibits: Sequence[Exhibit], logo: bytes | None
) -> Written:
    """Letter as Word and PDF, and the packet."""
    letter = writers.pdf(frame, blocks, logo=logo)
    packet, parts = writers.packet(letter, exhibits)
    files = {"appeal.docx": writers.docx(frame, blocks, logo=logo), "appeal.pdf": letter, "packet.pdf": packet}
    return Written(files, parts, frame)
