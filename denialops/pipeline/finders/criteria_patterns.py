"""How letters write the standards they used: names with numbers first, names alone last."""

from __future__ import annotations

import re
from typing import NamedTuple

_CAP = r"[A-Z][\w'’&/.-]*"
_NUMBER = (
    r"(?:(?:[Nn]o\.?|[Nn]umber|#|[Cc]hapter|[Ss]ection|[Pp]art)? ?#?(?:[A-Z]{0,6}[-. ]?\d[\w.()-]*\w|"
    r"[A-Z]{1,4}-\d+|\d))"
)
_KIND = (
    r"(?:Guidelines?|Polic(?:y|ies)|Rules?|Manual|Criteria|Bulletin|Protocol|Standards?|Handbook|"
    r"Determination|Article|Edit|Pathway|Guidance|Directive|Schedule)"
)
_BOOK = (
    r"(?:(?:Evidence|Certificate|Schedule|Summary|Outline) of (?:Coverage|Insurance|Benefits)|Summary Plan Description|"
    r"Summary of Benefits and Coverage|Benefit (?:Booklet|Summary|Guide)|Member (?:Handbook|Contract|Guide)|"
    r"Plan (?:Document|"
    r"Booklet|Brochure)|Provider (?:Manual|Handbook)|(?:Benefit|Group|Subscriber) (?:Contract|Agreement)|"
    r"[Bb]enefit [Bb]ooklet|[Mm]ember [Hh]andbook|[Bb]rochure|[Bb]ooklet|[Hh]andbook|SPD|EOC|COC|SBC|"
    r"Manual del Miembro)"
)
_PLACE = (
    r"(?:[Pp]ages?|[Ss]ections?|[Cc]hapters?|[Pp]arts?|[Aa]rticles?|[Ii]tems?|[Ee]xclusions?|[Pp]aragraphs?|p\.|§|"
    r"[Pp]áginas?|[Ss]ección|[Cc]apítulo)"
)
_PART = rf"{_PLACE} ?(?:[A-Z]{{0,2}}-?\d[\d.A-Z-]*(?<!\.)|[IVX]{{1,5}}\b|[A-Z]\b)(?:\([A-Za-z0-9]{{1,4}}\))*"
_TITLE = r"[\"“][^\"”\n]{4,70}[\"”]"
_LEGAL = r"\d[\w.:-]*\w?(?:\([A-Za-z0-9]{1,4}\))*"


class Standard(NamedTuple):
    """How one sort of standard is written; `needs` are words of which a letter must hold one."""

    needs: tuple[str, ...]
    pattern: re.Pattern[str]


def _standard(needs: str, pattern: str, flags: int = 0) -> Standard:
    return Standard(tuple(needs.split()), re.compile(pattern, flags))


PATTERNS = (
    _standard(
        "code",
        rf"\b(?:\d{{1,3}} )?(?:[A-Z][a-z]+\.? ){{1,3}}(?:Admin(?:istrative|\.)|Adm\.) Code,? (?:[Rr](?:ule|\.) |"
        rf"[Cc]hapter |"
        rf"[Tt]it(?:le|\.) |[Ss]ections? |§+ ?)*[0-9A-Z]{{0,4}}-?{_LEGAL}",
    ),
    _standard(
        "code law act stat",
        rf"\b(?:(?:[A-Z]\.[A-Z]\.|[A-Z][a-z]+\.?) )?(?:Labor|Insurance|Ins\.|Health(?: & Safety| and Safety)?|"
        rf"Welf(?:are|\.) "
        rf"(?:&|and) Inst(?:itutions|\.)|Workers' Compensation|Public Health|Social Services|Stat(?:utes|\.)|"
        rf"Gen\. Laws|Rev\. Stat\.) "
        rf"?(?:Code|Law|Act|Stat\.)?,? ?(?:[Ss]ections? |§+ ?|[Cc]hapter |ch\. |ss\. ){_LEGAL}",
    ),
    _standard(
        "100- manual",
        r"\b(?:Medicare |CMS )?(?:Internet[- ]Only Manual|IOM|Pub(?:lication|\.))[, ]+(?:Pub(?:lication|\.) )?100-\d\d?"
        r"(?:,? (?:[Cc]hapter|[Ss]ection|[Cc]h\.|§) ?[\d.]+)*",
    ),
    _standard('"', rf"{_TITLE},? (?:{_PART},? ?)+(?:(?:in|of) (?:the|your) {_BOOK})?"),
    _standard(
        "evidence certificate schedule summary outline booklet handbook guide contract document brochure manual "
        "agreement spd eoc coc sbc",
        rf"\b(?:(?:{_CAP}) ){{0,4}}{_BOOK},? \(?{_PART}(?:,? (?:and |& )?{_PART})*(?:,? {_TITLE},?(?: {_PART})*)?|"
        rf"\b{_PART}(?:,? {_PART})* (?:of|in) (?:the |your )?(?:{_CAP} ){{0,3}}{_BOOK}",
    ),
    _standard(
        "guia politica norma criterio pauta",
        r"(?:[Gg]uías?|[Pp]olíticas?|[Nn]ormas?|[Cc]riterios?|[Pp]autas?) (?:[a-zéíóúá]+ ){0,2}(?:[Nn]úm(?:ero|\.) )?"
        r"[A-Z]{0,5}[-. ]?[A-Z]{0,5}-?\d[\w.-]*\w",
    ),
    _standard(
        "criteria guideline policy",
        rf"\b(?:(?:{_CAP}) ){{0,5}}(?:Prior Authorization|Prior Approval|Step Therapy|Quantity Limit|Coverage|"
        rf"Clinical|Drug|"
        rf"Medical Necessity|Utilization(?: Management)?) (?:Criteria|Guidelines?|Policy) (?:for|on) (?:(?:{_CAP}|of|"
        rf"and|the|in|"
        rf"[A-Z]{{2,4}}-\d) ?){{1,6}}",
    ),
    _standard(
        "manual codigo reglamento politica",
        r"(?:Manual|Código|Reglamento|Guía|Política)(?: (?:de|del|para|la|el|los|las|[A-ZÁÉÍÓÚ][\w+'’&.-]*)){1,6}"
        r"(?:,? (?:título|sección|capítulo|regla|página|artículo|parte) \d[\d.]*\d?)+",
    ),
    _standard(
        "tool criteria instrument scale guideline policy rule",
        r"(?<=[Uu]sing the )[A-Z]{4,}(?: \d+(?:\.\d+)?)?(?= (?:level|tool|criteria|instrument|scale|guidelines?)\b)|"
        r"\b(?:guideline|policy|rule|protocol|standard|criteria|bulletin) (?:no\. |number |#)?"
        r"[A-Z]{2,8}(?:[-.][A-Z]{1,6})?-\d[\w.-]*\w?(?<![.-])",
    ),
    _standard(
        "step therapy prior policy",
        rf"\b(?:{_CAP} ){{1,5}}(?:Policy|Criteria|Guideline|Rule|Standard) [A-Z]{{1,6}}(?:-[A-Z]{{1,6}})+-\d[\w.-]*\w?",
    ),
    _standard("policy bulletin guideline", r"\b(?:[A-Z][a-z]+ ){0,3}(?:Policy|Bulletin|Guideline) \d+\.\d+\.\d+\b"),
    _standard(
        "ncci correct procedure-to-procedure edit",
        r"\b(?:NCCI|CCI|National Correct Coding Initiative)(?: (?:procedure-to-procedure|PTP|medically unlikely|MUE|"
        r"add-on code))? (?:edits?|policy manual)",
        re.IGNORECASE,
    ),
    _standard(
        "sepsis dsm locus hayes uptodate mdguid american national odg mtus acoem",
        r"\b(?:Sepsis-[23]|DSM-5(?:-TR)?|CALOCUS|LOCUS|Hayes(?: [A-Z][a-z]+){1,4}|UpToDate|MDGuidelines|"
        r"(?:American|National) (?:[A-Z][a-z]+ (?:of |for |on |and )?){1,6}(?:[Gg]uidelines?|[Cc]riteria|[Ss]tandards?|"
        r"[Cc]onsensus [Ss]tatement)|ODG|MTUS|ACOEM)\b(?! (?:[A-Z]|by ))",
    ),
    _standard(
        "code wac oar aac comar arsd arm nac oac rcw ors ccr har tac kar idapa n.j iac cmr",
        r"\b(?:Cal\. Code Regs\.,? tit\. \d+,? ?(?:§+|section) ?[\d.]+|(?:WAC|OAR|AAC|COMAR|ARSD|ARM|NAC|OAC|RCW|"
        r"ORS|CCR|HAR|TAC|KAR|IDAPA|"
        r"N\.?J\.?A\.?C\.?|Admin(?:istrative|\.) Code) ?(?:§ ?)?[A-Z]?\d[\d:.-]*\d(?:\([a-z0-9]+\))*|"
        r"\d{1,3} (?:AAC|IAC|KAR|CMR|DCMR|NAC|VAC|Pa\. Code|Tex\. Admin\. Code) ?(?:§ ?|"
        r"chapter )?\d[\d.:-]*\d(?:\([A-Za-z0-9]{1,4}\))*)",
    ),
    _standard(
        "section §",
        r"\b(?:[Ss]ection|§) ?1[89]\d\d[A-Z]{0,2}(?:\([A-Za-z0-9]+\)){0,5}(?: of the (?:Social Security )?Act)?",
    ),
    _standard(
        "determination apl dmhc acog lcd ncd pb mpl",
        r"(?<=[Dd]etermination is )[LA]\d{5}\b|(?<=[(\s])(?:APL|DMHC|ACOG|LCD|NCD|PB|MPL) ?\d\d[-.]\d{2,4}\b",
    ),
    _standard(
        "list table formulary schedule",
        r"\b(?:[A-Z][\w'’&-]+ ){1,5}(?:List|Table|Formulary|Schedule)(?: (?:20\d\d|[A-Z]|\d{1,3}))?,? (?:row|line|"
        r"page|section|item|tier) "
        r"[A-Z]?\d{1,4}",
    ),
    _standard(
        "section",
        r"\b[Ss]ection \d{1,3}(?:\([a-z0-9]\))?, [\"“][^\"”\n]{3,60}[\"”](?: (?:item|page|part) \d{1,3})?",
    ),
    _standard(
        "policy guideline criteria bulletin",
        r"\b(?:(?:[A-Z][\w'’&-]+ ){0,3}(?:(?:[Mm]edical|[Cc]linical|[Cc]overage|[Pp]ayment|[Dd]rug) [Pp]olicy|"
        r"[Gg]uideline|[Cc]riteria|"
        r"[Bb]ulletin) (?:[A-Z]{1,6}[.-])(?:[A-Z]{2,6}[.-])?\d[\w.]*\w)",
    ),
    _standard(
        "mtus acoem odg",
        r"\b(?:MTUS|ACOEM|ODG),? (?:[A-Z][a-z]+ ){1,4}(?:Disorders|Guidelines?|Complaints|Injuries|Chapter)\b",
    ),
    _standard(
        "correct coding",
        r"\bNational Correct Coding Initiative(?: (?:edits?|Policy Manual)(?:,? chapter \d+)?)?",
    ),
    _standard(
        "cfr c.f.r ccr c.c.r u.s usc nycrr tac kar nmac oar wac iac",
        r"\b\d{1,2} (?:CFR|C\.F\.R\.|CCR|C\.C\.R\.|U\.?S\.?C\.?|NYCRR|TAC|KAR|NMAC|OAR|WAC|IAC) ?(?:§+ ?|"
        r"[Ss]ections? |[Pp]art )?\d[\d.()a-zA-Z-]*[\w)]",
    ),
    _standard(
        "coverage lcd ncd lca",
        r"\b(?:Local Coverage (?:Determination|Article)|National Coverage Determination|LCD|NCD|"
        r"LCA)s? ?(?:\((?:LCD|NCD)\) ?)?(?:ID |[Nn]o\.? |[Nn]umber |#)?:? ?(?:L|"
        r"A)?\d[\w.]*\w(?: \([^)\n]{3,60}\))?",
    ),
    _standard(
        "",
        r"\b(?:InterQual|MCG|ASAM|LOCUS|CALOCUS|NCCN|MTUS|ACOEM|ODG|Official Disability Guidelines|"
        r"eviCore|AIM|Carelon|NIA|Milliman|CALOCUS-CASII|ECSII|AHA|ACR|USPSTF)(?:®|™)?(?:[/ ](?:MTUS|"
        r"ACOEM|InterQual|[A-Z][\w'’&/.-]*|of|and|for|edition|\d[\w.-]*|\(\d{4}\))){0,9}",
    ),
    _standard(
        "guideline polic rule manual criteria bulletin protocol standard handbook determination "
        "article edit pathway guidance directive schedule",
        rf"\b(?:{_CAP} ){{0,6}}(?:of |and |for |& )?(?:{_CAP} ){{0,4}}{_KIND}(?:,? (?:{_NUMBER}|"
        rf"Chapter {_NUMBER}|[Cc]h\. ?\d+)(?:,? (?:[Ss]ections?|§|[Cc]hapter|[Ss]ec\.|[Pp]art|"
        rf"[Pp]age) ?\d[\d.]*\w?)*)",
    ),
    _standard(
        "policy rule guideline criteria bulletin",
        r"\b(?:plan|medical|clinical|payment|coverage|reimbursement|drug|pharmacy|utilization|dental|"
        r"vision|billing|claims?) (?:policy|rule|guideline|criteria|bulletin) (?:no\.? |number |"
        r"#)?[A-Z]{0,6}[-.]?\d[\w.-]*\w?",
        re.IGNORECASE,
    ),
    _standard(
        "nmac ccr nycrr tac kar iac njac cmr guia norma politica criterio",
        r"\b\d[\d.]* (?:NMAC|CCR|NYCRR|TAC|KAR|IAC|NJAC|CMR)\b|\b(?:guía clínica|norma|política|"
        r"criterio) [A-Z0-9][\w.-]*\d[\w.-]*",
    ),
    _standard(
        "spd plan eoc evidence brochure handbook certificate",
        r"\b(?:SPD|Summary Plan Description|EOC|Evidence of Coverage|[Bb]rochure|[Hh]andbook|"
        r"Certificate of Coverage|Certificate) \((?:[Pp]age|[Ss]ection|[Pp]art|[Cc]hapter) \d[\w.]*\)",
    ),
    _standard(
        "section page",
        r"\b(?:[Ss]ection|[Pp]age) \d[\d.]*(?:\([a-z0-9]+\))* of (?:the |your )?(?:brochure|"
        r"[Cc]ertificate|policy|[Pp]lan|SPD|EOC|[A-Z][\w ]{2,30})(?: RI \d\d-\d+)?",
    ),
    _standard(
        "section article chapter § page exclusion",
        r"\b(?:(?:Evidence|Certificate) of (?:Coverage|Insurance)|Summary Plan Description|SPD|EOC|COC|"
        r"Benefit Booklet|Member Handbook|(?:your )?[Bb]rochure|Plan Document|Policy|Certificate|"
        r"Member Contract)?,? ?\(?(?:[Ss]ection|[Aa]rticle|[Cc]hapter|§|[Pp]age|"
        r"[Ee]xclusion)s? (?:[A-Z]{0,2}-?\d[\d.A-Za-z-]{0,8}|[IVX]{1,5}(?![A-Za-z])|"
        r"[A-Z](?![A-Za-z]))(?:\([a-z0-9]+\))*(?:,? (?:page|"
        r"p\.) \d+)?(?:,? (?:[A-Z][\w'’&-]*|of|and|the|exclusions?|limitations?|"
        r"[a-z]+(?= exclusions?))(?: (?:[A-Z][\w'’&-]*|of|and|the|exclusions?|limitations?)){0,6})?",
    ),
    _standard(
        "policy guidelines criteria rules",
        rf"\b(?:{_CAP} ){{1,6}}(?:Medical Policy|Clinical Policy|Coverage Policy|Practice Guidelines?|"
        rf"Disorders Guidelines?|Treatment Guidelines?|Clinical Guidelines?|Imaging Guidelines?|"
        rf"Utilization (?:Management )?Criteria|Coverage Criteria|Care Guidelines|Prior (?:Approval|"
        rf"Authorization) Criteria|Drug Criteria|Clinical Criteria|Program Rules|"
        rf"Guidelines?)(?:, (?:[A-Z][\w'’-]*|and|of)(?: (?:[A-Z][\w'’-]*|and|"
        rf"of)){0, 5})?(?:, (?:criteri[ao]n?|section|chapter|page) \d+)?(?! \d)",
    ),
)
EXACT = 25
"""The patterns before this one name a standard by number or known title."""
