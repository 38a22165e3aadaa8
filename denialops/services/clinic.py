"""The clinic's profile, used by every document it sends."""

from __future__ import annotations

from denialops.domain.clinic import Clinic
from denialops.services.base import Base


class ClinicProfile(Base):
    def clinic(self) -> Clinic:
        raise NotImplementedError

    def save_clinic(self, clinic: Clinic, *, logo: bytes | None = None, actor: str) -> Clinic:
        """Checks NPI, TIN, ZIP and phones and keeps the profile; `logo` None keeps the present one. Raises InvalidValue."""
        raise NotImplementedError

    def logo(self) -> bytes | None:
        raise NotImplementedError
