"""Numbers that name things: member, group, claim, reference, provider. Kept as read, flagged when a check fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Pattern

from denialops.pipeline.finders.labels import label, values
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading, Span

_ID = re.compile(
    r"(?:(?!PHONE|FAX|CALL|DESK|MAIL|ZIP|BOX|PAGE|MBI|ICN|DOB|NPI|TIN|DOS)[A-Z]{1,5}(?:-[A-Z]{1,4})?[ -])?"
    r"(?=[A-Za-z-/.*]{0,14}\d)[A-Za-z0-9]{1,30}(?:[-/.*][A-Za-z0-9]{1,20}){0,8}"
    r"(?: \d[\dA-Z-]{0,15}(?![\w/]|[.,:]\d)){0,4}"
)
_MEMBER_WORD = (
    r"(?:member|subscriber|enrollee|insured|beneficiary|bene|participant|patient|cardholder|recipient|client|"
    r"employee|dod|kids?|plan|dental plan|mid|emp|covered|membership|r|miembro|afiliado|beneficiario|"
    r"policy ?holder|child|chip|dependent|contract ?holder|customer)"
)
_MEMBER = (
    label(
        rf"{_MEMBER_WORD}(?:'s)?[ -]?(?:id(?:entification)?(?: (?:no|number|card))?|no|number|num|nbr|"
        rf"#)(?: ?(?:no|number|#))?"
    ),
    label(
        r"(?:mbi|hicn?|mid|mbr|medicare (?:beneficiary )?(?:id(?:entifier)?|number|no\.?|#)|"
        r"medicare (?:health insurance )?claim number)"
    ),
    label(
        r"(?:medicaid|recipient|cin|rid|medi-cal|chip|ahcccs|plan member|[a-z]{3,14}care)(?: (?:id|no|"
        r"number|client)\b)?"
        r"(?: ?(?:id|no\.?|number|#))"
    ),
    label(
        r"(?:medicaid (?:billing )?(?:no|number|id)|cin|rid|medicaid|uci|"
        r"n\.? ?o? de identificacion(?: de (?:medicaid|chip|miembro))?|"
        r"identificacion de medicaid|patient number|certificate|benefits? (?:no|number)|"
        r"ident(?:ification)?\.? ?(?:no|number|#)|rx ?id|(?:(?:medicaid|medicare|insurance|plan|member|health) )?card(?: (?:no|number|id))?|"
        r"medicaid (?:billing )?(?:no|number|id)|dbn|edi-?pi|sponsor id|"
        r"client number|id de(?:l)? (?:miembro|afiliado|beneficiario)|numero de (?:miembro|afiliado|"
        r"identificacion|beneficiario)|"
        r"contract (?:id|no|number)|enrollment id|id (?:no|number|card)|id ?#)"
    ),
    label(r"(?:id)"),
    label(r"(?:member|enrollee|subscriber|beneficiary|insured)"),
    label(r"(?:policy|certificate)(?: ?(?:id|no|number|#))?"),
)
_NOT_MEMBER_CONTEXT = re.compile(
    r"(?:provider|group|claim|case|plan|tax|payer|document|form|employer|auth\w*|request|vendor|trace|facility|ref\w*|"
    r"tracking|reviewer|license|eft|payor|federal|practice|submitter|bill|batch|check|invoice|visit|encounter|order|"
    r"record|user|prescriber|pharmacy|sender|receiver|transaction|service|rendering|billing|npi|account|device) $"
)
_GROUP_ID = re.compile(
    r"(?:[A-Z][\w&.,' -]{2,60}(?:[/,] ?| ?\(#? ?| (?=\d[\d-]{2,12} *(?:\n|"
    r"$))))?((?:[A-Z]{1,5}[ "
    r"-])?(?=[A-Za-z-]{0,8}\d)[A-Za-z0-9]{1,20}(?:-[A-Za-z0-9]{1,12}){0,5})(?![\w/])"
)
_GROUP = label(
    r"(?:group|grp|employer group|policy group|numero de grupo|grupo|"
    r"account group)(?:(?: name)? ?(?:/ ?)?(?:id|no|number|num|nbr|#)\b)*(?! policy)"
)
_CLAIM = label(
    r"(?:claim|ctrl|ctl|icn|(?:wcb/?)?carrier case|wcb(?: case)?|our|trans|dcn|tcn|ccn|clm|reclamo|"
    r"reclamacion|internal control|document control|payer claim control|"
    r"transaction control|claim control|numero de (?:reclamo|reclamacion)|control)(?: ?(?:id|no|nos|"
    r"number|numbers|num|nbr|#|"
    r"control|ref(?:erence)?|\(s\)|s|\(icn\)|\(dcn\))\b\)?)*"
)
_REFERENCE = label(
    r"(?:auth(?:orization)?|pre-?auth(?:orization)?|prior auth(?:orization)?|reference|ref|case|"
    r"tracking|request|appeal|"
    r"review|certification|pre-?cert(?:ification)?|grievance|service request|intake|event|determination|notification|"
    r"approval|ask|pre-?det(?:ermination)?|pre-?treatment|matter|submission|ticket|application|our|utn|unique tracking|referencia|caso|numero de (?:caso|referencia|autorizacion)|inquiry|docket|dispute|complaint|"
    r"confirmation|letter|notice|overpayment|audit|imr|iro|hearing|medicare appeal|um|ur|pa|referral|file|solicitud|"
    r"autorizacion|non-certification|transaction|recovery|rfa|wr)"
    r"(?: ?(?:case|request|reference|ref|tracking|control|file|review|appeal|id|no|nos|number|numbers|num|nbr|#)\b)*"
)
_WEAK_REFERENCE = frozenset(
    (
        "letter notice file pa um ur review event confirmation transaction request case our ask approval matter application "
        "submission ticket appeal audit hearing complaint recovery determination"
    ).split()
)
_BARE_NPI = re.compile(r"(?m)^[^\n\d]{0,12}(?:to|provider|facility|physician)\b[^\n\d]{3,60}[/, (]+([12]\d{9})(?!\d)")
_NPI = re.compile(
    r"(?<![a-z0-9])n\.?p\.?i[ .)]{0,30}(?:(?:no|number|id|"
    r"#)[.:]?)? ?[:#]?\s{0,30}#?\s?([0-9ol]{10})(?![0-9])"
)
_TIN = re.compile(
    r"(?<![a-z0-9])(?:tin|tax ?id(?:entification)?(?: (?:no|number))?|ein|fein|"
    r"federal tax id) ?[:#.]? ?(\d{2}-?\d{7})(?!\d)"
)
_MBI = re.compile(
    r"^[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y]"
    r"{2}\d{2}$"
)
_MONEY_OR_DATE = re.compile(
    r"^(?:0?[1-9]|1[0-2])[/.-](?:0?[1-9]|[12]\d|3[01])[/.-](?:\d\d|(?:19|20)\d\d)$|^0+$|^\d+\.\d\d$|"
    r"^\d{4}-\d\d-\d\d$"
)
_ZIP = re.compile(r"^\d{5}(?:-\d{4})?$")
_AFTER_STATE = re.compile(r"[A-Z]{2},? {1,2}$")
_PHONE = re.compile(r"^(?:1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}$")


def find_member_id(reading: Reading, patient: Found | None = None) -> Iterator[Found]:
    """The patient's number with the payer; an exact label beats a bare "ID"."""
    pair = _PAIRED.search(reading.lower)
    if pair:
        start, end = pair.span("member")
        yield Found("member_id", reading.text[start:end], start, end, SURE, "identifiers.paired")
        return
    for rank, pattern in enumerate(_MEMBER):
        for match, place in values(reading, pattern, _ID):
            value = _identifier(match)
            if not value or (rank >= 4 and _NOT_MEMBER_CONTEXT.search(reading.before(place.start, 14))):
                continue
            if rank >= 5 and len(re.sub(r"\D", "", value)) < 4:
                continue
            yield Found("member_id", value, match.start(), match.start() + len(value), SURE, "identifiers.member")
            yield from _mbi(value, match.start(), reading.flat[place.start : place.end])
            return
    yield from _beside_patient(reading, patient)
    yield from _behind_name(reading)


_PAIRED = re.compile(
    r"(?:(?:member|subscriber|patient|enrollee|insured) )?(?:id|number|no\.?|#) ?[|/] ?(?:group|grp)"
    r"(?: (?:no\.?|number|id|#))?(?: ?: ?| *\.{3,} ?|  +)(?P<member>[a-z0-9][a-z0-9*./ -]{2,24}[a-z0-9])"
    r" ?[|/] ?(?P<group>[a-z0-9-]{2,20})(?![\w/])"
)
"""Two labels and two values on one line: "ID | Group  ABC-1 | 2001"."""
_BESIDE = re.compile(
    r"(?: ?\([a-z ]{3,14}\))?(?: ?[,/|(]| {2,})? {0,30}(?:(?:Contract|Member|Number|No\.?|Policy|Cert(?:ificate)?|Card|"
    r"Plan|Benefits?|Insured|contract|member|number|no\.?|policy|certificate|card|plan|Medicaid|Medicare|"
    r"#)(?: (?:no\.?|number|ID|id|#))? ?:? ?)?"
)


def _beside_patient(reading: Reading, patient: Found | None) -> Iterator[Found]:
    """ "Ann Lee (PCH 4417 22)", "Ann Lee, contract QM-44-9", "LEE, ANN    Number 4KM1": a number beside the name."""
    if patient is None:
        return
    gap = _BESIDE.match(reading.text, patient.end)
    match = _ID.match(reading.text, gap.end()) if gap and gap.end() > patient.end else None
    value = _identifier(match) if match else ""
    if match and sum(char.isdigit() for char in value) >= 4:
        yield Found("member_id", value, match.start(), match.start() + len(value), LIKELY + 0.06, "identifiers.beside")
        yield from _mbi(value, match.start(), reading.before(match.start(), 40))


_BEHIND_NAME = re.compile(
    r"(?m)(?:^(?:[Rr][Ee]:? *)?[A-Z][\w'’.-]+(?:,? [A-Z][\w'’.-]*){1,3} ?/ ?((?:[A-Z]{1,4} )?\d[\dA-Z "
    r"-]{3,20}?)(?= ?/| ?$))|(?:[Ee]nroll(?:ed|ee)(?: person)?|[Mm]ember|[Pp]atient|[Ss]ubscriber|"
    r"[Ii]nsured):? +[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]*){1,3} ?[,/]? +\(?((?:[A-Z]{1,4}[ "
    r"-])?(?=[A-Z-]{0,6}\d)[A-Z0-9]{1,20}(?:-[A-Z0-9]{1,20}){0,5}(?: \d{2,4}){0,3})(?![\w/]|\.\d)"
)


def _behind_name(reading: Reading) -> Iterator[Found]:
    """A number that directly follows the patient's name."""
    match = _BEHIND_NAME.search(reading.text)
    if match is None:
        return
    group = 1 if match.group(1) else 2
    value = match.group(group)
    if not _MONEY_OR_DATE.match(value) and sum(char.isdigit() for char in value) >= 4:
        yield Found("member_id", value, match.start(group), match.end(group), LIKELY, "identifiers.behind_name")


def _mbi(value: str, start: int, label_words: str) -> Iterator[Found]:
    bare = value.replace("-", "").replace(" ", "").upper()
    says_so = "mbi" in label_words or "medicare" in label_words or "hic" in label_words
    if _MBI.match(bare):
        yield Found("mbi", bare, start, start + len(value), SURE, "identifiers.mbi")
    elif says_so and len(bare) == 11:
        yield Found("mbi", bare, start, start + len(value), GUESS, "identifiers.mbi", ("mbi_shape",))


def find_group_number(reading: Reading) -> Iterator[Found]:
    pair = _PAIRED.search(reading.lower)
    if pair:
        start, end = pair.span("group")
        yield Found("group_number", reading.text[start:end], start, end, SURE, "identifiers.paired")
        return
    for match, place in values(reading, _GROUP, _GROUP_ID):
        value = match.group(1)
        if _is_group(reading, match, place):
            yield Found("group_number", value, match.start(1), match.end(1), SURE, "identifiers.group")
            return


_GROUP_NAMED = re.compile(r"[a-z&] $")
_GROUP_LEAD = re.compile(
    r"(?:employer|dental|vision|medical|insurance|policy|plan|account|the|your|in|of|under|and|member|for|id|health) $"
)
_NO_GROUP = re.compile(r"\b(?:NPI|TIN|Tax|Phone|Fax|Claim|Member|ID|EIN|Provider|Date)\b")


def _is_group(reading: Reading, match: re.Match[str], place: Span) -> bool:
    """Not the tail of an organisation's name ("Valley Imaging Group   NPI 22"), not a sort of thing ("group 3 chair")."""
    value = match.group(1)
    if _MONEY_OR_DATE.match(value) or _PHONE.match(value) or _NO_GROUP.search(match.group()):
        return False
    before = reading.lower[max(reading.line_of(place.start).start, place.start - 14) : place.start]
    if _GROUP_NAMED.search(before) and not _GROUP_LEAD.search(before):
        return False
    separated = ":" in reading.text[place.end : match.start()] or "  " in reading.text[place.end : match.start()]
    return separated or place.end - place.start > 5 or len(value) > 2


def find_claims(reading: Reading) -> Iterator[Found]:
    """Claim numbers, each once, in the order they stand; "our number" and "control" count where no label says claim."""
    found = tuple(_numbers(reading, _CLAIM, "claim_numbers"))
    strong = tuple(number for number in found if not _is_weak_claim(reading, number))
    yield from strong or found


_WEAK_CLAIM = re.compile(r"(?:\bour|\btrans|\bcontrol|\bctrl|\bctl)[ .:#]*(?:(?:no|number|file|ref\w*|id)[ .:#]*)?$")
_STRONG_CLAIM = re.compile(r"(?:claim|document|internal|payer)[ .:#]*(?:control)?[ .:#]*(?:no|number|id)?[ .:#]*$")


def _is_weak_claim(reading: Reading, found: Found) -> bool:
    before = reading.before(found.start, 30)
    return bool(_WEAK_CLAIM.search(before)) and not _STRONG_CLAIM.search(before)


def find_references(reading: Reading) -> Iterator[Found]:
    """Authorization, case, appeal and tracking numbers."""
    yield from _numbers(reading, _REFERENCE, "reference_numbers")


def _numbers(reading: Reading, pattern: Pattern[str], field: str) -> Iterator[Found]:
    seen: set[str] = set()
    for match, place in values(reading, pattern, _ID):
        value = _identifier(match)
        words = reading.flat[place.start : place.end]
        if _OTHER_NUMBER.search(reading.lower[max(0, place.start - 8) : place.start]):
            continue
        if not value or _plain_key(value) in seen or not _fits(value, words, reading, match.start()):
            continue
        seen.add(_plain_key(value))
        yield Found(field, value, match.start(), match.start() + len(value), SURE, f"identifiers.{field}")
        for more in _listed(reading, value, match.start() + len(value)):
            if _plain_key(more.group(1)) not in seen:
                seen.add(_plain_key(more.group(1)))
                yield Found(field, more.group(1), more.start(1), more.end(1), SURE, f"identifiers.{field}")


def _listed(reading: Reading, value: str, end: int) -> Iterator[re.Match[str]]:
    """ "Claims 25X-88410, 25X-90277 and 25X-90311": further numbers of the same shape in a list."""
    shape = re.sub(r"\d", "9", value)
    more = _NEXT_IN_LIST.match(reading.text, end)
    while more and re.sub(r"\d", "9", more.group(1)) == shape:
        yield more
        more = _NEXT_IN_LIST.match(reading.text, more.end())


_NEXT_IN_LIST = re.compile(r"(?:,|;| and| &|,? and|/) ?\n?([A-Za-z0-9]{1,30}(?:[-/.*][A-Za-z0-9]{1,20}){0,8})")


_OTHER_NUMBER = re.compile(r"(?:omb|form|check|eft|bill|group|policy) $")
_NO_NUMBER_OF_CASE = re.compile(r"[LA]\d{5}$|\d\d-?\d{4}$|\d{3}(?:\.\d+)?$")
"""A coverage determination (L38994), a hospital's certification number (46-5999), a numbered rule (220.6)."""


def _fits(value: str, label_words: str, reading: Reading, start: int) -> bool:
    """A bare word such as "case" needs a value that cannot be a count, an amount or a code."""
    if _NO_NUMBER_OF_CASE.match(value) and re.search(r"determination|ccn", label_words):
        return False
    digits = sum(char.isdigit() for char in value)
    follows = reading.flat[start + len(value) : start + len(value) + 14]
    if re.match(
        r" (?:calendar |business |working )?(?:days?|hours?|months?|visits?|units?|years?|pages?|minutes?)", follows
    ):
        return False
    if label_words in _WEAK_REFERENCE:
        return digits >= 4 or (digits >= 2 and "-" in value)
    return digits >= 3


def _plain_key(value: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", value.upper())


def _identifier(match: re.Match[str]) -> str:
    """The identifier in the match, or "" when it is a date, a phone number or an amount."""
    value = match.group().rstrip(" .,;-/")
    tokens = value.split(" ")
    if len(tokens) > 1 and any(char.isdigit() for char in tokens[0]) and not _is_grouped(tokens):
        value = tokens[0]
    if _ZIP.match(value) and _AFTER_STATE.search(match.string, max(0, match.start() - 4), match.start()):
        return ""
    if sum(char.isdigit() for char in value) < 2 or len(value) < 3:
        return ""
    return "" if _MONEY_OR_DATE.match(value) or _PHONE.match(value) else value


def _is_grouped(tokens: list[str]) -> bool:
    """1126 0551 2288 is one number; 20260551 99213 is a number and a code."""
    if not all(1 <= len(token) <= 7 for token in tokens) or (len(tokens[0]) < 2 and len(tokens) < 3):
        return False
    return not (len(tokens) == 2 and len(tokens[0]) == 7 and len(tokens[1]) == 5 and tokens[0].isdigit())


def find_npi(reading: Reading) -> Iterator[Found]:
    for match in _NPI.finditer(reading.lower):
        value = match.group(1).upper()
        flags = () if has_valid_npi_checksum(value) else ("npi_checksum",)
        yield Found("npi", value, match.start(1), match.end(1), GUESS if flags else SURE, "identifiers.npi", flags)

    bare = _BARE_NPI.search(reading.lower)
    if bare and has_valid_npi_checksum(bare.group(1)):
        yield Found("npi", bare.group(1), bare.start(1), bare.end(1), LIKELY, "identifiers.npi")


def find_tin(reading: Reading) -> Iterator[Found]:
    match = _TIN.search(reading.lower)
    if match:
        yield Found("tin", match.group(1), match.start(1), match.end(1), LIKELY, "identifiers.tin")


def has_valid_npi_checksum(value: str) -> bool:
    """Luhn over the prefix 80840 and the ten digits, the first of which is 1 or 2."""
    if len(value) != 10 or not value.isdigit() or value[0] not in "12":
        return False
    total = 0
    for index, char in enumerate(reversed("80840" + value)):
        digit = int(char) * (1 + index % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0
