"""Who the clinic is; used by every document it sends. Empty fields show as blanks that say where to fill them."""

from __future__ import annotations

from denialops.domain.base import Record


class Clinic(Record):
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
    logo_sha256: str = ""
