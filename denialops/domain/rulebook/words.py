"""Our vocabulary, complete: every word that rules, facts and decisions may use."""

from __future__ import annotations

REGIMES = frozenset(
    "erisa_sf erisa_fi erisa_unknown aca_ind nonfed_gov church grandfathered stld excepted dental vision mcr_ffs ma "
    "ma_integrated partd mcd_mco mcd_ffs chip tricare va champva fehb pshb wc auto liability provider_contract "
    "unknown".split()
)
CATEGORIES = frozenset(
    "medical_necessity level_of_care experimental prior_auth_absent auth_mismatch auth_denied_then_billed referral "
    "out_of_network nsa_payment not_covered_benefit benefit_max coding_edit missing_info demographic_identity "
    "eligibility premium_grace cob timely_filing duplicate wrong_payer provider_eligibility drug_um "
    "underpayment_contract post_pay_audit emergency rescission patient_responsibility administrative_nonmember "
    "unknown".split()
)
DOCUMENT_TYPES = frozenset(
    "denial_preservice denial_postservice eob ra_835 final_internal iro_decision mco_noa msn nomnc im_discharge "
    "request_for_info overpayment".split()
)
DOCUMENT_KINDS = frozenset(
    "adverse_determination_preservice adverse_determination_concurrent claim_denial_letter explanation_of_benefits "
    "remittance_advice medicare_summary_notice appeal_decision overpayment_demand prior_authorization_non_affirmation "
    "approval_notice information_request acknowledgement other_non_insurance unreadable".split()
)
LEVELS = frozenset(
    "internal_level_1 internal_level_2 external_review provider_dispute medicare_redetermination "
    "medicare_qic_reconsideration medicare_alj_hearing medicare_council court ma_plan_reconsideration qio_fast_track "
    "part_d_redetermination part_d_ire medicaid_plan_appeal state_fair_hearing chip_plan_appeal "
    "tricare_reconsideration tricare_second_reconsideration tricare_formal_review tricare_hearing "
    "fehb_carrier_reconsideration fehb_opm_review wc_imr wc_reconsideration open_negotiation nsa_idr none".split()
)
ROUTES = frozenset(
    "corrected_claim reopening_clerical records_submission cob_update eligibility_fix retro_auth peer_to_peer "
    "internal_appeal_l1 internal_appeal_l2 expedited_appeal qio_fast_appeal external_review expedited_external_review "
    "fair_hearing mcr_redetermination mcr_reconsideration mcr_alj mcr_council mcr_court partd_exception "
    "provider_dispute nsa_open_negotiation nsa_idr regulator_complaint patient_bill writeoff hold not_a_denial "
    "ask_a_person".split()
)
PHASES = frozenset("urgent concurrent pre_service post_service".split())
BY_LEVEL = "by_level"
"""In place of a route: the route of the step now open."""
