"""Who the clinic is; used by every document it sends. Empty fields show as blanks that say where to fill them."""

from __future__ import annotations

from denialops.domain.base import Record


class ClinicProfile(Record):
    """What people fill in."""

    name: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    zip_code: str = ""
    npi: str = ""
    tin: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    signatory_name: str = ""
    signatory_title: str = ""


class Clinic(ClinicProfile):
    logo_sha256: str = ""
