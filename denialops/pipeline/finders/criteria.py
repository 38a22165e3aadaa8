"""The standards that the payer says it used: guidelines, policies, manuals, coverage decisions, law, plan sections."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.reading import LIKELY, SURE, Found, Reading, Span

_CAP = r"[A-Z][\w'’&/.-]*"
_NUMBER = (
    r"(?:(?:[Nn]o\.?|[Nn]umber|#|[Cc]hapter|[Ss]ection|[Pp]art)? ?#?(?:[A-Z]{0,6}[-. ]?\d[\w.()-]*\w|"
    r"[A-Z]{1,4}-\d+|\d))"
)
_KIND = (
    r"(?:Guidelines?|Polic(?:y|ies)|Rules?|Manual|Criteria|Bulletin|Protocol|Standards?|Handbook|"
    r"Determination|Article|Edit|Pathway|Guidance|Directive|Schedule)"
)
_PATTERNS = (
    re.compile(
        r"\b(?:Cal\. Code Regs\.,? tit\. \d+,? ?(?:§+|section) ?[\d.]+|(?:WAC|OAR|AAC|COMAR|ARSD|ARM|NAC|OAC|RCW|"
        r"ORS|CCR|HAR|TAC|KAR|IDAPA|"
        r"N\.?J\.?A\.?C\.?|Admin(?:istrative|\.) Code) ?(?:§ ?)?[A-Z]?\d[\d:.-]*\d(?:\([a-z0-9]+\))*|"
        r"\d{1,3} (?:AAC|IAC|KAR|CMR|DCMR|NAC|VAC|Pa\. Code|Tex\. Admin\. Code) ?(?:§ ?|chapter )?\d[\d.:-]*\d)"
    ),
    re.compile(
        r"\b(?:[Ss]ection|§) ?1[89]\d\d[A-Z]{0,2}(?:\([A-Za-z0-9]+\)){0,5}(?: of the (?:Social Security )?Act)?"
    ),
    re.compile(r"(?<=[Dd]etermination is )[LA]\d{5}\b|(?<=[(\s])(?:APL|DMHC|ACOG|LCD|NCD|PB|MPL) ?\d\d[-.]\d{2,4}\b"),
    re.compile(
        r"\b(?:[A-Z][\w'’&-]+ ){1,5}(?:List|Table|Formulary|Schedule)(?: (?:20\d\d|[A-Z]|\d{1,3}))?,? (?:row|line|"
        r"page|section|item|tier) "
        r"[A-Z]?\d{1,4}"
    ),
    re.compile(r"\b[Ss]ection \d{1,3}(?:\([a-z0-9]\))?, [\"“][^\"”\n]{3,60}[\"”](?: (?:item|page|part) \d{1,3})?"),
    re.compile(
        r"\b(?:(?:[A-Z][\w'’&-]+ ){0,3}(?:(?:[Mm]edical|[Cc]linical|[Cc]overage|[Pp]ayment|[Dd]rug) [Pp]olicy|"
        r"[Gg]uideline|[Cc]riteria|"
        r"[Bb]ulletin) (?:[A-Z]{2,6}[.-])(?:[A-Z]{2,6}[.-])?\d[\w.]*\w)"
    ),
    re.compile(r"\b(?:MTUS|ACOEM|ODG),? (?:[A-Z][a-z]+ ){1,4}(?:Disorders|Guidelines?|Complaints|Injuries|Chapter)\b"),
    re.compile(r"\bNational Correct Coding Initiative(?: (?:edits?|Policy Manual)(?:,? chapter \d+)?)?"),
    re.compile(
        r"\b\d{1,2} (?:CFR|C\.F\.R\.|CCR|C\.C\.R\.|U\.?S\.?C\.?|NYCRR|TAC|KAR|NMAC|OAR|WAC|IAC) ?(?:§+ ?|"
        r"[Ss]ections? |[Pp]art )?\d[\d.()a-zA-Z-]*[\w)]"
    ),
    re.compile(
        r"\b(?:Local Coverage (?:Determination|Article)|National Coverage Determination|LCD|NCD|"
        r"LCA)s? ?(?:\((?:LCD|NCD)\) ?)?(?:ID |[Nn]o\.? |[Nn]umber |#)?:? ?(?:L|"
        r"A)?\d[\w.]*\w(?: \([^)\n]{3,60}\))?"
    ),
    re.compile(
        r"\b(?:InterQual|MCG|ASAM|LOCUS|CALOCUS|NCCN|MTUS|ACOEM|ODG|Official Disability Guidelines|"
        r"eviCore|AIM|Carelon|NIA|Milliman|CALOCUS-CASII|ECSII|AHA|ACR|USPSTF)(?:®|™)?(?:[/ ](?:MTUS|"
        r"ACOEM|InterQual|[A-Z][\w'’&/.-]*|of|and|for|edition|\d[\w.-]*|\(\d{4}\))){0,9}"
    ),
    re.compile(
        rf"\b(?:{_CAP} ){{0,6}}(?:of |and |for |& )?(?:{_CAP} ){{0,4}}{_KIND}(?:,? (?:{_NUMBER}|"
        rf"Chapter {_NUMBER}|[Cc]h\. ?\d+)(?:,? (?:[Ss]ections?|§|[Cc]hapter|[Ss]ec\.|[Pp]art|"
        rf"[Pp]age) ?\d[\d.]*\w?)*)"
    ),
    re.compile(
        r"\b(?:plan|medical|clinical|payment|coverage|reimbursement|drug|pharmacy|utilization|dental|"
        r"vision|billing|claims?) (?:policy|rule|guideline|criteria|bulletin) (?:no\.? |number |"
        r"#)?[A-Z]{0,6}[-.]?\d[\w.-]*\w?",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b\d[\d.]* (?:NMAC|CCR|NYCRR|TAC|KAR|IAC|NJAC|CMR)\b|\b(?:guía clínica|norma|política|"
        r"criterio) [A-Z0-9][\w.-]*\d[\w.-]*"
    ),
    re.compile(
        r"\b(?:SPD|Summary Plan Description|EOC|Evidence of Coverage|[Bb]rochure|[Hh]andbook|"
        r"Certificate of Coverage|Certificate) \((?:[Pp]age|[Ss]ection|[Pp]art|[Cc]hapter) \d[\w.]*\)"
    ),
    re.compile(
        r"\b(?:[Ss]ection|[Pp]age) \d[\d.]*(?:\([a-z0-9]+\))* of (?:the |your )?(?:brochure|"
        r"[Cc]ertificate|policy|[Pp]lan|SPD|EOC|[A-Z][\w ]{2,30})(?: RI \d\d-\d+)?"
    ),
    re.compile(
        r"\b(?:(?:Evidence|Certificate) of (?:Coverage|Insurance)|Summary Plan Description|SPD|EOC|COC|"
        r"Benefit Booklet|Member Handbook|(?:your )?[Bb]rochure|Plan Document|Policy|Certificate|"
        r"Member Contract)?,? ?\(?(?:[Ss]ection|[Aa]rticle|[Cc]hapter|§|[Pp]age|"
        r"[Ee]xclusion)s? (?:[A-Z]{0,2}-?\d[\d.A-Za-z-]{0,8}|[IVX]{1,5}(?![A-Za-z])|"
        r"[A-Z](?![A-Za-z]))(?:\([a-z0-9]+\))*(?:,? (?:page|"
        r"p\.) \d+)?(?:,? (?:[A-Z][\w'’&-]*|of|and|the|exclusions?|limitations?|"
        r"[a-z]+(?= exclusions?))(?: (?:[A-Z][\w'’&-]*|of|and|the|exclusions?|limitations?)){0,6})?"
    ),
    re.compile(
        rf"\b(?:{_CAP} ){{1,6}}(?:Medical Policy|Clinical Policy|Coverage Policy|Practice Guidelines?|"
        rf"Disorders Guidelines?|Treatment Guidelines?|Clinical Guidelines?|Imaging Guidelines?|"
        rf"Utilization (?:Management )?Criteria|Coverage Criteria|Care Guidelines|Prior (?:Approval|"
        rf"Authorization) Criteria|Drug Criteria|Clinical Criteria|Program Rules|"
        rf"Guidelines?)(?:, (?:[A-Z][\w'’-]*|and|of)(?: (?:[A-Z][\w'’-]*|and|"
        rf"of)){0, 5})?(?:, (?:criteri[ao]n?|section|chapter|page) \d+)?(?! \d)"
    ),
)
_PAGE = re.compile(
    r"^page \d+\b(?! of (?:the |your )?[a-z])|\bpage \d+ *(?:of \d|$)|(?:section|page|article|"
    r"chapter) \S+ of$|^(?:group|dental|vision|group dental) policy"
)
_RIGHTS_LAW = re.compile(
    r"^(?:section 502|29 cfr 2560|45 cfr 147|42 cfr (?:422\.5[6-9]|423\.5[6-9]|405\.9|438\.4|431\.2)|"
    r"5 cfr 890|32 cfr 199\.10|29 u)"
)
_RIGHTS = re.compile(
    r"\b(?:appeal|right|copy|copies|free of charge|request a|civil action|hearing|reconsideration|"
    r"form cms|complaint|privacy|discriminat)"
)
_LEAD_WORDS = re.compile(
    r"^(?:The|Under|Per|See|Based|Our|Your|Using|This|In|According|By|A|An|We|Applied|Reviewed|"
    r"Criteria(?: used)?:?|Source:?|Reference:?|Guidelines?(?= [A-Z])|Basis:?|Standard:?|Policy:|Dear|"
    r"As|That|Because|Rule:|Applicable|Clinical criteria(?: used)?:?|Reason:?|Denied|Decision|Medical|"
    r"Rationale:?) (?=[A-Z])(?!Policy|Necessity|Benefit|Coverage|Guideline|Criteria|Bulletin)"
)


def find_criteria(reading: Reading, reason: Span | None) -> Iterator[Found]:
    """Each standard once, by its longest reading; those of the rights paragraphs only where the reason names them."""
    taken: list[tuple[int, int]] = []
    for start, end, rank in sorted(_candidates(reading), key=lambda found: found[0] - found[1]):
        if any(a < end and start < b for a, b in taken) or not _counts(reading, start, end, reason):
            continue
        taken.append((start, end))
        value = " ".join(reading.text[start:end].split())
        yield Found("criteria_cited", value, start, end, SURE if rank < 12 else LIKELY + 0.06, "criteria.cited")


def _candidates(reading: Reading) -> Iterator[tuple[int, int, int]]:
    text = _one_line(reading)
    for rank, pattern in enumerate(_PATTERNS):
        for match in pattern.finditer(text):
            start, end = _bounds(match)
            if end - start >= 5 and not _PAGE.search(reading.flat[start:end]):
                yield start, end, rank


def _one_line(reading: Reading) -> str:
    return reading.text.replace("\n", " ")


def _bounds(match: re.Match[str]) -> tuple[int, int]:
    start, text = match.start(), match.group()
    while lead := _LEAD_WORDS.match(text):
        start += lead.end()
        text = text[lead.end() :]
    stripped = text.lstrip(" ,(")
    start += len(text) - len(stripped)
    kept = stripped.rstrip(" .,;:(")
    kept = kept[:-1] if kept.endswith(")") and kept.count(")") > kept.count("(") else kept
    return start, start + len(kept)


def _counts(reading: Reading, start: int, end: int, reason: Span | None) -> bool:
    text = reading.flat[start:end]
    if _RIGHTS_LAW.match(text) or "  " in reading.text[start:end]:
        return False
    if reason and reason.start - 5 <= start <= reason.end + 250:
        return True
    sentence = reading.sentence_at(start)
    return not _RIGHTS.search(reading.flat[sentence.start : sentence.end])
