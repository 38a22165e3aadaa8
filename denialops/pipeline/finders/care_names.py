"""The shapes of names of hospitals, practices, suppliers and other organisations that give care."""

from __future__ import annotations

import re

from denialops.pipeline.finders.labels import is_heading

_CARE_WORD = (
    r"(?i:[a-z]+(?:ology|ologists|opa?edics|iatrics|iatry|dontics|ometry|practic|plasty)|endocrin\w+|hospital|"
    r"clinic|cl[ií]nica|farmacia|consultorio|cent(?:er|re|ro)|medical|health|healthcare|associates|assoc|"
    r"imaging|radiology|surgery|surgical|surgeons|"
    r"orthop(?:a)?edics?|rehab(?:ilitation)?|therapy|therapies|physicians?|pediatrics|cardiology|"
    r"heart|dermatology|oncology|neurology|urology|ent|"
    r"gastroenterology|dental|dentistry|orthodontics|periodontics|endodontics|eye|vision|optical|"
    r"optometry|pharmacy|labs?|laborator(?:y|ies)|diagnostics|"
    r"nursing|hospice|home care|home health|infusion|podiatry|psychiatry|psychiatric|psychology|"
    r"counseling|behavioral|institute|"
    r"wellness|chiropractic|allergy|anesthesia|ambulance|ems|dme|suppl(?:y|ies)|mobility|prosthetics|orthotics|pllc|"
    r"obstetrics|gynecology|women's|pain|spine|sleep|fertility|kids|smiles|endocrinology|nephrology|"
    r"dialysis|pulmonary|rheumatology|"
    r"urgent care|emergency|recovery|oxygen|house|family practice|family medicine|consultants|"
    r"supports|infantil|pulmonology|vein|joint|care|vascular|cardiovascular|neurosurgery|ambulatory|surgicenter|aba|autism|"
    r"prosthodontics|opticians|eyewear|eyecare|birth|maternity|acupuncture|apothecary|drugs?|diagnostic|genetics|"
    r"genomics|transport|rescue|hearing|foot|ankle|bone|digestive|kidney|cancer|breast|healing|equipment|homecare|"
    r"denture|pathology|practice|doctors|mri|x-ray)"
)
_CAP = r"[A-Z][\w'’&.-]*"
CARE_NAME = re.compile(
    rf"(?:{_CAP},? (?:(?:of|and|for|&|the|at|del?) )?){{0,6}}?{_CARE_WORD}\b(?: (?:(?:of|and|for|&|"
    rf"at) )?(?!January|February|March|April|May|June|July|August|September|October|November|"
    rf"December){_CAP}){{0,5}}"
)
_STOPS = re.compile(
    r"(?:,| -| /) ?(?:Utilization|UR\b|Case Management|Billing|Patient (?:Accounts|Financial)|HIM\b|Medical Records|"
    r"Business Office|Revenue|Admissions|Discharge|Attn|Attention|Claims|Accounts|UM\b)|"
    r" {2,}|\t|\n| ?/ ?(?=\d)| ?\((?!the)|,? ?[/|]? ?\b(?:NPI|[Ff]ax|TIN|PTAN|Tax ID|Provider ID|ID|Phone|Fax|Member|"
    r"Patient|Claim|Date|DOS|Service|Billed|Amount|Dx|Diagnosis|"
    r"In-network|Out-of-network|Group|Employer|RFA|Case|Ref)\b(?=[ :#.]|$)|, ?\$|, ?\d|, (?:claim|"
    r"dates?|member|case|acct|account)\b|;|: |"
    r"(?<!Bros)(?<!St)(?<!Dr)(?<!Mt)(?<![ :][A-Z])(?<!^[A-Z])\. (?=[A-Z])|\.$| - | \| |"
    r" on (?=\d|the |file|your |an? |[A-Z][a-z]{2,8} \d)|"
    r" (?:for|has|was|is|asked|requested|to|dated|will|dos|from|by|reconsider|did|may|with|that|who|under|before) "
)
_NOT_PROVIDER = re.compile(
    r"\b(?:appeals?|appeal unit|grievances?|redeterminations?|reconsiderations?|member services|"
    r"customer|disputes?|claims? department|utilization|medical director|"
    r"reviewer|review|insurance|health plan|po box|p\.o\.|representative|services? department|"
    r"relations|services?/items?|manual|portal|directory|network|"
    r"directors?|information|rights|adjustment|level|remittance|payment|services? provided|medicare|"
    r"medicaid|liability|benefits|privacy|department services|advocates?|reviewers|ombuds\w*|legal|assistance|"
    r"human services|"
    r"good news|not|any|must|may|you|we|your|the right|plan|policy|cost|approved|charged|dear|news|"
    r"end (?:of|date)|stop|department|bureau|division|administrative|sponsor|trustees|board)\b"
)
_NOT_TITLE = re.compile(r"\b(?:notice|explanation|letter|determination|discharge|denial|statement|summary)\b")
_NO_NAME = frozenset(
    "attn this that these your each the rationale request requested reason result results none unknown various same "
    "see above below decision outcome finding findings question treatment send we you our a an".split()
)
_GENERIC = re.compile(
    r"(?:(?:skilled|nursing|facility|hospital|outpatient|inpatient|department|services?|home|health|"
    r"agency|emergency|medical|centers?|care|primary|"
    r"physicians?|urgent|room|clinic|laboratory|the|behavioral|rehabilitation|therapy|records?|director|provider) ?)+"
)
_LINKS = frozenset("of and the for at de del la las los el y in on by".split())


def is_no_name(text: str) -> bool:
    """Whether the words are a title, a department of the payer, a sentence or a sort of place, and nobody's name."""
    low = text.lower()
    if len(text) < 4 or low.split()[0] in _NO_NAME or is_heading(low):
        return True
    if sum(word[:1].islower() and word not in _LINKS for word in text.split()) > 1:
        return True
    return bool(_NOT_TITLE.search(low) or _NOT_PROVIDER.search(low) or _GENERIC.fullmatch(low))


def behind_comma(text: str) -> str:
    """ "Admission to rehabilitation, Lakeside Hospital": the service stands first, the provider behind the comma."""
    first, comma, last = text.rpartition(", ")
    is_service = comma and any(word[0].islower() for word in first.split()) and not re.search(r" of | and ", first)
    return last if is_service and CARE_NAME.match(last) else text


def cut_name(text: str) -> str:
    """The text up to where a name ends: a wide gap, a number, a department, the words of a sentence."""
    stop = _STOPS.search(text)
    return (text[: stop.start()] if stop else text).rstrip(" ,.-/")
