"""Every category is told by its words; every code by its meaning."""

from __future__ import annotations

import pytest

from denialops.domain.rulebook import Rulebook
from tests.unit.extract.conftest import LETTER, ReadFacts

REASON = LETTER[LETTER.index("The request is denied") : LETTER.index("You may appeal")]
SENTENCES = {
    "medical_necessity": "It is denied because it is not medically necessary.",
    "level_of_care": "It is denied because the stay could have been given at a lower level of care.",
    "experimental": "It is denied because it is considered experimental and investigational.",
    "prior_auth_absent": "It is denied because no prior authorization was obtained.",
    "auth_mismatch": "It is denied because it exceeds the number of visits authorized.",
    "referral": "It is denied because there was no referral from the primary care doctor.",
    "out_of_network": "It is denied because the clinic is out of network.",
    "not_covered_benefit": "It is denied because it is excluded under the plan exclusions.",
    "benefit_max": "It is denied because the annual visit limit has been reached.",
    "coding_edit": "It is denied because it is bundled into the primary procedure.",
    "missing_info": "It is denied because we did not receive the medical records.",
    "eligibility": "It is denied because your coverage ended on January 31, 2026.",
    "cob": "It is denied because other insurance is the primary payer.",
    "timely_filing": "It is denied because the claim was received after the filing limit.",
    "duplicate": "It is denied because it is a duplicate of a claim we processed.",
    "provider_eligibility": "It is denied because the doctor is not credentialed with us.",
    "drug_um": "It is denied because step therapy requires a preferred drug first.",
    "emergency": "It is denied because the visit was not an emergency.",
    "premium_grace": "It is denied because the premium grace period has passed.",
    "rescission": "It is denied because the policy was rescinded.",
}


@pytest.mark.parametrize(("category", "sentence"), SENTENCES.items())
def test_the_reason_in_words_names_the_category(read_facts: ReadFacts, category: str, sentence: str) -> None:
    facts = read_facts(LETTER.replace(REASON, sentence + "\n\n"))

    assert facts.value("category") == category
    assert facts.value("denial_reason_quote") == sentence


def test_the_appeal_paragraph_is_never_the_reason(read_facts: ReadFacts) -> None:
    quote = read_facts(LETTER).value("denial_reason_quote") or ""

    assert quote.startswith("The request is denied as not medically necessary.")
    assert "appeal" not in quote


def test_every_code_points_to_a_known_category(rulebook: Rulebook) -> None:
    known = {row.ours for row in rulebook.vocabulary.categories}

    pointed = {row.category for row in (*rulebook.codes.carc, *rulebook.codes.rarc) if row.category}
    assert pointed <= known


@pytest.mark.parametrize(
    ("code", "category"), [("CO-197", "prior_auth_absent"), ("CO-18", "duplicate"), ("CO-22", "cob")]
)
def test_a_bare_code_decides_where_words_are_silent(read_facts: ReadFacts, code: str, category: str) -> None:
    facts = read_facts(LETTER.replace(REASON, f"The request is denied {code}.\n\n"))

    assert facts.value("category") == category
