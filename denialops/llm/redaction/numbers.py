"""Numbers of persons, claims and things by their label, by their mask or by their mere length "
"(164.514(b)(2)(i)(H)-(M), (R))."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.llm.redaction.codes import is_code_shaped
from denialops.llm.redaction.spans import Span
from denialops.llm.redaction.wordplaces import WordPlaces

_NO = (
    r"(?:['’]?s)?(?:[\s-](?:identification|ident|control|tracking|reference|card|case|file|request|account|"
    r"contract|policy|id)){0,2}"
)
_NUMBER_WORD = r"(?:\s?(?:\(s\)|id\b|i\.d\.|no\b\.?|nos\b\.?|num(?:ber|bers|\.)?|nbr|#|n[uú]m\.?(?: de)?|n\.?º))*"
_LABELS_OF: tuple[tuple[str, str], ...] = (
    ("mrn", r"mrn|medical record|chart|mr ?#|expediente|historia cl[ií]nica|patient (?:id|number|control|no)"),
    (
        "member_id",
        r"member|mbr|mem|subscriber|sub|subscr|enrollee|insured|beneficiary|bene|participant|card ?holder|recipient|"
        r"client|"
        r"employee|dod|sponsor|covered person|membership|miembro|afiliado|beneficiario|policy ?holder|dependent|"
        r"customer|"
        r"contract ?holder|mbi|hicn?|mid|medicare|medicaid|chip|cin|rid|uci|umi|eid|dbn|edi-?pi|cert(?:ificate)?|"
        r"identificaci[oó]n(?: de (?:\w+))?|(?:rx|health|plan|insurance|dental|vision|benefits?) ?(?:id|no\b|number|"
        r"card)|"
        r"id(?:entification)?|card|[a-z]{3,14}care id|patient",
    ),
    ("own_account", r"account|acct|acnt|cuenta|icn|dcn|tcn|ccn|eft|trace|trn"),
    (
        "account",
        r"claim|clm|reclamo|reclamaci[oó]n|invoice|check|"
        r"auth(?:orization)?|pre-?auth(?:orization)?|autorizaci[oó]n|reference|ref|referencia|case|caso|tracking|"
        r"request|"
        r"appeal|grievance|complaint|dispute|referral|file|utn|docket|confirmation|encounter|visit|order|rx|"
        r"prescription|control|transaction|certification|pre-?cert(?:ification)?|intake|event|inquiry|ticket|voucher|"
        r"statement|letter|notice|audit|recovery|overpayment|wcb|carrier case|approval|determination|decision|review",
    ),
    ("license", r"licen[cs]e|licencia|driver'?s? licen[cs]e|dea|passport|pasaporte"),
    ("vehicle", r"vin|vehicle|licen[cs]e plate|plate"),
    ("device", r"serial|device|udi|implant|lot"),
    ("biometric", r"fingerprint|voice ?print|biometric"),
    (
        "other",
        r"group|grp|grupo|policy(?=\s?(?:no\b|num|#|id\b|:))|p[oó]liza|tin|ein|fein|tax ?id|user ?name|user|badge",
    ),
)
_NO_PREFIX = (
    r"(?!(?:PAID|CODE|CPT|HCPC|DOS|NPI|DATE|TYPE|FORM|LINE|ICD|DX|REV|DRG|PAGE|FROM|FOR|IS|OF|ON|TO|AND|"
    r"WAS|THE|BY|TTY|TDD|TEL|EXT|NDC|AMT)\b)"
)
_VALUE = (
    rf"(?P<value>{_NO_PREFIX}(?:[A-Z]{{1,5}}[-/* .](?:[A-Z]{{1,4}}[- ])?(?=\d)|"
    rf"(?=[A-Za-z*#]{{0,8}}\d))[A-Za-z0-9*#]{{1,24}}"
    r"(?:[-/.*#_][A-Za-z0-9*]{1,20}| (?=[A-Z]{0,3}\d)[A-Z0-9]{1,14}| ?- ?(?=\d)[A-Z0-9]{1,14}){0,6})(?!\w)"
)
_PLACEHOLDERS = {kind: kind.removeprefix("own_").upper() for kind, _ in _LABELS_OF} | {"other": "ID"}
_LABELLED = re.compile(
    r"(?<![^\W_])(?i:"
    + "|".join(f"(?P<{kind}>{words})" for kind, words in _LABELS_OF)
    + rf")(?P<link>(?i:{_NO}{_NUMBER_WORD})(?i:[\s:#.=*|/(-]|\bis\b|\bes\b){{1,24}})"
    + _VALUE
)
_ENDING = re.compile(
    r"(?i:\b(?:ending(?: in| with)?|ends (?:in|with)|last (?:four|4)(?: digits)?(?: of)?(?: \w+){0,3}|"
    r"terminad[oa]s? en))"
    r"\W{0,4}(?P<value>\d{3,6})\b|(?P<masked>(?<!\w)(?:[Xx*•#]{2,12}[- ]?){1,4}\d{2,6}\b)"
)
_LONG = re.compile(
    r"(?<![\w$.,])(?=[A-Z0-9*/_-]*\d)[A-Z0-9]{1,24}(?:[-/*_.][A-Z0-9]{1,20}){0,6}"
    r"(?:[ ](?=[A-Z]{0,2}\d{2,})[A-Z0-9]{2,12}){0,5}(?![\w])"
)
_DURATION = re.compile(
    r"\s?(?:calendar |business |working )?(?:days?|hours?|months?|visits?|units?|years?|pages?|d[ií]as|mg|ml|%)",
    re.IGNORECASE,
)
_MBI = re.compile(r"(?<!\w)[1-9][A-Z][A-Z0-9]\d-?[ ]?[A-Z][A-Z0-9]\d-?[ ]?[A-Z]{2}\d{2}(?!\w)", re.IGNORECASE)
_X12_ID = re.compile(r"\*(?:MI|SY|EI|EA|1L|IG)\*([A-Z0-9-]{4,30})")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SAYS_NUMBER = re.compile(r"[:#]|\b(?:no|number|id|num|nbr)\b", re.IGNORECASE)
_OWN_NUMBERS = frozenset(("mrn", "member_id", "own_account", "other"))
_FEWEST_DIGITS = 6


_FIRST_WORDS = frozenset(
    "mrn medical chart mr expediente historia patient member mbr mem subscriber sub subscr enrollee insured "
    "beneficiary bene "
    "participant card cardholder recipient client employee dod sponsor covered membership miembro afiliado "
    "beneficiario "
    "policy policyholder dependent customer contract contractholder mbi hic hicn hi mid medicare medicaid chip cin "
    "rid uci umi "
    "eid dbn edi edipi cert certificate identificación identificacion rx rxid health plan insurance dental vision "
    "benefit "
    "benefits id identification account acct acnt cuenta icn dcn tcn ccn eft trace trn claim clm reclamo "
    "reclamación reclamacion "
    "invoice check auth authorization preauth pre autorización autorizacion reference ref referencia case caso "
    "tracking request "
    "appeal grievance complaint dispute referral file utn docket confirmation encounter visit order prescription "
    "control "
    "transaction certification precert precertification intake event inquiry ticket voucher statement letter notice "
    "audit "
    "recovery overpayment wcb carrier approval determination decision review license licence licencia driver "
    "drivers dea "
    "passport pasaporte vin vehicle plate serial device udi implant lot fingerprint voiceprint voice biometric "
    "group grp grupo "
    "póliza poliza tin ein fein tax username user badge".split()
)
"""What a label can begin with; nothing else is tried."""


def find_labelled_numbers(text: str, words: WordPlaces) -> Iterator[Span]:
    """Numbers that follow a word such as "Member ID", masked numbers and Medicare's own shape."""
    for match in _MBI.finditer(text):
        yield _span(match, 0, "MEMBER_ID")
    for match in _X12_ID.finditer(text):
        yield _span(match, 1, "MEMBER_ID")
    for match in _ENDING.finditer(text):
        yield _span(match, "value" if match["value"] else "masked", "ACCOUNT")
    for match in _labelled(text, words):
        kind = next(kind for kind in _PLACEHOLDERS if match[kind])
        if _is_number(match, text, kind):
            yield _span(match, "value", _PLACEHOLDERS[kind])


def _labelled(text: str, words: WordPlaces) -> Iterator[re.Match[str]]:
    done = 0
    for start in sorted((*words.of(_FIRST_WORDS), *words.ending("care"))):
        match = _LABELLED.match(text, start) if start >= done else None
        if match:
            yield match
            done = match.end()


def find_long_numbers(text: str) -> Iterator[Span]:
    """What no label explains but has as many digits as the number of a person or a claim."""
    for match in _LONG.finditer(text):
        digits = sum(char.isdigit() for char in match.group())
        if digits >= _FEWEST_DIGITS or (digits >= _FEWEST_DIGITS - 1 and "-" in match.group()):
            yield _span(match, 0, "ID")


def _is_number(match: re.Match[str], text: str, kind: str) -> bool:
    value = match["value"]
    digits = sum(char.isdigit() for char in value)
    if (
        digits < (1 if kind == "other" and "-" in value else 3)
        or _DURATION.match(text, match.end())
        or _YEAR.fullmatch(value)
    ):
        return False
    if is_code_shaped(value) and not _SAYS_NUMBER.search(match["link"]) and kind not in _OWN_NUMBERS:
        return False
    return digits >= 4 or kind in _OWN_NUMBERS or "-" in value


def _span(match: re.Match[str], group: int | str, label: str) -> Span:
    start, end = match.span(group)
    return Span(start, end, label, re.sub(r"[\W_]", "", match[group]).upper())
