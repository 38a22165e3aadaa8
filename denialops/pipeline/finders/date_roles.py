"""The part that a date plays, told by the words before it, above it, or at the head of its column."""

from __future__ import annotations

import re

from denialops.pipeline.finders.reading import Reading
from denialops.pipeline.finders.tables import head_over

_ROLES = (
    ("birth", r"date of birth|birth ?(?:date|day)|dob|d\.o\.b|birth|born|birthdate|nacimiento|nacid[oa]"),
    (
        "notice",
        r"(?:decision|notice|letter|determination)(?: date)?,? (?:and|/) (?:date of (?:service|mailing)|"
        r"service|mailing)(?: date)?|(?:cycle|period|week) end(?:ing|ed)?|payment cycle|date of initial payment",
    ),
    ("injury", r"(?:accident|injury|loss) date|doi|d/a|d/i|d\.o\.i|injury|injured|accident|loss|lesion|incident"),
    ("service", r"(?:proposed|planned|scheduled|anticipated|expected)(?: \w+)? dates?"),
    (
        "plan",
        r"(?:grace|premium|coverage|policy|plan|benefit|enrollment|contract|deductible|accumulation|waiting|"
        r"look-?back)[ -](?:period|year|month|dates?|span)s?(?: (?:of|from|is|was|runs?))*|claims held|"
        r"claims? (?:processed|finalized|received) (?:between|from)|(?:policy|plan|coverage) (?:runs?|valid|"
        r"in force) from|ano de (?:beneficios?|poliza|cobertura)(?: \(?del?)?",
    ),
    (
        "limit",
        r"by|before|until|no later than|not later than|on or before|deadline|due|due date|due by|"
        r"expires?(?: on)?|"
        r"postmarked by|received by|antes del?|a mas tardar el|hasta el|valid (?:through|until|to)",
    ),
    (
        "service",
        r"(?:care|services?|treatments?|therapy|items?|supplies|equipment|drugs?|visits?|stay|transport) (?:that |"
        r"which )?"
        r"(?:you|he|she|they|the (?:patient|member)|your \w+) (?:received|had|got|(?:was|were) given)(?: on)?|"
        r"(?:scheduled |planned |proposed |requested |anticipated )?dates? (?:of|for) (?:the |your )?(?:procedure|"
        r"surgery|visit|"
        r"admission|exam|treatment|fill|care|stay|transport|operation|injection|infusion|test)|"
        r"(?:surgery|procedure|admission|exam|visit|treatment|fill|svc|infusion|test|care|rx) (?:dt|dates?|day)|"
        r"when seen|"
        r"when you were seen|period of (?:care|service|stay)|dates? asked(?: for)?|date range(?: asked| requested)?|"
        r"rendered|d/s|(?:rx |date )?filled(?: on)?|(?:stmt |statement )?(?:from|begin)(?:/| - |-)(?:thru|through|to|"
        r"end)|dates? requested|fechas? de (?:la )?(?:atencion|visita|cirugia|consulta)|care of|svc|"
        r"admit / discharge|treated|exam(?! of)",
    ),
    (
        "received",
        r"received|rec'?d|receipt|receipt date|request date|requested|requested on|submitted|submitted on|"
        r"filed on|recibid[oa]|recibimos|asked for(?: on)?|came in on|was received on|date received|"
        r"received on|(?:got|received|have) (?:an?|your|the) (?:\w+ )?(?:request|appeal|claim|"
        r"letter)(?: from [a-z ]{3,30})? on|request on|received date|request of|appeal of|in our office(?: on)?",
    ),
    (
        "prior",
        r"letter of|letter dated|notice of|notice dated|decision of|decision dated|determination of|dated|"
        r"denied(?: the claim)? on|approved on|issued on|initial (?:denial|determination|"
        r"decision)(?: date)?|upheld on|"
        r"paid on|processed on|determination dated|denial dated|original (?:denial|decision|notice)(?: date)?|"
        r"first (?:denial|level) (?:date|decision)|previous(?:ly)?(?: notice)?(?: date)?|signed|revised|"
        r"published|version|policy effective|last reviewed|appeal date",
    ),
    (
        "service",
        r"disch|admit|seen(?: on)?|dos|d\.o\.s|dates? of services?|services? dates?|date\(s\) of service|"
        r"service\(s\)|services?|"
        r"dtm\*(?:232|233|472|150|151)|serv(?:ice)?\.? date|valid|on the date of service|dates? denied|"
        r"admit(?:ted)?(?: date)?|admission(?: date)?|treatment dates?|"
        r"discharged?(?: date)?|fill(?:ed)? dates?|date filled|dispensed|visit(?: of| on)?|performed(?: on)?|"
        r"rendered(?: on)?|provided(?: on)?|surgery(?: date)?|fechas? (?:de|del) servicios?|statement covers|"
        r"(?:given|performed|provided|rendered|supplied|furnished|delivered|done|seen|treated|"
        r"dispensed)(?: \w+){0,4} on|furnished|given on|service from|service period|stay|on or about|"
        r"procedure date|start(?:ing)?|"
        r"beginning|begin date|start date|first treatment|period|of service|servicio|dispensed on|"
        r"fecha servicio|date\(s\)|requested dates?|approved dates?|denied dates?|dates",
    ),
    (
        "effective",
        r"effective|effective date|eff(?:\.|ective)?(?: date)?|ended|ended on|terminated|terminated on|"
        r"termed|"
        r"termination date|term date|cancell?ed(?: on)?|coverage (?:ended|began|end|start)(?: date)?|as of|"
        r"(?:took|takes?) effect(?: on)?|ends?(?: on)?|will end(?: on)?|last (?:covered )?day|since|after|"
        r"paid through|began|"
        r"lapsed(?: on)?",
    ),
    (
        "notice",
        r"notice date|date of (?:this |the )?(?:notice|letter|decision|determination|denial|eob|mailing|action)|"
        r"letter date|decision date|determination date|denial date|mail(?:ed|ing)(?: date)?|date mailed|"
        r"eob date|issue date|date issued|issued|date of issue|process(?:ed|ing)? date|date processed|"
        r"run|run date|date run|posted|posted on|answered|returned on|decision|reviewed|reviewed on|"
        r"date reviewed|determination|denied|as of date|statement date|report date|remit(?:tance)? date|"
        r"ra date|notification date|date notified|"
        r"fecha(?: de(?:l)? (?:este |la |la presente )?(?:aviso|carta|notificacion|decision|envio))?|"
        r"date printed|"
        r"date of this (?:explanation|statement|summary|report)|print date|adjudicat(?:ed|ion)(?: date)?|"
        r"date sent|"
        r"faxed|e-?mailed|finali[sz]ed(?: on)?|resolution date|date of resolution|review date|date of review|"
        r"date of action|decided|our date|(?:decision|notice|letter|cycle|claim|review|appeal|"
        r"grievance) (?:day|end|"
        r"result|outcome|finding|answer|response)|cycle end(?:ing|ed)?|result|outcome|written|sent|"
        r"served(?: by mail)?(?: on)?|"
        r"noted|printed(?: on)?|prepared(?: on)?|produced|released|generated|mailed on|sent on|sent out(?: on)?|"
        r"dated this|made on|reply|response|explanation date|summary date|voucher date|advice date|date generated|"
        r"date prepared|date of (?:this |the |our )?(?:response|reply|result|outcome|resolution|review|remittance|"
        r"voucher|advice|correspondence|notification|finding)|emitid[oa](?: el)?|enviad[oa](?: el)?",
    ),
    (
        "payment",
        r"paid date|date paid|check date|chk dt|remit(?:tance)?|dtm\*405|bpr date|payment date|"
        r"check/eft date|eft date|check issue(?: date|d)|"
        r"pay date|production date|paid",
    ),
    ("plain", r"date|today'?s date"),
    ("loose", r"on|for|from|of|the"),
)
_LINKS = {"service": r"(?: (?:is|was|of|on|on the|for|from|fue|del?|el))?"}
_ROLE_OF = tuple(
    (role, re.compile(rf"(?:^|[^a-z])(?:{words})(?:\(s\))?{_LINKS.get(role, '')}$")) for role, words in _ROLES
)
_WEEKDAY = re.compile(r"[: ]*(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]? ?$")
_DESK = re.compile(
    r"\b(?:human|health|member|customer|provider|social|appeals?|reconsideration|review|claims?|benefits?|patient|"
    r"family|"
    r"management|administrative|community|support|medical|department|clinical|enrollee|client|coverage|federal|"
    r"coordination|state|(?:department|division|bureau|office|center)s? of(?: \w+)?|insurance|administration|shared|"
    r"beneficiary|subscriber|operations|correspondence)"
    r" (?:and \w+ )?(?:services?|review|care)$"
)
"""An office called "... Services" beside the day of its letter."""
_EDGES = " :.#=(-*|/"
_REACH = 48
_SPAN_HEAD = re.compile(r"(?:from|thru|through|to|begin|end|start|first|last|desde|hasta)(?: dates?)?")


def role_of(reading: Reading, left: str, start: int) -> str:
    """`left`: the folded words before the date on its line, without those of an earlier date."""
    line = reading.line_of(start)
    words = left.rstrip(_EDGES)
    if not words.strip():
        words = _line_above(reading, line.start)
    words = _WEEKDAY.sub("", words)[-_REACH:]
    named = next((role for role, pattern in _ROLE_OF if pattern.search(words)), "")
    if (named == "service" and _DESK.search(words)) or (named == "loose" and left.endswith("   ")):
        named = ""
    is_cell = not left.strip() or left.endswith(("  ", "| ", "|"))
    return (_role_of_head(head_over(reading, start)) if is_cell and named in ("", "loose") else "") or named


def _line_above(reading: Reading, line_start: int) -> str:
    """The line before, if it is a mere label or a sentence that runs on."""
    if line_start == 0:
        return ""
    above = reading.line_of(line_start - 1)
    words = reading.lower[above.start : above.end].strip(" :.#")
    return words if len(words) > 2 and "   " not in words else ""


_HEADS = frozenset(("service", "birth", "received", "injury", "effective", "payment"))
_HEAD_OF = tuple((role, re.compile(rf"(?:{words})(?:\(s\))?")) for role, words in _ROLES if role in _HEADS)


def _role_of_head(head: str) -> str:
    words = head.rstrip(_EDGES)
    if _SPAN_HEAD.fullmatch(words):
        return "service"
    return next((role for role, pattern in _HEAD_OF if pattern.fullmatch(words)), "")
