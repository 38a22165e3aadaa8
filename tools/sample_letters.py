"""The sample letters: invented payers, people, numbers and addresses."""

from __future__ import annotations

from tools.typeset import Block, Sheet


def _text(text: str) -> Block:
    return Block("text", text)


def _heading(text: str) -> Block:
    return Block("heading", text)


RIDGEWAY = Sheet(
    sender="Ridgeway Mutual Health Insurance",
    lines=("Utilization Management", "500 Harbor Light Drive, Suite 900, Port Ellery, GA 31999"),
    title="Notice of adverse determination",
    color="#1f4e79",
    footer="Ridgeway Mutual Health Insurance · UM-ADV-03",
    blocks=(
        _text("October 27, 2026"),
        _text("Caroline Mbeki-Stroud\n118 Tupelo Terrace\nPort Ellery, GA 31998"),
        Block(
            "facts",
            rows=(
                ("Member", "Caroline Mbeki-Stroud"),
                ("Member ID", "RMH 4410 0927 6"),
                ("Group", "GA-70118, Ellery Dock & Crane Co."),
                ("Reference number", "UM-2026-1027-0448"),
                ("Ordering provider", "Dr. Silvan Achterberg, Coastal Spine & Pain"),
                ("Provider NPI", "2991989973"),
                ("Service", "MRI of the lumbar spine without contrast (72148)"),
                ("Diagnosis", "M54.16"),
            ),
        ),
        _text("Dear Caroline Mbeki-Stroud:"),
        _text(
            "Your doctor asked us to approve the service above. Your health plan is a fully insured group policy "
            "issued by Ridgeway Mutual Health Insurance in the State of Georgia. After review by a physician we are "
            "not able to approve it."
        ),
        _heading("Why we decided this"),
        _text(
            "The MRI is not medically necessary at this time. The notes of October 12, 2026 describe pain for four "
            "weeks. They do not show six weeks of treatment such as exercise therapy or medicine, and they do not "
            "record weakness, fever, cancer or another warning sign. We used Ridgeway Imaging Guideline SP-06, "
            "effective January 1, 2026. You may have a free copy of it and of your whole file."
        ),
        _heading("Your doctor can talk to our doctor"),
        _text(
            "A peer-to-peer conversation is open until November 10, 2026. Call 1-800-555-0111, Monday to Friday, "
            "8 a.m. to 6 p.m. Eastern."
        ),
        _heading("Your right to appeal"),
        _text(
            "You, your doctor or someone you name may appeal within 180 days after you receive this notice. Write to "
            "Ridgeway Member Appeals, PO Box 2210, Port Ellery, GA 31997, fax 912-555-0112 or call 1-800-555-0113. A "
            "physician who took no part in this decision will answer within 30 days. If waiting could seriously harm "
            "your health, ask for an expedited appeal; we answer within 72 hours."
        ),
        Block("page"),
        _heading("If we still say no: external review"),
        _text(
            "You may then ask for a review by an independent review organization within four months of our final "
            "decision. There is no charge. We must follow what it decides."
        ),
        _heading("More help"),
        _text(
            "The diagnosis and treatment codes of this request and their meanings are available on request. Georgia "
            "Office of Insurance, Consumer Services: 1-800-555-0114. If your plan is an employee benefit plan you may "
            "have the right to bring a civil action under section 502(a) of ERISA."
        ),
        Block(
            "small",
            "Language help is free: 1-800-555-0113. Español: ayuda gratuita, 1-800-555-0113. "
            "Français: 1-800-555-0113. Deutsch: 1-800-555-0113.".replace("\u1ec7", "e"),
        ),
    ),
)

HERON = Sheet(
    sender="Heron Bay Medicare Advantage (HMO)",
    lines=("H9961-002", "PO Box 4400, Heron Bay, FL 32899"),
    title="Notice of Denial of Medical Coverage",
    color="#222222",
    font="Times-Roman",
    footer="Form CMS-10003-NDMCP",
    blocks=(
        _heading("NOTICE OF DENIAL OF MEDICAL COVERAGE"),
        Block(
            "facts",
            rows=(
                ("Date", "November 9, 2026"),
                ("Member number", "HBA 7718 0042 01"),
                ("Name", "Leland Osgood-Pereira"),
            ),
        ),
        _text("We denied the medical services/items listed below that you or your doctor requested:"),
        _text(
            "Skilled nursing facility stay, 14 more days from November 12, 2026, at Live Oak Nursing & Rehabilitation "
            "(NPI 2474827419). Case 26-SNF-118077. Diagnosis S72.141D."
        ),
        _heading("Why did we deny your request?"),
        _text(
            "We denied the medical services/items listed above because: you can walk 120 feet with a walker, and the "
            "therapy notes show no further progress. Daily skilled therapy is no longer needed and your care can be "
            "given at a lower level of care, with home health visits (InterQual 2026 Subacute/SNF)."
        ),
        _heading("You have the right to appeal our decision"),
        _text(
            "Ask Heron Bay Medicare Advantage for an appeal within 65 calendar days of the date listed at the top of "
            "this notice. You are in the facility now; your doctor may ask for a fast appeal, which we decide within "
            "72 hours."
        ),
        Block(
            "facts",
            rows=(
                ("Standard appeal", "Heron Bay Appeals, PO Box 4410, Heron Bay, FL 32898. Fax 321-555-0116"),
                ("Fast appeal", "Phone 1-888-555-0117. Fax 321-555-0118"),
            ),
        ),
        _text("If we keep our denial we send your case to an independent reviewer by ourselves."),
        _text("Get help & more information: 1-800-MEDICARE (1-800-633-4227), TTY 711."),
    ),
)

JUNIPER = Sheet(
    sender="Juniper Trail Health HMO",
    lines=("Individual coverage bought through HealthCare.gov", "77 Kachina Road, Cholla Springs, AZ 85999"),
    title="We did not pay your claim",
    color="#7a3b12",
    blocks=(
        _text("September 30, 2026"),
        Block(
            "facts",
            rows=(
                ("Member", "Priscilla Nakamura-Boyd"),
                ("Member ID", "JTH-220-7719-3"),
                ("Claim", "26-0914-33077"),
                ("Service", "September 8, 2026, allergy tests (95004), office visit (99204)"),
                ("Provider", "Painted Desert Allergy (NPI 2957664990), not in our network"),
                ("Charge", "$1,145.00"),
            ),
        ),
        _text("Dear Priscilla Nakamura-Boyd,"),
        _text(
            "We denied this claim. Your plan is an HMO. It pays doctors outside our network only in an emergency, or "
            "when we approved the visit first. We find no approved referral for this visit."
        ),
        _text(
            "If you disagree you can appeal within 180 days after you receive this letter. Write to Juniper Trail "
            "Appeals, PO Box 71, Cholla Springs, AZ 85998, or call 1-800-555-0122. If no network allergist could see "
            "you in time, tell us so and send the names and dates."
        ),
    ),
)

MEADOW = Sheet(
    sender="Meadow State Family Care",
    lines=("A Medicaid managed care plan of the State of Ohio", "1600 Buckeye Commons, Darby Plains, OH 43999"),
    title="Notice of Adverse Benefit Determination",
    color="#2d6a4f",
    blocks=(
        _text("NOTICE OF ADVERSE BENEFIT DETERMINATION"),
        Block(
            "facts",
            rows=(
                ("Notice date", "October 19, 2026"),
                ("Member", "Jaylen Whitcombe (age 8)"),
                ("Medicaid ID", "910044718826"),
                ("Request number", "PA-26-1014-7720"),
                ("Requested by", "Little River Children's Therapy, NPI 2440502716"),
            ),
        ),
        _text("To the parent or guardian of Jaylen Whitcombe:"),
        _text(
            "We looked at the request for occupational therapy (97530), 2 visits a week for 26 weeks, for F84.0. We "
            "approved 1 visit a week. We denied the second weekly visit because the notes do not show that it is "
            "medically necessary: the goals were met with one visit a week (Meadow State Therapy Guideline OT-2; "
            "OAC 5160-1-01)."
        ),
        _heading("You can appeal"),
        _text(
            "Ask us for an appeal within 60 calendar days from the date of this notice. Call 1-800-555-0131, fax "
            "614-555-0132, or write to Meadow State Appeals, PO Box 310, Darby Plains, OH 43998. We decide within 15 "
            "days, or within 72 hours if waiting could harm your child."
        ),
        _heading("You can keep the service while we decide"),
        _text(
            "Ask for it within 15 calendar days of the mailing date of this notice. You may have to pay for it if you "
            "lose."
        ),
        _heading("State hearing"),
        _text(
            "After our appeal decision you may ask for a state hearing within 120 days. "
            "Free legal help: 1-866-555-0133."
        ),
    ),
)

CORSAIR = Sheet(
    sender="Corsair Benefit Services",
    lines=("Claims administrator for the Blue Anvil Steelworks Employee Medical Plan, a self-funded ERISA plan",),
    title="Explanation of Benefits",
    color="#0b3d91",
    wide=True,
    footer="Corsair Benefit Services · this is not a bill",
    blocks=(
        _heading("EXPLANATION OF BENEFITS"),
        Block(
            "facts",
            rows=(
                ("Processed on", "10/15/2026"),
                ("Employee / patient", "Gideon Marsh / Rosalie Marsh (spouse)"),
                ("Member ID / group", "BAS 8810 2245 02 / 40-7718"),
                ("Claim number", "CBS-26-288-00417"),
                ("Provider", "Three Rivers Orthopaedics, NPI 2923340576"),
            ),
        ),
        Block(
            "table",
            rows=(
                ("Date", "Code", "Modifier", "Charge", "Discount", "Not covered", "Reason", "Plan paid", "You owe"),
                ("09/22/2026", "29881", "RT", "4,250.00", "1,700.00", "0.00", "CO-45", "2,295.00", "255.00"),
                ("09/22/2026", "29877", "RT", "2,180.00", "0.00", "2,180.00", "CO-97", "0.00", "0.00"),
                ("Total", "", "", "6,430.00", "1,700.00", "2,180.00", "", "2,295.00", "255.00"),
            ),
        ),
        _text(
            "CO-45: above the network rate; the patient does not owe it.\nCO-97: this service is part of another "
            "service on the same day and is not paid separately."
        ),
        _text(
            "A corrected claim may be sent within 12 months of the date of service. You or your representative may "
            "appeal in writing within 180 days after you receive this statement: Corsair Appeals, PO Box 900, Anvil "
            "Falls, PA 15999, fax 412-555-0141. After the appeal you may have the right to sue under section 502(a) of "
            "ERISA. Questions about your rights: Employee Benefits Security Administration, 1-866-444-3272."
        ),
    ),
)

SEABRIGHT = Sheet(
    sender="Seabright Rx Value (PDP)",
    lines=("A Medicare prescription drug plan · S9977", "PO Box 150, Gull Harbor, ME 04999"),
    title="Notice of Denial of Medicare Part D Prescription Drug Coverage",
    color="#5b2a86",
    footer="Form CMS-10146",
    blocks=(
        _heading("NOTICE OF DENIAL OF MEDICARE PART D PRESCRIPTION DRUG COVERAGE"),
        Block(
            "facts",
            rows=(
                ("Date", "November 2, 2026"),
                ("Enrollee's name", "Augusta Finch-Delaney"),
                ("Member number", "SBX 0042 7718 9"),
                ("Prescriber", "Marek Oyelaran, MD, NPI 2406178576"),
            ),
        ),
        _text(
            "Your request was denied. We have denied coverage under Medicare Part D "
            "for: apremilast 30 mg tablets, 60 per 30 days, for L40.0."
        ),
        _heading("Why did we deny your request?"),
        _text(
            "We denied this request under Medicare Part D because our plan requires step therapy: you must first try "
            "methotrexate for 12 weeks, or your prescriber must tell us why it would not work or would harm you. Our "
            "records show no fill of methotrexate (Seabright Step Therapy Criteria 2026, item 31)."
        ),
        _heading("What if I don't agree with this decision?"),
        _text(
            "You, your prescriber or your representative may ask for a redetermination. You must request your appeal "
            "within 65 calendar days after the date of this notice. Standard appeals take 7 days, expedited appeals 72 "
            "hours. Seabright Redeterminations, PO Box 155, Gull Harbor, ME 04998. Fax 207-555-0151. Expedited: "
            "1-800-555-0152."
        ),
    ),
)

LINDEN = Sheet(
    sender="Linden Workers' Compensation Services",
    lines=("Utilization Review · California", "PO Box 88, Mission Grove, CA 93999"),
    title="Utilization review decision",
    color="#444444",
    font="Times-Roman",
    footer="Linden Workers' Compensation Services · DWC Form IMR enclosed",
    blocks=(
        _text("Decision date and date of service: November 4, 2026"),
        Block(
            "facts",
            rows=(
                ("Injured worker", "Mateo Villareal-Quist"),
                ("Claim number", "LWC-26-0071184"),
                ("Date of injury", "07/22/2026"),
                ("Employer", "Sunset Ridge Packing"),
                ("Requesting physician", "Ines Calloway, MD, Mission Grove Occupational Health"),
                ("NPI", "2889016715"),
                ("RFA received", "10/29/2026"),
                ("Request", "Functional restoration program, 20 visits (97799); M54.50"),
                ("Decision", "DENIED"),
            ),
        ),
        _text(
            "The MTUS Chronic Pain Guideline supports the program after other treatment has failed. The records do not "
            "describe a course of physical therapy or a psychological screening. The request is not medically "
            "necessary."
        ),
        _text(
            "You may ask for Independent Medical Review. The signed form must be received within 30 calendar days of "
            "the date of service of this decision: DWC-IMR, PO Box 138009, Sacramento, CA 95813; fax 916-555-0161. "
            "The reviewer can be reached at 559-555-0162 on weekdays from 9 to 12."
        ),
    ),
)

REMITTANCE = """PRAIRIE GATE MEDICARE SERVICES                      MEDICARE PART B REMITTANCE ADVICE
MAC JURISDICTION 22P                                DATE 10/21/2026   PAGE 1 OF 1
PROVIDER  WILLOW CREEK FAMILY MEDICINE              NPI 2371854995    CHECK/EFT 000447120

PATIENT  ABERCROMBIE, LUCILLE M     MBI 5CK3WT8MH47     ICN 1526281440077     ACNT WC-1180
SERV DATE   POS  PROC   MOD   BILLED    ALLOWED   GRP-RC      ADJ      PAID
09/29/2026  11   99214  25    172.00    118.40    CO-45      53.60    92.83
09/29/2026  11   G0439        210.00      0.00    CO-119    210.00     0.00
CLAIM TOTALS                  382.00    118.40              263.60    92.83
REMARKS  MA01  M86

REASON AND REMARK CODES
45    Charge above the fee schedule; the patient may not be billed for it.
119   The most that is paid for this service in the period has been reached.
M86   This service was paid within the set time before.
MA01  If you do not agree with what we approved you may appeal.

Appeals must be filed in writing within 120 days of the date you receive this notice:
Prairie Gate Medicare Services, Redeterminations, PO Box 4120, Sunflower Junction, KS 66999
"""

APPROVAL = """HARBOR LANTERN HEALTH PLAN
Care Coordination                                                    November 13, 2026

RE: Approval of services
Member: Octavia Penhallow     Member ID: HLP 330 7718 02
Authorization: 2026-A-40718

Dear Octavia Penhallow,

We approved the service your doctor asked for:

   Right knee replacement (27447), Cedar Point Surgical Hospital
   Approved from December 1, 2026 to February 28, 2027

You do not need to do anything. Approval is not a promise of payment: if your coverage ends before the
surgery the claim may be denied, and you could then appeal within 180 days.

Member Services 1-800-555-0171
"""
