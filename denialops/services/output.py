"""The files that leave the clinic: letter, packet, manifest."""

from __future__ import annotations

from denialops.domain.packets import Manifest
from denialops.services.base import Base


class Output(Base):
    def letter_docx(self, case_id: str) -> bytes:
        """The latest draft as a Word file. Raises NothingToDraft or OutputError."""
        raise NotImplementedError

    def letter_pdf(self, case_id: str) -> bytes:
        raise NotImplementedError

    def packet_pdf(self, case_id: str) -> bytes:
        """Letter, the denial as exhibit A and the other exhibits in order, with bookmarks."""
        raise NotImplementedError

    def manifest(self, case_id: str) -> Manifest:
        """What was made from what, and what is still open."""
        raise NotImplementedError
