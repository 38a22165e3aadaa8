"""Codes in words for people; an unknown code is shown as it reads, never hidden."""

from __future__ import annotations

FIELD_GROUPS: dict[str, dict[str, str]] = {
    "Patient and plan": {
        "patient_name": "Patient", "dob": "Date of birth", "member_id": "Member number", "mbi": "Medicare number",
        "group_number": "Group number", "payer": "Payer", "plan_name": "Plan", "sponsor": "Sponsor",
        "subscriber_name": "Subscriber", "relationship": "Relationship to subscriber",
        "plan_type_evidence": "Words that show the plan type",
    },
    "Claim and service": {
        "claim_numbers": "Claim number", "reference_numbers": "Reference number", "provider_name": "Provider",
        "npi": "Provider NPI", "tin": "Provider tax number", "service_description": "Service",
        "service_from": "Service from", "service_to": "Service to", "cpt_hcpcs": "Procedure code",
        "modifiers": "Modifier", "icd10": "Diagnosis code", "units": "Units", "drugs": "Drug", "ndc": "Drug code (NDC)",
        "revenue_codes": "Revenue code", "patient_account": "Patient account number",
        "check_number": "Check or transfer number",
    },
    "Denial": {
        "denial_date": "Date of the notice", "letter_date": "Date of the letter", "paid_date": "Date of the payment",
        "received_date": "Date received", "appeal_received_date": "Appeal received", "effective_date": "Takes effect",
        "denial_reason_quote": "Reason given", "carc": "Adjustment code (CARC)", "rarc": "Remark code (RARC)",
        "group_codes": "Group code", "criteria_cited": "Criteria cited", "reviewer_name": "Reviewer",
        "reviewer_names": "Reviewer", "reviewer_specialty": "Reviewer's specialty",
        "reviewer_license": "Reviewer's licence",
        "records_lacked": "Records they lacked",
        "records_had": "Records they had", "policy_numbers": "Policy cited",
    },
    "Money": {
        "billed_amount": "Billed", "allowed_amount": "Allowed", "paid_amount": "Paid", "denied_amount": "Denied",
        "patient_amount": "Patient owes",
    },
    "How to appeal": {
        "appeal_deadline_stated": "Deadline as stated", "appeal_level_stated": "Level as stated",
        "appeal_address": "Address", "appeal_fax": "Fax", "appeal_phone": "Phone",
        "expedited_phone": "Phone for urgent appeals", "expedited_fax": "Fax for urgent appeals",
        "expedited_deadline_stated": "Urgent deadline as stated", "peer_to_peer_deadline": "Peer-to-peer by",
        "peer_to_peer_phone": "Peer-to-peer phone",
        "continuation_deadline": "Keep care going: ask by", "corrected_claim_deadline": "Corrected claim by",
        "records_due_date": "Records due", "packet_rules": "Packet rule", "form_required": "Form required",
        "page_limit": "Page limit", "copies_required": "Copies to send", "notice_enclosed": "Notice to enclose",
        "signature_required": "Signature", "attestation": "Statement to include",
        "argument_per_criterion": "Argument for each criterion",
        "enclosures": "Enclosure", "page_count_stated": "Pages stated", "language": "Language",
    },
}  # fmt: skip

EXPECTED_FIELDS = (
    "patient_name", "member_id", "payer", "claim_numbers", "service_from", "denial_date", "denial_reason_quote",
    "denied_amount", "appeal_deadline_stated", "appeal_address",
)  # fmt: skip

CLASSIFIED_FIELDS = frozenset(
    "is_denial document_kind regime category subcategory phase urgency appeal_level appeal_deadline_days "
    "appeal_deadline_unit appeal_deadline_from appeal_deadline_date".split()
)

DATE_FIELDS = frozenset(
    "dob service_from service_to denial_date letter_date paid_date received_date appeal_received_date effective_date "
    "peer_to_peer_deadline corrected_claim_deadline records_due_date".split()
)

MONEY_FIELDS = frozenset(FIELD_GROUPS["Money"])

LONG_FIELDS = frozenset(
    "denial_reason_quote plan_type_evidence appeal_address service_description packet_rules".split()
)

CATEGORIES: dict[str, str] = {
    "medical_necessity": "Not medically necessary", "level_of_care": "Level of care",
    "experimental": "Experimental or investigational", "prior_auth_absent": "No prior authorization",
    "auth_mismatch": "Authorization does not match", "auth_denied_then_billed": "Authorization was denied",
    "referral": "No referral", "out_of_network": "Out of network", "nsa_payment": "No Surprises Act payment",
    "not_covered_benefit": "Not a covered benefit", "benefit_max": "Benefit limit reached",
    "coding_edit": "Coding or bundling", "missing_info": "Missing information",
    "demographic_identity": "Member not identified", "eligibility": "Not eligible",
    "premium_grace": "Premium grace period",
    "cob": "Other insurance is primary", "timely_filing": "Filed too late", "duplicate": "Duplicate",
    "wrong_payer": "Wrong payer", "provider_eligibility": "Provider not eligible", "drug_um": "Drug rule",
    "underpayment_contract": "Underpaid by contract", "post_pay_audit": "Audit after payment",
    "emergency": "Not an emergency", "rescission": "Coverage rescinded",
    "patient_responsibility": "Patient's share", "administrative_nonmember": "Administrative",
    "unknown": "Not known yet",
}  # fmt: skip

ROUTES: dict[str, str] = {
    "internal_appeal_l1": "Appeal, first level", "internal_appeal_l2": "Appeal, second level",
    "retro_auth": "Authorization after the fact", "cob_update": "Update other insurance",
    "eligibility_fix": "Fix eligibility", "records_submission": "Send records", "peer_to_peer": "Peer-to-peer call",
    "not_a_denial": "Not a denial", "ask_a_person": "A person must decide", "nsa_idr": "No Surprises arbitration",
    "nsa_open_negotiation": "No Surprises negotiation", "patient_bill": "Bill the patient", "writeoff": "Write off",
    "qio_fast_appeal": "Fast appeal to the QIO", "reopening_clerical": "Clerical reopening",
}  # fmt: skip

DOCUMENT_KINDS: dict[str, str] = {
    "adverse_determination_preservice": "Denial before the service",
    "adverse_determination_concurrent": "Denial during care", "claim_denial_letter": "Claim denial letter",
    "explanation_of_benefits": "Explanation of benefits", "remittance_advice": "Remittance advice",
    "medicare_summary_notice": "Medicare Summary Notice", "appeal_decision": "Appeal decision",
    "overpayment_demand": "Overpayment demand", "approval_notice": "Approval",
    "prior_authorization_non_affirmation": "Prior authorization not affirmed",
    "information_request": "Request for information", "acknowledgement": "Acknowledgement",
    "other_non_insurance": "Not from an insurer", "unreadable": "Cannot be read", "unknown": "Not known",
}  # fmt: skip

STATUSES: dict[str, tuple[str, str, str]] = {
    "reading": ("Reading", "blue", ":material/hourglass_top:"),
    "review": ("Review", "violet", ":material/rate_review:"),
    "failed": ("Needs help", "red", ":material/error:"),
    "sent": ("Sent", "green", ":material/outgoing_mail:"),
    "closed": ("Closed", "gray", ":material/task_alt:"),
}

OUTCOMES: dict[str, str] = {
    "paid": "Paid in full", "partly_paid": "Paid in part", "upheld": "Denial upheld", "withdrawn": "Withdrawn",
    "written_off": "Written off", "other": "Other",
}  # fmt: skip

CHANNELS: dict[str, str] = {
    "fax": "Fax", "certified_mail": "Certified mail", "mail": "Mail", "portal": "Payer portal", "email": "E-mail",
    "hand": "By hand",
}  # fmt: skip

DOC_TYPES: dict[str, str] = {
    "chart": "Medical record", "eob": "Explanation of benefits", "remittance": "Remittance advice",
    "sbc": "Summary of benefits", "eoc": "Evidence of coverage", "spd": "Summary plan description",
    "certificate": "Certificate of coverage", "medical_policy": "Medical policy", "proof": "Proof of sending or filing",
    "other": "Other record", "denial_letter": "Denial letter",
}  # fmt: skip

PLAN_KINDS: dict[str, str] = {
    "medical_necessity": "Medical necessity, as the plan defines it", "criteria": "Criteria",
    "experimental": "Experimental, as the plan defines it", "exclusions": "Exclusion", "benefits": "Benefit",
    "prior_authorization": "Prior authorization", "step_therapy": "Step therapy", "referral": "Referral",
    "appeal_terms": "Appeal terms",
}  # fmt: skip

PLAN_USES: dict[str, str] = {
    "excerpt": "Only the pages that the letter quotes", "whole": "The whole document", "none": "Not at all",
}  # fmt: skip

TROUBLES: dict[str, str] = {
    "password_protected": "Needs its password", "wrong_password": "Needs its password", "empty_file": "Empty file",
    "damaged_file": "Damaged file", "unsupported_type": "Unknown file type", "file_too_large": "File too large",
    "too_many_pages": "Too many pages", "page_too_large": "Page too large", "image_too_large": "Picture too large",
    "no_legible_text": "No legible text", "reading_timed_out": "Reading took too long",
    "reader_out_of_memory": "File too heavy", "cancelled": "Stopped", "letter_missing": "Waits for its letter",
}  # fmt: skip

LAW: dict[str, str] = {
    "P": "read in the law itself",
    "S": "from a secondary source",
    "U": "not verified: for information only",
}

STAGES: dict[str, str] = {
    "ingest": "Read the file", "extract": "Find the facts", "route": "Decide the route", "draft": "Write the draft",
    "ground": "Check every statement",
}  # fmt: skip

ORIGINS: dict[str, str] = {"text_layer": "text", "ocr": "scan", "file": "text", "pasted": "pasted text"}

FINDERS: dict[str, str] = {"rule": "read by rule", "model": "read by model", "person": "entered by a person"}

PURPOSES: dict[str, str] = {
    "read": "Reading", "write": "Writing", "help": "Help", "explain": "Explaining an incident",
    "probe": "Test of the connection",
}  # fmt: skip

CALL_OUTCOMES: dict[str, str] = {
    "ok": "Answered", "cancelled": "Stopped", "model_unavailable": "Not reachable", "model_timed_out": "Too slow",
    "model_busy": "Busy", "model_refused": "Refused", "model_nonsense": "No usable reply", "model_paused": "Paused",
    "budget_spent": "Budget used up", "identifiers_left": "Held back: an identifier was left",
}  # fmt: skip

BREAKER: dict[str, str] = {
    "closed": "Working", "open": "Left alone after failures", "half_open": "Being tried again",
}  # fmt: skip

FLAGS: dict[str, str] = {
    "npi_checksum": "the NPI's check digit does not fit", "luhn": "the check digit does not fit",
    "ocr_low": "the scan is hard to read here", "model_disagrees": "the model reads it otherwise",
}  # fmt: skip

FIELDS: dict[str, str] = {field: label for fields in FIELD_GROUPS.values() for field, label in fields.items()}


def in_words(code: str, table: dict[str, str] | None = None) -> str:
    """The table's words, or the code itself made readable."""
    known = (table or {}).get(code)
    return known or code.replace("_", " ").capitalize()
