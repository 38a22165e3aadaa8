"""Codes in words for people, where the services speak to them."""

from __future__ import annotations

REGIMES: dict[str, str] = {
    "erisa_sf": "Employer plan, self-funded (ERISA)",
    "erisa_fi": "Employer plan, insured (ERISA)",
    "erisa_unknown": "Employer plan, funding not known (ERISA)",
    "aca_ind": "Individual or marketplace plan (ACA)",
    "nonfed_gov": "State or local government plan",
    "church": "Church plan",
    "grandfathered": "Grandfathered plan",
    "stld": "Short-term plan",
    "excepted": "Excepted benefits",
    "dental": "Dental plan",
    "vision": "Vision plan",
    "mcr_ffs": "Original Medicare",
    "ma": "Medicare Advantage",
    "ma_integrated": "Medicare Advantage, integrated with Medicaid",
    "partd": "Medicare drug plan (Part D)",
    "mcd_mco": "Medicaid managed care",
    "mcd_ffs": "Medicaid fee-for-service",
    "chip": "CHIP",
    "tricare": "TRICARE",
    "va": "Veterans Affairs",
    "champva": "CHAMPVA",
    "fehb": "Federal employees (FEHB)",
    "pshb": "Postal employees (PSHB)",
    "wc": "Workers' compensation",
    "auto": "Auto insurance",
    "liability": "Liability insurance",
    "provider_contract": "Provider contract with the payer",
    "unknown": "Not known",
}

_FIELDS = {
    "npi": "NPI",
    "tin": "tax number",
    "mbi": "Medicare number",
    "dob": "date of birth",
    "member_id": "member ID",
    "icd10": "diagnosis code",
    "cpt_hcpcs": "procedure code",
    "carc": "adjustment code",
    "rarc": "remark code",
    "ndc": "drug code",
    "claim_numbers": "claim number",
    "reference_numbers": "reference number",
    "denial_reason_quote": "reason given",
    "appeal_deadline_stated": "stated deadline",
    "service_from": "first day of service",
    "service_to": "last day of service",
    "is_denial": "whether it is a denial",
    "document_kind": "kind of document",
    "regime": "kind of plan",
}


def field_words(field: str) -> str:
    return _FIELDS.get(field, field.replace("_", " "))
