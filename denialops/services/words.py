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


FIELD_NAMES = frozenset(
    """
    allowed_amount appeal_address appeal_deadline_date appeal_deadline_days appeal_deadline_from
    appeal_deadline_stated appeal_deadline_unit appeal_fax appeal_level appeal_level_stated appeal_phone
    appeal_received_date argument_per_criterion attestation billed_amount carc category check_number claim_numbers
    continuation_deadline copies_required corrected_claim_deadline cpt_hcpcs criteria_cited denial_date
    denial_reason_quote denied_amount dob document_kind drugs effective_date enclosures expedited_deadline_stated
    expedited_fax expedited_phone form_required group_codes group_number icd10 is_denial language letter_date mbi
    member_id modifiers ndc notice_enclosed npi packet_rules page_count_stated page_limit paid_amount paid_date
    patient_account patient_amount patient_name payer peer_to_peer_deadline peer_to_peer_phone phase plan_name
    plan_type_evidence policy_numbers provider_name rarc received_date records_due_date records_had records_lacked
    reference_numbers regime relationship revenue_codes reviewer_license reviewer_name reviewer_names
    reviewer_specialty service_description service_from service_to signature_required sponsor subcategory
    subscriber_name tin units urgency
    """.split()
)
"""Every field that a letter can have: what a person may correct, and what may stand in an address."""


def field_words(field: str) -> str:
    return _FIELDS.get(field, field.replace("_", " "))
