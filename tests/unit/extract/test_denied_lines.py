"""Several claim lines on one sheet: only what was denied counts."""

from __future__ import annotations

from tests.unit.extract.conftest import ReadFacts

SHEET = """\
CEDAR BAY HEALTH INSURANCE - REMITTANCE ADVICE        Paid date 05/06/2026
Provider: Ridge Family Clinic  NPI 2091561144
Patient Ona Beck   Member CB-440-119   Claim 26-100-77001   DOS 04/20/2026
11102   $160.00   paid $74.10   CO-45
99213   $130.00   denied CO-97 M15
CO-97: This is part of the payment for another service of the same day.
"""
COLUMNS = """\
PINE DENTAL INSURANCE COMPANY - EXPLANATION OF BENEFITS      Issue date: 05/06/2026
Patient: Ona Beck     Member ID: PD-7740     Claim: 26-55-100
Date         Code    Charge    Allowed   Paid     Reason
04/20/2026   D0120    52.00     38.00     38.00
04/20/2026   D1351   116.00      0.00      0.00   F12
F12  Sealants are limited to one in 36 months; the limit is reached.
"""


def test_codes_of_paid_lines_are_left_out(read_facts: ReadFacts) -> None:
    facts = read_facts(SHEET)

    assert facts.values("cpt_hcpcs") == ("99213",)
    assert facts.values("carc") == ("97",)
    assert facts.values("rarc") == ("M15",)


def test_a_write_off_is_no_denial(read_facts: ReadFacts) -> None:
    assert "45" not in read_facts(SHEET).values("carc")


def test_amounts_are_those_of_the_one_line_denied_where_no_total_is_printed(read_facts: ReadFacts) -> None:
    facts = read_facts(SHEET)

    assert (facts.value("billed_amount"), facts.value("denied_amount")) == ("130.00", "130.00")


def test_a_printed_total_is_the_charge(read_facts: ReadFacts) -> None:
    facts = read_facts(SHEET.replace("CO-97:", "Claim total   $290.00\nCO-97:"))

    assert (facts.value("billed_amount"), facts.value("denied_amount")) == ("290.00", "130.00")


def test_amounts_of_several_denied_lines_are_never_added_up(read_facts: ReadFacts) -> None:
    facts = read_facts(SHEET.replace("paid $74.10   CO-45", "denied CO-97"))

    assert (facts.value("billed_amount"), facts.value("denied_amount")) == (None, None)


def test_columns_tell_which_amount_is_which(read_facts: ReadFacts) -> None:
    facts = read_facts(COLUMNS)

    assert facts.values("cpt_hcpcs") == ("D1351",)
    assert facts.value("denied_amount") == "116.00"
    assert facts.value("category") == "benefit_max"


def test_payer_own_codes_are_no_carc(read_facts: ReadFacts) -> None:
    assert read_facts(COLUMNS).values("carc") == ()


def test_a_sheet_with_only_paid_lines_is_no_denial(read_facts: ReadFacts) -> None:
    paid = "\n".join(line for line in SHEET.splitlines() if "99213" not in line and "CO-97" not in line)

    assert read_facts(paid).flag("is_denial") is False


def test_a_line_with_codes_only_gives_the_category(read_facts: ReadFacts) -> None:
    facts = read_facts(SHEET.replace("CO-97 M15", "CO-29").rsplit("CO-97:", 1)[0])

    assert facts.value("category") == "timely_filing"
    assert facts.find("denial_reason_quote") is None


def test_printed_segments_of_an_electronic_remittance_are_read(read_facts: ReadFacts) -> None:
    facts = read_facts(
        "PAYER: STONE COUNTY HEALTH FUND (SELF FUNDED)\n835 PRINT IMAGE   CHK DT 20260625\n"
        "PAYEE: HILL FORK INFUSION CENTER  NPI 2091561144\nCLP*AB-7720*4*505.00*0.00**12*STN26170550021\n"
        "NM1*QC*1*BECK*ONA*E***MI*SCE-200-4471~\nDTM*232*20260608  DTM*233*20260608\n"
        "SVC*HC:96413*505.00*0.00   CAS*CO*197*505.00\nAPPEALS 180 DAYS FROM RECEIPT\n"
    )

    assert facts.value("patient_name") == "Ona E Beck"
    assert facts.value("member_id") == "SCE-200-4471"
    assert facts.values("claim_numbers") == ("STN26170550021",)
    assert (facts.values("cpt_hcpcs"), facts.values("carc")) == (("96413",), ("197",))
    assert (facts.value("service_from"), facts.value("denied_amount")) == ("2026-06-08", "505.00")
