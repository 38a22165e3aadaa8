"""Letters come in: files, pasted text, samples, exhibits; bad ones are kept and can be brought back."""

from __future__ import annotations

from denialops.services.base import Base
from denialops.services.records import Sample, Upload


class Intake(Base):
    def open_case(self, upload: Upload, *, actor: str) -> str:
        """The new case's id; reading starts in the background.

        Raises DuplicateDocument only: any other bad file opens a case whose ingest stage fails with the reason.
        """
        raise NotImplementedError

    def open_pasted(self, text: str, *, actor: str) -> str:
        """A case from pasted text. Raises EmptyFile or DuplicateDocument."""
        raise NotImplementedError

    def open_sample(self, name: str, *, actor: str) -> str:
        """A case from a sample letter; a sample tried before raises DuplicateDocument with its case."""
        raise NotImplementedError

    def samples(self) -> tuple[Sample, ...]:
        raise NotImplementedError

    def enter_password(self, case_id: str, password: str, *, actor: str) -> None:
        """Unlocks the letter and reads it. Raises WrongPassword; the password is not kept."""
        raise NotImplementedError

    def replace_letter(self, case_id: str, upload: Upload, *, actor: str) -> None:
        """A better copy of the letter; the first original is kept and everything is read anew."""
        raise NotImplementedError

    def split_letters(self, case_id: str, *, actor: str) -> tuple[str, ...]:
        """One case a letter for a file that holds several: this case keeps the first, the new ids follow it."""
        raise NotImplementedError

    def add_exhibit(self, case_id: str, upload: Upload, *, doc_type: str, title: str, actor: str) -> str:
        """Adds a supporting record and returns its document id. Raises what is wrong with the file."""
        raise NotImplementedError

    def move_exhibit(self, case_id: str, document_id: str, offset: int, *, actor: str) -> None:
        """Moves an exhibit up (-1) or down (+1); beyond the end is the end."""
        raise NotImplementedError

    def remove_exhibit(self, case_id: str, document_id: str, *, actor: str) -> None:
        raise NotImplementedError
