"""Numbers that name things: member, group, claim, reference, provider. Kept as read, flagged when a check fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Pattern

from denialops.pipeline.finders.labels import label, values
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading

_ID = re.compile(
    r"(?:(?!PHONE|FAX|CALL|DESK|MAIL|ZIP|BOX|PAGE|MBI|ICN|DOB|NPI|TIN|DOS)[A-Z]{1,5}[ -])?(?=[A-Za-z-/.]{0,14}\d)"
    r"[A-Za-z0-9]{1,30}(?:[-/.][A-Za-z0-9]{1,20}){0,8}(?: \d[\dA-Z-]{0,15}(?![\w/]|[.,:]\d)){0,4}"
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
        r"identification ?(?:no|number|#)|rx ?id|medicaid (?:billing )?(?:no|number|id)|dbn|edi-?pi|sponsor id|"
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
    r"tracking|reviewer|license|eft|payor|federal|practice|submitter) $"
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
    r"utn|unique tracking|referencia|caso|numero de (?:caso|referencia|autorizacion)|inquiry|docket|dispute|complaint|"
    r"confirmation|letter|notice|overpayment|audit|imr|iro|hearing|medicare appeal|um|ur|pa|referral|file|solicitud|"
    r"autorizacion|non-certification|transaction|recovery|rfa|wr)"
    r"(?: ?(?:case|request|reference|ref|tracking|control|file|review|appeal|id|no|nos|number|numbers|num|nbr|#)\b)*"
)
_WEAK_REFERENCE = frozenset("letter notice file pa um ur review event confirmation transaction request case".split())
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


def find_member_id(reading: Reading) -> Iterator[Found]:
    """The patient's number with the payer; an exact label beats a bare "ID"."""
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
    yield from _behind_name(reading)


_BEHIND_NAME = re.compile(
    r"(?m)(?:^(?:[Rr][Ee]:? *)?[A-Z][\w'’.-]+(?:,? [A-Z][\w'’.-]*){1,3} ?/ ?((?:[A-Z]{1,4} )?\d[\dA-Z "
    r"-]{3,20}?)(?= ?/| ?$))|(?:[Ee]nroll(?:ed|ee)(?: person)?|[Mm]ember|[Pp]atient|[Ss]ubscriber|"
    r"[Ii]nsured):? +[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]*){1,3}[,/]? +\(?((?:[A-Z]{1,4}[ "
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
    for match, _ in values(reading, _GROUP, _GROUP_ID):
        value = match.group(1)
        if not _MONEY_OR_DATE.match(value) and not _PHONE.match(value):
            yield Found("group_number", value, match.start(1), match.end(1), SURE, "identifiers.group")
            return


def find_claims(reading: Reading) -> Iterator[Found]:
    """Claim numbers, each once, in the order they stand."""
    yield from _numbers(reading, _CLAIM, "claim_numbers")


def find_references(reading: Reading) -> Iterator[Found]:
    """Authorization, case, appeal and tracking numbers."""
    yield from _numbers(reading, _REFERENCE, "reference_numbers")


def _numbers(reading: Reading, pattern: Pattern[str], field: str) -> Iterator[Found]:
    seen: set[str] = set()
    for match, place in values(reading, pattern, _ID):
        value = _identifier(match)
        words = reading.flat[place.start : place.end]
        if not value or _plain_key(value) in seen or not _fits(value, words, reading, match.start()):
            continue
        seen.add(_plain_key(value))
        yield Found(field, value, match.start(), match.start() + len(value), SURE, f"identifiers.{field}")


def _fits(value: str, label_words: str, reading: Reading, start: int) -> bool:
    """A bare word such as "case" needs a value that cannot be a count, an amount or a code."""
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
    if not all(1 <= len(token) <= 7 for token in tokens) or len(tokens[0]) < 2:
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
