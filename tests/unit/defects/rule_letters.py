"""One letter a rule in which the element stands, and one in which it does not, with the answer that is due then."""

from __future__ import annotations

from typing import NamedTuple

Values = dict[str, str]
COMMERCIAL: Values = {"regime": "erisa_sf", "document_kind": "claim_denial_letter", "phase": "post_service",
                      "category": "medical_necessity", "appeal_level": "internal_level_1"}  # fmt: skip
REVIEW: Values = {**COMMERCIAL, "document_kind": "appeal_decision", "appeal_level": "external_review"}
URGENT: Values = {**COMMERCIAL, "document_kind": "adverse_determination_preservice", "phase": "pre_service",
                  "urgency": "expedited"}  # fmt: skip
CUT: Values = {**COMMERCIAL, "document_kind": "adverse_determination_concurrent", "phase": "concurrent"}
ADVANTAGE: Values = {"regime": "ma", "document_kind": "adverse_determination_preservice", "phase": "pre_service",
                     "category": "medical_necessity", "appeal_level": "ma_plan_reconsideration"}  # fmt: skip
ADVANTAGE_CUT: Values = {**ADVANTAGE, "document_kind": "adverse_determination_concurrent", "phase": "concurrent"}
MEDICAID: Values = {"regime": "mcd_mco", "document_kind": "adverse_determination_preservice", "phase": "pre_service",
                    "category": "medical_necessity", "appeal_level": "medicaid_plan_appeal"}  # fmt: skip
MEDICAID_CUT: Values = {**MEDICAID, "document_kind": "adverse_determination_concurrent", "phase": "concurrent"}
STATE_AGENCY: Values = {**MEDICAID, "regime": "mcd_ffs", "appeal_level": "state_fair_hearing"}
MEDICARE: Values = {"regime": "mcr_ffs", "document_kind": "claim_denial_letter", "phase": "post_service",
                    "category": "medical_necessity", "appeal_level": "medicare_redetermination"}  # fmt: skip
DRUG: Values = {"regime": "partd", "document_kind": "adverse_determination_preservice", "phase": "pre_service",
                "category": "drug_um", "appeal_level": "part_d_redetermination"}  # fmt: skip
COMP: Values = {"regime": "wc", "document_kind": "adverse_determination_preservice", "phase": "pre_service",
                "category": "medical_necessity", "appeal_level": "wc_imr", "state": "CA"}  # fmt: skip
TIME = {"appeal_deadline_stated": "within 180 days", "appeal_deadline_days": "180", "appeal_deadline_from": "receipt"}
REASON = "Your notes of May 3 show no trial of therapy"
GENERAL = "The service is not medically necessary."
ASKED_EARLY, ASKED_LATE = {"received_date": "2026-09-25"}, {"received_date": "2026-06-01"}
APPEALED_EARLY, APPEALED_LATE = {"appeal_received_date": "2026-09-25"}, {"appeal_received_date": "2026-06-01"}


class Letter(NamedTuple):
    values: Values
    text: str
    more: Values


class Pair(NamedTuple):
    """`there`: None for elements that only contrary words can tell."""

    there: Letter | None
    missing: Letter
    answer: str = "not_found"


def pair(
    values: Values, there: str, missing: str = "We denied your claim.", *, answer: str = "not_found",
    more: Values | None = None, less: Values | None = None,
) -> Pair:  # fmt: skip
    return Pair(Letter(values, there, more or {}), Letter(values, missing, less or {}), answer)


def contrary(values: Values, missing: str, **less: str) -> Pair:
    return Pair(None, Letter(values, missing, less))


RULES: dict[str, Pair] = {
    "A1": pair(COMMERCIAL, "", more={"denial_reason_quote": REASON}, less={"denial_reason_quote": GENERAL}),
    "A2": pair(COMMERCIAL, "See section 4.2 of your certificate of coverage."),
    "A3": pair({**COMMERCIAL, "category": "missing_info"}, "Please send us the operative report."),
    "A4": pair(COMMERCIAL, "You may appeal.", "You may appeal.", more=TIME),
    "A4-suit": pair(COMMERCIAL, "You may bring a civil action under section 502(a) of ERISA."),
    "A5": pair(
        COMMERCIAL,
        "We used a medical policy. You can get a free copy of the criteria.",
        "We used a medical policy.",
        answer="cannot_judge",
    ),
    "A6": pair(COMMERCIAL, "Your office notes do not show six weeks of therapy."),
    "A7": pair(URGENT, "You may ask for an expedited appeal."),
    "A8": pair(
        URGENT, "We called you by phone on September 29, 2026.", "We called you by phone on September 20, 2026."
    ),
    "A9": pair(COMMERCIAL, "", more={"service_from": "2026-08-01", "npi": "2000000010", "billed_amount": "10.00"}),
    "A10": pair(COMMERCIAL, "The diagnosis and treatment codes and what they mean are available on request."),
    "A11": pair(COMMERCIAL, "We used clinical criteria.", "CO 50", less={"carc": "50", "denial_reason_quote": "CO 50"}),
    "A12": pair(COMMERCIAL, "You may ask for an external review."),
    "A13": pair(COMMERCIAL, "Call your state consumer assistance program.", answer="cannot_judge"),
    "A14": pair(COMMERCIAL, "Language assistance is free.", answer="cannot_judge"),
    "A15": pair(REVIEW, "You may have copies of all documents that we used."),
    "A16": pair(REVIEW, "You and your plan may have other voluntary alternative dispute resolution options."),
    "A17": pair(COMMERCIAL, "", more=ASKED_EARLY, less=ASKED_LATE),
    "A18": pair(COMMERCIAL, "", more=TIME, less={**TIME, "appeal_deadline_days": "60"}),
    "A19": pair(REVIEW, "A different physician decided the appeal.", "The same physician looked again."),
    "A20": pair(REVIEW, "", more={"reviewer_name": "Lenora Abbate, MD"}, answer="cannot_judge"),
    "A21": contrary(REVIEW, "There is a new reason for our denial: the limit of visits."),
    "A22": pair(
        {**COMMERCIAL, "category": "benefit_max"}, "You may ask for a benefit exception.", answer="cannot_judge"
    ),
    "A23": contrary(COMMERCIAL, "A fee of $50.00 is due with your appeal."),
    "A24": pair(CUT, "", more={"effective_date": "2026-10-09"}, less={"effective_date": "2026-09-28"}),
    "A25": pair(
        COMMERCIAL,
        "Mental health care: criteria are available on request.",
        "Mental health care is denied.",
        answer="cannot_judge",
    ),
    "B1": pair(ADVANTAGE, "Form CMS-10003", answer="cannot_judge"),
    "B2": pair(ADVANTAGE, "", more={"denial_reason_quote": REASON}, less={"denial_reason_quote": GENERAL}),
    "B3": pair(ADVANTAGE, "Ask for a fast appeal."),
    "B3-payment": pair(
        {**ADVANTAGE, "phase": "post_service", "document_kind": "claim_denial_letter"},
        "You may ask for a reconsideration.",
    ),
    "B4": pair(
        ADVANTAGE,
        "",
        more={**TIME, "appeal_deadline_days": "65", "appeal_deadline_from": "notice"},
        less={**TIME, "appeal_deadline_days": "60", "appeal_deadline_from": "notice"},
    ),
    "B5": pair(ADVANTAGE, "A board-certified physician reviewed your request.", answer="cannot_judge"),
    "B6": pair(ADVANTAGE, "We used LCD L33831.", "We used InterQual.", less={"criteria_cited": "InterQual"}),
    "B7": pair(
        ADVANTAGE, "Our medical policy is posted on our website.", "We used our medical policy.", answer="cannot_judge"
    ),
    "B8": contrary(ADVANTAGE, "The stay was previously approved, and we now deny it."),
    "B9": contrary(ADVANTAGE_CUT, "Care ends before the approved course does."),
    "B10": pair(ADVANTAGE, "cc: your surgeon", answer="cannot_judge"),
    "B11": pair(ADVANTAGE, "", more=ASKED_EARLY, less=ASKED_LATE),
    "B12": pair(ADVANTAGE, "Skilled care may maintain your function.", "The patient has reached a plateau."),
    "B13": pair(DRUG, "You may ask for an exception."),
    "B14": pair(DRUG, "", more={"received_date": "2026-09-29"}, less=ASKED_LATE),
    "B15": pair(MEDICARE, "LCD L33831 was applied."),
    "B16": pair({**MEDICARE, "document_kind": "remittance_advice"}, "You may ask for a redetermination."),
    "B17": pair(
        ADVANTAGE_CUT,
        "Notice of Medicare Non-Coverage",
        "Notice of Medicare Non-Coverage",
        more={"effective_date": "2026-10-03"},
        less={"effective_date": "2026-10-02"},
    ),
    "B18": pair(
        ADVANTAGE_CUT,
        "Important Message from Medicare. Detailed Notice of Discharge enclosed.",
        "Important Message from Medicare.",
        answer="cannot_judge",
    ),
    "B19": pair(
        MEDICARE,
        "A signed Advance Beneficiary Notice is here; you may be billed.",
        "You may be billed.",
        answer="cannot_judge",
    ),
    "C1": pair(MEDICAID, "We denied the request.", "See page two."),
    "C2": pair(MEDICAID, "You may ask for free copies of the criteria and documents."),
    "C2-reason": pair(MEDICAID, "", more={"denial_reason_quote": REASON}, less={"denial_reason_quote": GENERAL}),
    "C3": pair(MEDICAID, "You may ask for a State Fair Hearing."),
    "C4": pair(MEDICAID, "Ask for an expedited appeal."),
    "C5": pair(MEDICAID_CUT, "You may keep getting your benefits."),
    "C6": pair(MEDICAID_CUT, "", more={"effective_date": "2026-10-11"}, less={"effective_date": "2026-10-10"}),
    "C7": pair(MEDICAID, "", more=ASKED_EARLY, less=ASKED_LATE),
    "C8": pair(MEDICAID, "Language assistance is free."),
    "C9": pair(MEDICAID, "Our medical director decided.", answer="cannot_judge"),
    "C10": pair(STATE_AGENCY, "The action rests on 42 CFR 440.230."),
    "C10-hearing": pair(STATE_AGENCY, "You may ask for a fair hearing."),
    "C11": pair({**MEDICAID, "dob": "2017-12-02"}, "Care to correct or ameliorate a condition is covered."),
    "C12": pair(
        MEDICAID,
        "Psychiatric care: criteria are available on request.",
        "Psychiatric care is denied.",
        answer="cannot_judge",
    ),
    "E1": pair({**MEDICARE, "regime": "tricare", "appeal_level": "tricare_reconsideration"}, "", more=TIME),
    "E2": pair(
        {**REVIEW, "regime": "fehb", "appeal_level": "fehb_opm_review"}, "", more=APPEALED_EARLY, less=APPEALED_LATE
    ),
    "E3": pair(COMP, "", more={"received_date": "2026-09-28"}, less=ASKED_LATE),
    "E3-form": pair(COMP, "The enclosed application for IMR must be signed."),
    "E4": pair(
        {**COMMERCIAL, "category": "emergency"},
        "Emergency care: the No Surprises Act applies.",
        "Emergency care is denied.",
        answer="cannot_judge",
    ),
    "E5": pair({**COMMERCIAL, "category": "nsa_payment"}, "The qualifying payment amount is shown."),
    "E6": pair(
        {**COMMERCIAL, "category": "emergency"}, "A prudent layperson would not go.", "The final diagnosis rules."
    ),
    "E7": pair(MEDICAID, "Language assistance is free."),
    "CA1": pair({**COMMERCIAL, "regime": "erisa_fi", "state": "CA"}, "We used these criteria."),
    "CA2": pair({**REVIEW, "regime": "erisa_fi", "state": "CA"}, "Ask for independent medical review."),
    "NY1": pair({**COMMERCIAL, "regime": "erisa_fi", "state": "NY"}, "Clinical rationale: no trial of therapy."),
    "NY2": pair({**REVIEW, "regime": "erisa_fi", "state": "NY"}, "The external appeal application is enclosed."),
    "NY3": pair({**REVIEW, "regime": "erisa_fi", "state": "NY"}, "", more=APPEALED_EARLY, less=APPEALED_LATE),
    "TX1": pair({**REVIEW, "regime": "erisa_fi", "state": "TX"}, "The reviewer is board certified."),
    "MA1": pair({**COMMERCIAL, "regime": "erisa_fi", "state": "MA"}, "We used these criteria."),
    "FL1": pair(
        {**COMMERCIAL, "regime": "erisa_fi", "state": "FL"}, "Prompt pay under 627.6131.", answer="cannot_judge"
    ),
}
