"""The clinic's profile, used by every document it sends."""

from __future__ import annotations

import re

from denialops.domain.clinic import Clinic
from denialops.errors import InvalidValue
from denialops.services.base import Desk
from denialops.services.values import check_npi, check_phone

LONGEST_LINE = 200
LARGEST_LOGO_MB = 2
PICTURE_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
SHAPES = {
    "state": (r"[A-Z]{2}", "A state has two letters, such as TX."),
    "zip_code": (r"\d{5}(-\d{4})?", "A ZIP code has five or nine digits."),
    "tin": (r"\d{2}-?\d{7}", "A tax number has nine digits."),
    "email": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "An e-mail address looks like appeals@clinic.example."),
}


class ClinicProfile(Desk):
    def clinic(self) -> Clinic:
        with self.store.snapshot() as reads:
            return reads.get_clinic()

    def save_clinic(self, clinic: Clinic, *, logo: bytes | None = None, actor: str) -> Clinic:
        """Checks and keeps the profile; `logo` None keeps the present one. Raises InvalidValue."""
        checked = checked_clinic(clinic)
        if logo is not None:
            _refuse_other_files(logo)
            checked = checked.model_copy(update={"logo_sha256": self.vault.put(logo) if logo else ""})
        with self.store.transaction() as unit:
            if logo is None:
                checked = checked.model_copy(update={"logo_sha256": unit.get_clinic().logo_sha256})
            unit.save_clinic(checked, actor=actor)
        return checked

    def logo(self) -> bytes | None:
        sha256 = self.clinic().logo_sha256
        return self.vault.get(sha256) if sha256 else None


def checked_clinic(clinic: Clinic) -> Clinic:
    """The profile tidied. Raises InvalidValue that names the field; empty fields are allowed."""
    lines = {name: " ".join(value.split()) for name, value in clinic.model_dump().items()}
    lines["state"] = lines["state"].upper()
    for name, line in lines.items():
        if len(line) > LONGEST_LINE:
            raise InvalidValue(f"{_label(name)} is too long.", hint=f"Use at most {LONGEST_LINE} characters.")
    for name, (shape, hint) in SHAPES.items():
        if lines[name] and not re.fullmatch(shape, lines[name]):
            raise InvalidValue(f"{_label(name)} does not look right.", hint=hint)
    for name in ("phone", "fax"):
        if lines[name]:
            check_phone(lines[name])
    if lines["npi"]:
        lines["npi"] = check_npi(lines["npi"])
    return Clinic(**lines)


def _refuse_other_files(logo: bytes) -> None:
    """An empty logo takes the present one away."""
    if logo and not logo.startswith(PICTURE_STARTS):
        raise InvalidValue("The logo is not a PNG or JPG picture.", hint="Save the logo as PNG and upload that.")
    if len(logo) > LARGEST_LOGO_MB * 1024 * 1024:
        raise InvalidValue("The logo is too large.", hint=f"Use a picture of at most {LARGEST_LOGO_MB} MB.")


def _label(name: str) -> str:
    known = {"npi": "The NPI", "tin": "The tax number", "zip_code": "The ZIP code"}
    return known.get(name, f"The {name.replace('_', ' ')}")
