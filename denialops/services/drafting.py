"""Drafts are kept by version; nobody's text is lost."""

from __future__ import annotations

from denialops.domain.drafts import Draft
from denialops.services.base import Base


class Drafting(Base):
    def draft(self, case_id: str, version: int | None = None) -> Draft:
        """The latest draft, or one version. Raises NothingToDraft."""
        raise NotImplementedError

    def save_draft(self, case_id: str, body: str, *, based_on: int, actor: str) -> Draft:
        """Saves a new version, checked against the case again.

        Raises DraftConflict when somebody saved after `based_on`; this text is kept as a version all the same.
        """
        raise NotImplementedError

    def redraft(self, case_id: str, *, actor: str) -> Draft:
        """Writes the letter anew from the present facts, as a new version; earlier ones stay."""
        raise NotImplementedError
