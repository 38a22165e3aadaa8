"""Patients named without a label: beside a number, in columns of a table, in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.names import CAPITAL, NAME, name_length, person
from denialops.pipeline.finders.reading import GUESS, LIKELY, Found, Reading

_ORGANISATION = re.compile(
    r"\b(?:\w+(?:ology|ologists|opedics|iatrics|dontics|optometry|iatry)|clinic|imaging|ambulance|hospice|optical|"
    r"rehab|"
    r"utilization|management|grievances?|member|physicians?|therapy|nursing|health|care|plan|insurance|hospital|"
    r"clinic|center|medical|services?|group|department|"
    r"company|inc|llc|associates|benefits?|appeals?|trust|network|rights?|information|eligibility|"
    r"responsibility|explanation|handbook|portal|hotline|website|advocate|support|relations|"
    r"authorization|summary|home|road|street|avenue|lane|notice|denial|bill|claims?|decision|"
    r"determination|letter|review|statement|administrators?|fund|company|county|state|federal|unit|"
    r"patient accounts|manager|gentlemen|ladies|provider|sir|madam|llp|pllc|pc|university|school|"
    r"medicare|medicaid|dental|vision|hmo|ppo|silver|gold|bronze|pharmacy|imaging|pediatrics|payment|"
    r"date|explanation|partners|cooperative|assurance)\b",
    re.IGNORECASE,
)


def is_organisation(text: str) -> bool:
    return bool(_ORGANISATION.search(text))


_BEHIND_NUMBER = re.compile(
    rf"(?:(?:[Mm]ember|[Pp]atient|[Ee]nrollee|[Ss]ubscriber|[Ii]nsured|[Bb]eneficiary|MEMBER|PATIENT)(?: ID| [Nn]o\.?|"
    rf" #| [Nn]umber)?|\bID)"
    rf":? (?=[A-Z0-9 *-]{{0,12}}\d)[A-Z0-9*-]{{2,25}}(?: \d[\d-]{{0,10}}){{0,4}},? \(?(?:(?:Mr|Ms|Mrs)\.? )?"
    rf"(?={CAPITAL}[a-z])"
)
_TWO_COLUMNS = re.compile(
    r"(?<![\w,])(?P<last>[A-Z][A-Z'-]{1,24}) {2,12}(?P<first>[A-Z]{2,20}(?: [A-Z])?)(?= {2,}|\n|$)"
)
_NAME_HEADER = re.compile(
    r"last name {1,12}first|(?:^|  )(?:patient |bene(?:ficiary)? )?name(?= +[a-z'-]+ {2,12}[a-z]+(?:  | [a-z]  |$))",
    re.M,
)


def behind_number(reading: Reading) -> Iterator[Found]:
    """ "Member 00-HH-771820, Mr. Lee Ann"."""
    for match in _BEHIND_NUMBER.finditer(reading.text):
        name = NAME.match(reading.text, match.end())
        length = name_length(name.group()) if name else 0
        if name and length and not is_organisation(name.group()[:length]):
            end = name.start() + length
            yield Found(
                "patient_name", person(name.group()[:length]), name.start(), end, LIKELY + 0.06, "people.behind_number"
            )


def in_name_columns(reading: Reading) -> Iterator[Found]:
    """Remittances print "NAME  DOE   JOHN A", or LAST NAME and FIRST as two columns."""
    header = _NAME_HEADER.search(reading.lower)
    if header is None:
        return
    same_line = header.group().strip().endswith("name")
    at = header.end() if same_line else reading.line_of(header.start()).end
    match = _TWO_COLUMNS.search(reading.text, at, at + (60 if same_line else 400))
    if match and not is_organisation(match.group()):
        value = person(f"{match['last']}, {match['first']}")
        yield Found("patient_name", value, match.start(), match.end(), LIKELY + 0.06, "people.columns")


_BEFORE_ID = re.compile(
    rf"(?m)(?:^ *|: ?|, )(?P<name>{CAPITAL}[\w'’.-]+(?:,? {CAPITAL}[\w'’.-]*){{1,3}}?)(?:[,;]| ?\(| - | *\|| {{2,}}) *"
    r"(?:[Mm]ember|[Ss]ubscriber|[Ii]nsured|[Ee]nrollee|[Pp]atient|[Rr]ecipient|[Bb]eneficiary|MEMBER|ID|Medicaid|MBI|"
    r"DOB|[Bb]orn|(?:[Cc]ard|[Pp]olicy|[Cc]ontract|[Cc]ertificate|[Pp]lan|[Hh]ealth plan|[Mm]edicare)"
    r" (?:ID|[Nn]o\b|[Nn]umber|#))(?!\w)(?! (?:[Ss]ervices|[Aa]ppeals|[Rr]elations))"
)
_ROLE_BEHIND = re.compile(
    rf"(?P<name>{CAPITAL}[\w'’-]+(?: {CAPITAL}[\w'’.-]*){{1,3}}),? \(?(?:the |your |our )?(?:patient|member|enrollee|"
    r"beneficiary|claimant|insured person|injured (?:employee|worker))\b(?=[),.;])"
)


def before_role(reading: Reading) -> Iterator[Found]:
    """ "Ann Lee (injured employee)", "Ann Lee, your patient"."""
    for match in _ROLE_BEHIND.finditer(reading.text):
        name = match["name"]
        if name_length(name) == len(name) and not is_organisation(name):
            yield Found("patient_name", person(name), *match.span("name"), LIKELY + 0.06, "people.before_role")


_TEXT_NAME = re.compile(
    r"(?:\b(?:for|of|about|on behalf of|regarding|concerning|patient,|member,|that) )(?:(?:Mr|Ms|Mrs|Miss)\.? )?"
    r"(?P<name>[A-Z][a-z'’-]+(?: [A-Z]\.?)?(?: [A-Z][\w'’-]+){1,2})(?=[\s,.;)(|'’]|$)"
)
_CLOSING = re.compile(r"\n *(?:sincerely|respectfully|regards|cordially|atentamente|signed)\b")
_AFTER_OTHER = re.compile(
    r",? ?(?:MD|M\.D|DO\b|NP\b|PA\b|RN\b|PhD|DDS|DMD|DPM|DC\b|OD\b|Director|Manager|,? [A-Z]{2} \d{5})"
)


def before_id(reading: Reading) -> Iterator[Found]:
    """ "Ann Lee (member ID 12)", "Ann Lee, DOB 1/2/1970" at the start of a line or behind a label."""
    for match in _BEFORE_ID.finditer(reading.text):
        name = match["name"]
        if name_length(name) == len(name) and not is_organisation(name):
            yield Found(
                "patient_name", person(name), match.start("name"), match.end("name"), LIKELY + 0.06, "people.before_id"
            )


def in_text(reading: Reading) -> Iterator[Found]:
    """A person whom a sentence speaks of; words that the letter also writes small are no name."""
    closing = _CLOSING.search(reading.lower)
    for match in _TEXT_NAME.finditer(reading.text, 0, closing.start() if closing else len(reading.text)):
        name = re.sub(r"['’]s$", "", match["name"])
        start = match.start("name")
        is_name = name_length(name) == len(name) and not is_organisation(name) and not _NO_PERSON.search(name)
        if not is_name or _AFTER_OTHER.match(reading.text, start + len(name)):
            continue
        if any(re.search(rf"\b{re.escape(word.lower())}\b", _small_words(reading)) for word in name.split()):
            continue
        yield Found("patient_name", person(name), start, start + len(name), GUESS + 0.2, "people.in_text")


_NO_PERSON = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Labor|Insurance|Act|"
    r"Coverage|Law|Code|Rights|Human|Security|Social|New|North|South|West|East|Saint|San|Los|Department|Office|"
    r"Commissioner|Justice|Policy|Guidelines?|Manual|Level|Appeals?|Coordinator|Specialist|English|Spanish)\b"
)


def _small_words(reading: Reading) -> str:
    """The words of the letter that are written without a capital."""
    return " ".join(re.findall(r"(?<![\w'-])[a-z]{3,}(?![\w])", reading.text))


_NAME_SLASH_ID = re.compile(
    r"(?m)^(?:[Rr][Ee]:? *)?([A-Z][\w'’.-]+(?:,? [A-Z][\w'’.-]*){1,3}) ?/ ?(?=[A-Z]{0,4}[ -]?\d)"
)
_YOUR_PATIENT = re.compile(
    r"(?:your patient|claim for|our insured:?|the member,?|"
    r"on behalf of) ([A-Z][\w'’.-]+(?: [A-Z][\w'’.-]*){1,3})(?=[ ,.(])"
)


def before_number(reading: Reading) -> Iterator[Found]:
    """ "Jessup, Barnabas / CHC 7700" and "your patient Ann Lee, benefit no. 12"."""
    for match in (*_NAME_SLASH_ID.finditer(reading.text), *_YOUR_PATIENT.finditer(reading.text)):
        length = name_length(match.group(1))
        if length and not is_organisation(match.group(1)[:length]):
            text = match.group(1)[:length]
            yield Found(
                "patient_name",
                person(text),
                match.start(1),
                match.start(1) + length,
                LIKELY + 0.06,
                "people.before_number",
            )
