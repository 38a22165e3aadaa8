"""The patient, and the others a letter names beside the patient: subscriber, sponsor, reviewer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from re import Pattern

from denialops.pipeline.finders.dates import DateSpan
from denialops.pipeline.finders.gates import may_be_patient
from denialops.pipeline.finders.labels import label, values
from denialops.pipeline.finders.mentions import (
    before_id,
    before_number,
    before_role,
    behind_number,
    in_name_columns,
    in_text,
    is_organisation,
)
from denialops.pipeline.finders.names import CAPITAL, NAME, name_length, person
from denialops.pipeline.finders.reading import LIKELY, SURE, Found, Reading, Span

_NAME_WORD = r"(?:'s)?(?:/\w+)?(?: ?(?:name|nombre))?"
_PATIENT = (
    label(
        rf"(?:patient|pat|pt|paciente|dependent|claimant|nombre del paciente|"
        rf"injured (?:worker|employee|person|party)|"
        rf"(?:your|our|the) patient|"
        rf"(?:nombre del?|name of) (?:the |la )?(?:patient|member|enrollee|beneficiary|child|insured|person|recipient|"
        rf"claimant|veteran|employee|afiliado|miembro|beneficiario)|"
        rf"(?:person|people|individual) (?:with medicare|covered|insured|treated|served)){_NAME_WORD}(?: name)?"
    ),
    label(
        rf"(?:member|enrollee|beneficiary|bene|benef|mbr|consumer|individual|miembro|afiliado|beneficiario|"
        rf"recip(?:ient)?|(?:covered|insured|treated|eligible) (?:person|individual|member|patient)|"
        rf"enrolled(?: person)?|client|child|adolescent|minor|resident|"
        rf"participant|insured|customer|student|re: member){_NAME_WORD}"
    ),
    label(r"(?:employee|subscriber|worker|applicant|policy ?holder|veteran)(?:'s)?(?: name)?"),
    label(r"(?:name|nombre)"),
    label(
        r"(?:on behalf of|request for|about|for|to|guardians? of|parents? of|family of|mother of|father of|appeal of|"
        r"appellant|treated|person|receiving care|matter of|subject|name and id)"
    ),
    label(r"(?:re|regarding|asunto|ref)"),
)
_FOR_NAME = re.compile(
    r"\b(?:for|of|about) ((?:Mr\. |Ms\. |"
    r"Mrs\. )?[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]*){1,3}),? ?\(?(?:[Mm]ember |[Ss]ubscriber |[Pp]atient |"
    r"[Dd]ental |[Pp]lan )?(?:id|ID|Id|No|#|member|DOB|[Dd]ate of birth|subscriber|born)\b"
)
_BELOW_NAME = re.compile(
    r"\b(?:id|i\.d\.|member|client|medicaid|medicare|identification|date of birth|dob|subscriber|certificate|enrollee|"
    r"recipient|beneficiary|insured|participant|card (?:no|number)|case no|claim)\b|^\d{1,6} \w+|^rr \d|^c/o|"
    r"^p\.? ?o\.? box|^one [a-z]+ |camino|calle"
)
_DEAR = re.compile(
    r"(?:Dear|[Hh]ello|[Hh]i|Greetings,?|[Oo]n behalf of|Estimad[oa](?:\(a\))?|"
    r"(?:[Tt]o the )?[Pp]arents?(?:\(s\))?(?: (?:or|and) |"
    r" ?/ ?)(?:[Ll]egal )?[Gg]uardians?(?:\(s\))? of:?|[Nn]otice for|"
    r"(?:Para (?:los )?)?[Pp]adres?(?: o tutor(?:es)?)? de:?|To the [Ff]amily of:?|"
    r"Prepared for:?)\s{1,4}(?:(?:Mr|Mrs|Ms|Miss|Sr|Sra)\.? )?"
)
_PROFESSIONAL = re.compile(r"^,? ?(?:M\.?D|D\.?O|DDS|DMD|NP|PA-C|DPM|OD|RN|PhD|Adjuster)\b")
_SUBSCRIBER = label(
    r"(?:subscriber|employee|participant|policy ?holder|insured|card ?holder|"
    r"contract holder)(?:'s)?(?: name)?"
)
_SPONSOR = label(r"sponsor(?:'s)?(?: name)?")
_RANK = re.compile(
    r"(?:SFC|CPT|SGT|SSG|MSG|CPL|SPC|PVT|PFC|LT|LTC|MAJ|COL|GEN|CW\d|SGM|CSM|CDR|ENS|CAPT|TSGT|SRA|"
    r"PO\d|CPO|ADM)\.? "
)
_RELATION = re.compile(
    r"(?:relationship|relation)(?: to (?:subscriber|insured|employee))? ?:? ?(self|spouse|child|"
    r"dependent|son|daughter|husband|wife|other)|\((son|daughter|spouse|child|dependent|husband|wife|"
    r"self)\)"
)


def find_patient(reading: Reading, blocks: Sequence[Span] = ()) -> Iterator[Found]:
    """The patient by the strongest label, in the denied claims where there are several; the addressee comes last."""
    for rank, pattern in enumerate(_PATIENT):
        named = list(_named(reading, pattern, "patient_name", "people.patient"))
        parts = blocks or denied_parts(reading, named)
        inside = [found for found in named if any(part.start <= found.start < part.end for part in parts)]
        for found in (*(inside or _in_rows(reading, named, parts)), *named):
            if rank == _LOOSE_LABEL and not _is_marked(reading, found):
                continue
            if may_be_patient(reading, Span(found.start, found.end)):
                yield found._replace(confidence=min(found.confidence, _BY_RANK[rank]))
                return
    for found in _unlabelled(reading):
        if may_be_patient(reading, Span(found.start, found.end)):
            yield _in_full(reading, found)


_TITLED = re.compile(r"(?:\bmr|\bmrs|\bms|\bmiss|\bsra?)\.? $")


def _in_full(reading: Reading, found: Found) -> Found:
    """A person greeted by surnames only, with the first name where the letter has it elsewhere."""
    surname = reading.text[found.start : found.end]
    if not _TITLED.search(reading.before(found.start, 6)):
        return found
    for match in re.finditer(rf"(?:{CAPITAL}[\w'’-]+ (?:{CAPITAL}\. )?){re.escape(surname)}(?!\w)", reading.text):
        if name_length(match.group()) == len(match.group()) and len(person(match.group())) > len(found.value):
            return found._replace(value=person(match.group()), start=match.start(), end=match.end())
    return found


def _in_rows(reading: Reading, named: Sequence[Found], parts: Sequence[Span]) -> Iterator[Found]:
    """Under a heading the name of the first row was read; the same column of the row that was denied."""
    for found in named:
        column = found.start - reading.line_of(found.start).start
        for part in parts:
            line = reading.line_of(part.start)
            opens = line.start + column
            is_cell = column and opens < line.end and reading.text[opens - 2 : opens] == "  "
            name = NAME.match(reading.text, opens) if is_cell else None
            length = name_length(name.group()) if name else 0
            if name and length and not is_organisation(name.group()[:length]):
                value = person(name.group()[:length])
                yield found._replace(value=value, start=opens, end=opens + length)


_NEGATIVE = re.compile(
    r"\bnot (?:approved|certified|authorized|covered|payable)|\bdenied|\bdenial\b|\badverse|\brejected"
)
_POSITIVE = re.compile(r"\bapproved|\bcertified|\bauthorized|\bpaid\b|\bprocessed as primary")


def denied_parts(reading: Reading, named: Sequence[Found]) -> tuple[Span, ...]:
    """Where a letter decides for several patients: the parts, from one name to the next, that deny."""
    if len({found.value for found in named}) < 2:
        return ()
    starts = [found.start for found in named]
    parts = [Span(a, b) for a, b in zip(starts, [*starts[1:], len(reading.text)], strict=True)]
    denied = [part for part in parts if _verdict(reading, part) is False]
    return tuple(denied) if any(_verdict(reading, part) for part in parts) else ()


def _verdict(reading: Reading, part: Span) -> bool | None:
    """Whether a part agrees; None where it says neither."""
    no = _NEGATIVE.search(reading.flat, part.start, part.end)
    yes = _POSITIVE.search(reading.flat, part.start, part.end)
    if no and (not yes or no.start() <= yes.start()):
        return False
    return True if yes else None


_BY_RANK = (SURE, SURE, LIKELY + 0.06, SURE, LIKELY, LIKELY + 0.06)
_LOOSE_LABEL = 4
_MARK = re.compile(
    r" ?(?:, (?:spouse|son|daughter|child|wife|husband|dependent)\b|"
    r"\((?:(?!sponsor|subscriber|employee|parent|mother|father|guardian|provider|facility)[a-z ]{3,14}|"
    r"(?:[A-Z]{1,5}[ -])?[A-Z]{0,4}\d[^)\n]{2,20})\)|,? (?:vision |dental |health |plan )?(?:member|contract|"
    r"certificate|policy|ID|subscriber|born|Medicaid|Medicare)\b[ #:a-z.]{0,12}[A-Z*-]{0,8}\d)"
)
"""What only follows a person's name: a relationship or a number in brackets, or the number behind a comma."""


def _is_marked(reading: Reading, found: Found) -> bool:
    if reading.lower.startswith(("(sponsor", "(subscriber", "(provider", "(facility"), found.end + 1):
        return False
    return ":" in reading.text[found.start - 3 : found.start] or _MARK.match(reading.text, found.end) is not None


def _named(reading: Reading, pattern: Pattern[str], field: str, finder: str) -> Iterator[Found]:
    for first, place in values(reading, pattern, NAME, lambda match: name_length(match.group()) > 0):
        match = _of_pair(reading, first, place)
        length = _without_next_label(reading, match, name_length(match.group()))
        after = reading.text[match.start() + length : match.start() + length + 12]
        if _ORGANISATION_GOES_ON.match(reading.text, match.start() + length):
            continue
        if length and not (after[:1].isalnum() or _PROFESSIONAL.match(after) or _OF_SOMETHING.match(after)):
            text = match.group()[:length]
            if not is_organisation(text):
                sure = LIKELY if re.search(r"\d", text) else SURE
                yield Found(field, person(text), match.start(), match.start() + length, sure, finder)


_ORGANISATION_GOES_ON = re.compile(
    r" (?:Hospital|Clinic|Cent(?:er|re)|Medical|Health|Healthcare|Imaging|Surg[a-z]+|Pharmacy|Rehab[a-z]*|Associates|"
    r"Insurance|Ambulance|Nursing|Dental|Dentistry|Therapy|Physicians|Orthop[a-z]+|Medicare|Medicaid|Services|Mutual|"
    r"Laborator[a-z]+)\b(?! ?:| (?:ID|No|#))"
)
_OF_SOMETHING = re.compile(r" (?:of|&) (?:the )?[A-Z]")
"""Behind a person's name no "of Labor" follows."""
_SLASH = re.compile(r" ?/ ?")


def _of_pair(reading: Reading, match: re.Match[str], place: Span) -> re.Match[str]:
    """ "Employee / patient   Ann Lee / Bo Lee": the second label's name is the second one."""
    slash = _SLASH.match(reading.text, match.start() + name_length(match.group()))
    is_second = reading.text[: place.start].rstrip(" ").endswith("/")
    if not slash or not is_second or not reading.lower.startswith(("patient", "paciente", "dependent"), place.start):
        return match
    second = NAME.match(reading.text, slash.end())
    return second if second and name_length(second.group()) else match


_NEXT_LABEL = re.compile(r" ?(?:ID|Id|No\b|#|Number|:|/[A-Z])")


def _without_next_label(reading: Reading, match: re.Match[str], length: int) -> int:
    """Where gaps are lost, the word before "ID" or ":" is the next label and not part of the name."""
    text = match.group()[:length]
    follows = _NEXT_LABEL.match(reading.text, match.start() + length)
    if not length or not follows or " " not in text:
        return length
    shorter, last = text.rsplit(" ", 1)
    is_label = follows.group().strip()[:1] in "#:/" or (last.isupper() and not text.isupper() and "." not in last)
    return len(shorter.rstrip(" ,")) if is_label and " " in shorter else length


def _unlabelled(reading: Reading) -> Iterator[Found]:
    """ "for Ann Lee (ID ...", then the person whom the letter addresses."""
    for match in _FOR_NAME.finditer(reading.text):
        if is_organisation(match.group(1)):
            continue
        yield Found("patient_name", person(match.group(1)), match.start(1), match.end(1), SURE, "people.for_name")
        return
    yield from before_id(reading)
    yield from before_role(reading)
    yield from behind_number(reading)
    yield from in_name_columns(reading)
    yield from before_number(reading)
    yield from _addressed(reading, _DEAR)
    yield from _standing_alone(reading)
    yield from in_text(reading)


def _addressed(reading: Reading, pattern: Pattern[str]) -> Iterator[Found]:
    """Whom the letter is written to, unless a doctor or an office."""
    for match in pattern.finditer(reading.text):
        name = NAME.match(reading.text, match.end())
        length = name_length(name.group()) if name else 0
        if not name or not length or name.group().startswith("Dr"):
            continue
        text, end = name.group()[:length], match.end() + length
        if not is_organisation(text) and not _PROFESSIONAL.match(reading.text[end : end + 12]):
            confidence = LIKELY + 0.06 if match.group().startswith(("Dear", "H", "Gr", "on", "On")) else SURE
            yield Found("patient_name", person(text), name.start(), end, confidence, "people.addressee")


def _standing_alone(reading: Reading) -> Iterator[Found]:
    """A name alone in a line or column above an address, a number or a birth date."""
    for index, line in enumerate(reading.lines[:25]):
        start = line.start
        for piece in re.split(r"( {2,}|\t|\b[Aa]tt(?:ention|n)?[.:]{1,2} )", reading.text[line.start : line.end]):
            name = NAME.fullmatch(piece.strip())
            alone = name is not None and name_length(piece.strip()) == len(piece.strip())
            if alone and not is_organisation(piece) and _is_person_line(reading, index, start, piece):
                at = start + len(piece) - len(piece.lstrip())
                yield Found("patient_name", person(piece), at, at + len(piece.strip()), LIKELY + 0.06, "people.alone")
            start += len(piece)


def _is_person_line(reading: Reading, index: int, start: int, piece: str) -> bool:
    after = reading.lines[index + 1] if index + 1 < len(reading.lines) else None
    surname = piece.rsplit(maxsplit=1)[-1].lower()
    greeted = re.search(rf"(?:dear|estimad\w+)[^\n]{{0,40}}{re.escape(surname)}", reading.lower) is not None
    if greeted:
        return True
    below = reading.lower[after.start : after.end].strip() if after else ""
    is_first_cell = not reading.text[reading.lines[index].start : start].strip()
    return bool(_BELOW_NAME.search(below)) and (index > 0 or not is_first_cell)


def find_others(reading: Reading, patient: str) -> Iterator[Found]:
    """Subscriber, sponsor and relationship, where they are said beside the patient."""
    for pattern, field in ((_SUBSCRIBER, "subscriber_name"), (_SPONSOR, "sponsor")):
        for found in _named(reading, pattern, field, "people.others"):
            value = _RANK.sub("", found.value)
            if value != patient or field == "sponsor":
                yield found._replace(value=found.value)
            break
    match = _RELATION.search(reading.flat)
    if match:
        group = 1 if match.group(1) else 2
        yield Found("relationship", match.group(group), match.start(group), match.end(group), LIKELY, "people.relation")


def find_birth_date(reading: Reading, dates: tuple[DateSpan, ...]) -> Iterator[Found]:
    span = next((span for span in dates if span.role == "birth"), None)
    if span:
        yield Found("dob", span.value, span.start, span.end, SURE, "people.birth", span.flags)
