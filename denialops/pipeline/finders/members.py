"""The patient's number with the payer and the group number: by label, in pairs, beside the patient's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.gates import is_masked, may_be_member_id
from denialops.pipeline.finders.labels import label, values
from denialops.pipeline.finders.numbers import ID, MONEY_OR_DATE, PHONE, identifier
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading, Span

_MEMBER_WORD = (
    r"(?:member|mbr|mem|sub|subscr|coverage|subscriber|enrollee|insured|beneficiary|bene|participant|"
    r"cardholder|recipient|client|"
    r"dod|kids?|dental plan|mid|emp|covered|membership|r|miembro|afiliado|beneficiario|recip|trust|fund|"
    r"student|unique|benef|eligible|covered person|insured person|"
    r"policy ?holder|child|chip|dependent|contract ?holder|customer)"
)
_ID_WORD = r"(?:i\.? ?d\.?(?![a-z])|ld(?=[ :#.]))"
"""ID, I.D., and what a scan makes of it (lD)."""
_MEMBER = (
    label(
        rf"{_MEMBER_WORD}(?:'s)?[ -]?\(?(?:id(?:ent(?:ification|ifier))?(?: (?:no|number|card))?|{_ID_WORD}|no|number|"
        rf"num|nbr|code|#)(?: ?(?:no|number|code|#))?\)?"
    ),
    label(
        r"(?:mbi|hicn?|mid|mbr|medicare (?:beneficiary )?(?:id(?:entifier)?|number|no\.?|#)|"
        r"medicare (?:health insurance )?claim number)"
    ),
    label(
        r"(?:medicaid|recipient|cin|rid|pmi|maid|msis|medi-cal|chip|ahcccs|plan member|[a-z]{3,14}care)(?: (?:id|no|"
        r"number|client)\b)?"
        r"(?: ?(?:id|no\.?|number|#))"
    ),
    label(
        r"(?:medicaid (?:billing )?(?:no|number|id)|cin|rid|pmi|maid|medicaid|uci|"
        r"n(?:\.? ?o?|umero) de identificacion(?: del? (?:medicaid|chip|miembro|afiliado|beneficiario|paciente))?|"
        r"identificacion de medicaid|(?:patient|employee)(?:'s)?[ -]?\(?(?:id|no|number|#)\b\)?|certificate|"
        r"benefits? (?:no|number)|"
        r"ident(?:ification)?\.? ?(?:no|number|#)|(?:plan )?identification(?= ?:)|rx ?id|(?:(?:medicaid|medicare|"
        r"insurance|plan|member|"
        r"health) )?card(?: (?:no|number|id))?|"
        r"medicaid (?:billing )?(?:no|number|id)|dbn|edi-?pi|sponsor id|"
        r"client number|id de(?:l)? (?:miembro|afiliado|beneficiario)|numero de (?:miembro|afiliado|"
        r"identificacion|beneficiario)|"
        r"contract(?: (?:id|no|number))?(?=[ :#.]+[a-z-]{0,8} ?\d)|umi|eid|cert(?: ?(?:no|number|id|#))?|"
        r"enrollment(?: (?:id|no|number))?(?=[ :#.]+[a-z-]{0,8}\d{4})|id (?:no|number|card)|id ?#)"
    ),
    label(rf"(?:{_ID_WORD}|ident)"),
    label(r"(?:member|enrollee|subscriber|beneficiary|insured)"),
    label(r"(?:(?:policy|certificate)(?: ?(?:id|no|number|#))?|plan ?(?:id|no|number|#))"),
)
_NOT_MEMBER_CONTEXT = re.compile(
    r"\b(?:provider|group|claim|case|tax|payer|par|audit|advice|letter|office|notice|appeal|wcb|referral|decision|"
    r"document|form|employer|auth\w*|request|vendor|trace|facility|"
    r"ref\w*|medical|clinical|drug|payment|tdi|license|ur|um|pa|rfa|utn|"
    r"tracking|reviewer|license|eft|payor|federal|practice|submitter|bill|batch|check|invoice|visit|encounter|order|"
    r"record|user|prescriber|pharmacy|sender|receiver|transaction|service|rendering|billing|npi|account|device) {1,2}$"
)
_GROUP_ID = re.compile(
    r"(?:[A-Z][\w&.,' -]{2,60}(?:[/,] ?| ?\(#? ?| (?=\d[\d-]{2,12} *(?:\n|"
    r"$))))?((?:[A-Z]{1,5}[ "
    r"-])?(?=[A-Za-z-]{0,8}\d)[A-Za-z0-9]{1,20}(?:-[A-Za-z0-9]{1,12}){0,5}"
    r"(?: / \d{2,4}(?=[ \t]{2}|[ \t]*(?:\n|$)))?)(?![\w/])"
)
_GROUP = label(
    r"(?:group contract|group|grp|rx ?gr(?:ou)?p|employer group|policy group|numero de grupo|grupo|"
    r"account group)(?: ?/ ?division)?(?:(?: name)? ?(?:/ ?)?(?:id|no|number|num|nbr|#)\b)*(?! policy)"
)
_MBI = re.compile(
    r"^[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y]"
    r"{2}\d{2}$"
)


def find_member_id(reading: Reading, patient: Found | None = None) -> Iterator[Found]:
    """The patient's number with the payer; an exact label beats a bare "ID"."""
    pair = _PAIRED.search(reading.lower)
    if pair:
        start, end = pair.span("member")
        yield Found("member_id", reading.text[start:end], start, end, SURE, "members.paired")
        return
    for rank in range(len(_MEMBER)):
        labelled = list(_labelled(reading, rank))
        if labelled:
            labelled += list(_on_line_of(reading, labelled[0], patient))
            found, place = max(labelled, key=lambda pair: _nearness(reading, pair[0], patient))
            yield found
            yield from _mbi(found.value, found.start, reading.flat[place.start : place.end])
            return
    for other in (*_beside_patient(reading, patient), *_behind_name(reading)):
        if other.field != "member_id" or may_be_member_id(reading, other.value, other.start):
            yield other


def _labelled(reading: Reading, rank: int) -> Iterator[tuple[Found, Span]]:
    """What stands behind the labels of a rank and can be a member's number, each with its label."""
    for match, place in values(reading, _MEMBER[rank], ID):
        value = identifier(match)
        if not value or (rank >= 3 and _is_of_another(reading, place)):
            continue
        if re.fullmatch(r"[HRSE]\d{4}(?:-\d{3})?", value):
            continue
        if rank >= 5 and sum(map(str.isdigit, value)) < (3 if value[0].isupper() else 4):
            continue
        start = match.start()
        if is_masked(value):
            plain = _UNMASKED.match(reading.text, start + len(value))
            value, start = (plain.group(1), plain.start(1)) if plain else (value, start)
        value = _with_suffix(reading, value, start)
        if may_be_member_id(reading, value, start) or (rank < 3 and is_masked(value)):
            sure = LIKELY if rank >= 6 or is_masked(value) else SURE
            yield Found("member_id", value, start, start + len(value), sure, "members.member"), place


_UNMASKED = re.compile(r"[^\n\w]{0,4}\(([A-Z0-9][A-Z0-9 -]{6,16}[A-Z0-9])\b")
"""The whole number behind the crossed-out one."""
_SUFFIX = re.compile(r" \d{1,3}(?=[ \t]{2}|[ \t]*(?:\n|$))")


def _with_suffix(reading: Reading, value: str, start: int) -> str:
    """With the number of the person in the family that stands a blank behind ("CCH7719403 02")."""
    suffix = _SUFFIX.match(reading.text, start + len(value))
    if suffix and " " not in value and sum(map(str.isdigit, value)) >= 6:
        return value + suffix.group()
    return value


def _on_line_of(reading: Reading, first: tuple[Found, Span], patient: Found | None) -> Iterator[tuple[Found, Span]]:
    """In a table the number in the same column as the first row's, on the line of the patient."""
    found, place = first
    row = reading.line_of(patient.start) if patient else None
    first_row = reading.line_of(found.start)
    if row is None or row.start <= first_row.start or place.end > first_row.start:
        return
    opens = row.start + found.start - first_row.start
    match = ID.match(reading.text, opens) if reading.text[opens - 2 : opens] == "  " else None
    value = identifier(match) if match else ""
    if value and may_be_member_id(reading, value, opens):
        yield found._replace(value=value, start=opens, end=opens + len(value)), place


def _nearness(reading: Reading, found: Found, patient: Found | None) -> tuple[bool, int]:
    """On the line of the patient first, then close behind the patient, then in the order of the letter."""
    if patient is None:
        return False, -found.start
    line = reading.line_of(patient.start)
    return line.start <= found.start < line.end, -abs(found.start - patient.start)


def _is_of_another(reading: Reading, place: Span) -> bool:
    line = reading.line_of(place.start)
    return _NOT_MEMBER_CONTEXT.search(reading.flat, max(line.start, place.start - 16), place.start) is not None


_PAIRED = re.compile(
    r"(?:(?:member|subscriber|patient|enrollee|insured) )?(?:id|number|no\.?|#) ?[|/] ?(?:group|grp)"
    r"(?: (?:no\.?|number|id|#))?(?: ?: ?| *\.{3,} ?|  +)(?P<member>[a-z0-9][a-z0-9*./ -]{2,24}[a-z0-9])"
    r" ?[|/] ?(?P<group>[a-z0-9-]{2,20})(?![\w/])"
)
"""Two labels and two values on one line: "ID | Group  ABC-1 | 2001"."""
_BESIDE = re.compile(
    r"(?: ?\([a-z ]{3,14}\))?(?: ?[,;/|(\[]| -| {2,})? {0,30}(?:(?:Contract|Member|Number|No\.?|Policy|"
    r"Cert(?:ificate)?|Card|"
    r"Plan|Benefits?|Insured|contract|member|number|no\.?|policy|certificate|card|plan|Medicaid|Medicare|"
    r"#)(?: (?:no\.?|number|ID|id|#))? ?:? ?)?"
)


def _beside_patient(reading: Reading, patient: Found | None) -> Iterator[Found]:
    """ "Ann Lee (PCH 4417 22)", "Ann Lee, contract QM-44-9", "LEE, ANN    Number 4KM1": a number beside the name."""
    if patient is None:
        return
    gap = _BESIDE.match(reading.text, patient.end)
    match = ID.match(reading.text, gap.end()) if gap and gap.end() > patient.end else None
    value = identifier(match) if match else ""
    if match and sum(char.isdigit() for char in value) >= 4:
        yield Found("member_id", value, match.start(), match.start() + len(value), LIKELY + 0.06, "members.beside")
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
    if not MONEY_OR_DATE.match(value) and sum(char.isdigit() for char in value) >= 4:
        yield Found("member_id", value, match.start(group), match.end(group), LIKELY, "members.behind_name")


def _mbi(value: str, start: int, label_words: str) -> Iterator[Found]:
    bare = value.replace("-", "").replace(" ", "").upper()
    says_so = "mbi" in label_words or "medicare" in label_words or "hic" in label_words
    if _MBI.match(bare):
        yield Found("mbi", bare, start, start + len(value), SURE, "members.mbi")
    elif says_so and len(bare) == 11:
        yield Found("mbi", bare, start, start + len(value), GUESS, "members.mbi", ("mbi_shape",))


def find_group_number(reading: Reading) -> Iterator[Found]:
    pair = _PAIRED.search(reading.lower)
    if pair:
        start, end = pair.span("group")
        yield Found("group_number", reading.text[start:end], start, end, SURE, "members.paired")
        return
    for match, place in values(reading, _GROUP, _GROUP_ID):
        value = match.group(1)
        if _is_group(reading, match, place):
            yield Found("group_number", value, match.start(1), match.end(1), SURE, "members.group")
            return
    for match, place in values(reading, _GROUP, _GROUP_LETTERS):
        if not re.search(r"\w ?$", reading.text[max(0, place.start - 2) : place.start]):
            yield Found("group_number", match.group(), match.start(), match.end(), LIKELY, "members.group_letters")
            return


_GROUP_LETTERS = re.compile(r"[A-Z]{3,10}(?=[ \t]*(?:\n|$|  |/|\|))")
"""A group without a digit (RxGrp ACMERX), where the whole field is one word in capitals."""

_GROUP_NAMED = re.compile(r"[a-z&] $")
_GROUP_LEAD = re.compile(
    r"(?:employer|dental|vision|medical|insurance|policy|plan|account|the|your|in|of|under|and|member|for|id|health) $"
)
_NO_GROUP = re.compile(r"\b(?:NPI|TIN|Tax|Phone|Fax|Claim|Member|ID|EIN|Provider|Date)\b")


def _is_group(reading: Reading, match: re.Match[str], place: Span) -> bool:
    """Not the tail of an organisation's name ("Valley Imaging Group   NPI 22"), not a sort of thing."""
    value = match.group(1)
    if MONEY_OR_DATE.match(value) or PHONE.match(value) or _NO_GROUP.search(match.group()):
        return False
    if reading.text[place.end : match.start()] == ". " and reading.text[place.start].islower():
        return False
    before = reading.lower[max(reading.line_of(place.start).start, place.start - 14) : place.start]
    if "\n" in reading.text[place.end : match.start()] and before.strip() and not before.endswith("  "):
        return False
    if _GROUP_NAMED.search(before) and not _GROUP_LEAD.search(before):
        return False
    separated = ":" in reading.text[place.end : match.start()] or "  " in reading.text[place.end : match.start()]
    return separated or place.end - place.start > 5 or len(value) > 2
