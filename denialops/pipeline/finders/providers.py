"""The provider who treated, asked or billed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from denialops.pipeline.finders.care_names import CARE_NAME, behind_comma, cut_name, is_no_name
from denialops.pipeline.finders.envelopes import find_envelopes
from denialops.pipeline.finders.gates import may_be_provider
from denialops.pipeline.finders.labels import label, values
from denialops.pipeline.finders.names import NAME, credential_after, name_length
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading, Span

_WHO = (
    r"(?:provider|facility|hospital|physician|doctor|doct0r|dentist|prescriber|supplier|practitioner|"
    r"clinician|surgeon|pharmacy|medico|proveedor|laboratory|agency|payee|therapist|optometrist|requester|"
    r"requestor|optical provider|dispensing provider|biller|attending|agencia|prov|seller|practice|"
    r"hospital or clinic|place of service|"
    r"(?:dental |medical |doctor's )?office|laborator(?:y|io)|treatment (?:facility|center)|clinica)"
)
_KIND = (
    r"(?:(?:requesting|rend|rendering|treating|servicing|service|ordering|billing|referring|attending|"
    r"performing|prescribing|admitting|primary|your|participating|pay-?to|medical|dental|optical) )?"
)
_LABELS = (
    label(rf"{_KIND}{_WHO}(?:\(s\))?(?: ?/ ?(?:facility|supplier|provider|group|physician|medico))?(?: ?name)?"),
    label(
        r"(?:services? (?:by|from)|provided by|rendered by|requested by|ordered by|prescribed by|"
        r"performed by|furnished by|supplied by|seen by|treated at|services of|care at|payable to|payment to|"
        r"statement to|"
        r"explanation of payment to|pay[- ]to|remit to|treated by|rendered at|furnished at|"
        r"vendor(?: name| \d+)?|billed by|asked for by|who (?:asked(?: us)?|gave the care|billed(?: us)?|"
        r"treated you))"
    ),
    label(
        r"(?:to|attn|attention|seen at|pay to|paid to|sent to|where|appellant|performed at|clinic|for|"
        r"applicant(?: for approval)?)"
    ),
)
_WIDE = re.compile(r"\S[^\n]{1,110}")
_WITH_CREDENTIAL = re.compile(
    r"(?<![\w.])([A-Z][\w'’-]+(?: [A-Z]\.?)?(?: (?:(?:de|la|van|von|del|der|di|da) )*[A-Z][\w'’-]+){1,2}),? "
    r"(?:MD|DO|DDS|DMD|DPM|NP|PA-C|"
    r"FNP|M\.D\.|D\.O\.|OD|DC|PhD|PsyD|LCSW|DPT|APRN|D\.D\.S\.)(?![\w])"
)
_OFFICE = re.compile(
    r"(?:Billing (?:Office|Manager|Department)|Patient Accounts|Utilization [Rr]eview|Business Office|"
    r"Claims Department), "
)
_DOCTOR = re.compile(r"(?:Dear )?\b(?P<title>Dr\.?|Doctor|Dra\.?) (?=[A-Z])")
_AT = re.compile(
    r"\b(?:(?:bill|charges?|claims?|invoice|services?)(?: (?:no\.? )?[\w-]*\d[\w-]*)? of|"
    r"[Yy]our (?:doctor|provider|hospital|clinic|dentist|therapist|specialist),|"
    r"[Aa]t|[Ff]rom|[Bb]y|[Ww]ith|[Vv]isits? to|en|pidi[oó])(?: the| la| el)? (?=[A-Z])"
)
_ACTING = re.compile(
    r" (?:has |have |had )?(?:asked|requested|billed|submitted|sent us|filed|ordered|provided|performed|treated|"
    r"appealed|wants)\b"
)
_NPI = re.compile(r"[ ,;(/|]{0,4}\(?[ ]{0,12}(?:Provider )?NPI\b")


def find_provider(reading: Reading, payer: str, patient: str, denied: Sequence[Span] = ()) -> Iterator[Found]:
    """By label; beside the NPI; after "at" or "from"; a doctor; at last an organisation of care on its own.

    Where a letter holds several claims, `denied` are the parts of those that it denies; who heads them comes first.
    """
    for search in (_by_label, _beside_npi, _after_at, _acting, _doctor, _bare, _addressee, _copied):
        named = (found for found in search(reading) if not _is_other(found.value, payer, patient))
        best = _nearest(reading, named, denied) if denied else next(named, None)
        if best:
            yield best
            return
    letterhead = CARE_NAME.match(payer)
    if letterhead and letterhead.end() == len(payer) and "non-coverage" in reading.flat:
        start = reading.flat.find(payer.lower())
        if start >= 0:
            yield Found(
                "provider_name",
                reading.text[start : start + len(payer)],
                start,
                start + len(payer),
                LIKELY,
                "providers.letterhead",
            )


_LINES_ABOVE = 2
_ELSEWHERE = 9


def _nearest(reading: Reading, named: Iterator[Found], denied: Sequence[Span]) -> Found | None:
    """The name that heads a denied claim, on its line or above; else the first."""
    return min(named, key=lambda found: min(_distance(reading, found, part) for part in denied), default=None)


def _distance(reading: Reading, found: Found, claim: Span) -> int:
    """How many lines above the first line of a claim the name stands; a high number where it does not head it."""
    if found.start >= claim.start:
        return 0 if found.start < reading.line_of(claim.start).end else _ELSEWHERE
    lines = reading.text.count("\n", found.start, claim.start)
    return lines if lines <= _LINES_ABOVE else _ELSEWHERE


def _is_other(value: str, payer: str, patient: str) -> bool:
    """Whether the name belongs to somebody else whom the letter names, or to nobody."""
    low = value.lower()
    if is_no_name(value) or not may_be_provider(value):
        return True
    return (bool(payer) and (low in payer.lower() or payer.lower() in low)) or low == patient.lower()


def _by_label(reading: Reading) -> Iterator[Found]:
    for rank, pattern in enumerate(_LABELS):
        for match, place in values(reading, pattern, _WIDE):
            between = reading.text[place.end : match.start()]
            separated = ":" in between or "  " in between or "\n" in between or "..." in between
            whole = cut_name(match.group())
            text = behind_comma(whole)
            start = match.start() + len(whole) - len(text)
            if rank == 2 and not (separated and _opens(reading, place.start)):
                continue
            if not separated and not (
                CARE_NAME.match(text) or _is_person(reading, start, text) or _named_by_npi(reading, start + len(text))
            ):
                continue
            if rank == 2 and not (CARE_NAME.match(text) or _named_by_npi(reading, start + len(text))):
                continue
            yield from _shaped(reading, start, text, SURE if rank == 0 and separated else LIKELY + 0.06)


def _opens(reading: Reading, position: int) -> bool:
    """Whether nothing stands before the position on its line, or only a wide gap."""
    line = reading.line_of(position)
    left = reading.text[line.start : position]
    return not left.strip() or left.endswith("  ")


def _is_person(reading: Reading, start: int, text: str) -> bool:
    name = NAME.match(text)
    length = name_length(name.group()) if name else 0
    return bool(length) and credential_after(reading.text, start + length) > start + length


def _named_by_npi(reading: Reading, end: int) -> bool:
    return bool(_NPI.match(reading.text, end))


def _shaped(reading: Reading, start: int, text: str, confidence: float) -> Iterator[Found]:
    """A doctor's name keeps its degree; an address, a number or a sentence is no name."""
    office = _OFFICE.match(text)
    start, text = (start + office.end(), text[office.end() :]) if office else (start, text)
    if not re.match(r"[A-Z]", text) or not re.search(r"[A-Za-z]{3}", text):
        return
    name = NAME.match(text)
    length = name_length(name.group()) if name else 0
    degree = credential_after(reading.text, start + length)
    if length and degree > start + length:
        text = reading.text[start:degree]
    if sum(word[:1].islower() for word in text.split()) > 3 or len(text.split()) > 10:
        return
    yield Found("provider_name", text, start, start + len(text), confidence, "providers.label")


def _beside_npi(reading: Reading) -> Iterator[Found]:
    """The organisation that ends right before an NPI, on the same line or the line above."""
    for match in re.finditer(r"\bNPI\b", reading.text):
        line = reading.line_of(match.start())
        left = reading.text[line.start : match.start()].rstrip(" ,;(/|")
        left = re.sub(
            r"(?:^|[ ,(/|]+)(?:[Pp]rovider|[Ff]acility|[Gg]roup|[Bb]illing|[Rr]endering|[Ss]ervicing|[Oo]ffice)$",
            "",
            left,
        )
        if not left.strip():
            left, line = _above(reading, line.start)
        pieces = re.split(r" {2,}|\t|: |\(| to (?=[A-Z])|, (?=[A-Z][\w'’]+ [A-Z])|\. (?=[A-Z])", left)
        text = cut_name(re.sub(r"^(?:[A-Z][A-Za-z]* )?\d{3,} (?=[A-Z])", "", pieces[-1].strip(" ,")))
        if text and CARE_NAME.match(text):
            start = reading.text.rfind(text, line.start, match.start())
            yield from _shaped(reading, start, text, LIKELY + 0.06)


def _above(reading: Reading, line_start: int) -> tuple[str, Span]:
    if line_start == 0:
        return "", reading.line_of(0)
    line = reading.line_of(line_start - 1)
    return reading.text[line.start : line.end], line


def _after_at(reading: Reading) -> Iterator[Found]:
    for match in _AT.finditer(reading.text):
        found = CARE_NAME.match(reading.text, match.end(), match.end() + 80)
        if found and len(found.group().split()) > 1:
            yield from _shaped(reading, found.start(), cut_name(found.group()), LIKELY + 0.06)


def _acting(reading: Reading) -> Iterator[Found]:
    """ "Lakeside Clinic asked us ...": an organisation of care that asks, bills or treats."""
    for match in _ACTING.finditer(reading.text):
        sentence = reading.sentence_at(match.start())
        found = CARE_NAME.search(reading.text, max(sentence.start, match.start() - 70), match.start())
        if found and found.end() == match.start() and len(found.group().split()) > 1:
            yield from _shaped(reading, found.start(), found.group(), LIKELY + 0.06)


def _doctor(reading: Reading) -> Iterator[Found]:
    for match in _WITH_CREDENTIAL.finditer(reading.text):
        after = reading.flat[match.end() : match.end() + 60]
        is_town = re.match(r" \d{5}", reading.text[match.end() : match.end() + 6])
        if not is_town and not _is_reviewer(reading, match.start()) and not _REVIEWS.search(after):
            yield Found("provider_name", match.group(), match.start(), match.end(), LIKELY, "providers.doctor")
    for match in _DOCTOR.finditer(reading.text):
        name = NAME.match(reading.text, match.end())
        length = name_length(name.group()) if name else 0
        if name and not length and (match.group().startswith("Dear") or "-" in name.group().split()[0]):
            length = len(name.group().split()[0].rstrip(",."))
        if name and length and "review" not in reading.before(match.start(), 40):
            start, end = match.start("title"), name.start() + length
            yield Found("provider_name", reading.text[start:end], start, end, LIKELY, "providers.doctor")


def _is_reviewer(reading: Reading, start: int) -> bool:
    """Whether the words that lead to a doctor's name say that the doctor judged or only gets a copy."""
    line = reading.line_of(start)
    led = reading.flat[line.start : start]
    if re.search(r"review|director|consult|cc:", led[-60:]):
        return True
    above = reading.before(line.start, 30)
    return not led.strip() and bool(re.search(r"(?:review\w*|director|consultant|sincerely)(?: by)?[:,]? ?$", above))


_REVIEWS = re.compile(r"medical director|reviewer|physician advisor|appeals? (?:coordinator|specialist)")


def _addressee(reading: Reading) -> Iterator[Found]:
    """Whom the letter is sent to, where it greets a provider or an office."""
    if not _GREETS_PROVIDER.search(reading.lower):
        return
    for envelope in find_envelopes(reading):
        text = reading.cut(envelope.name)
        yield from _shaped(reading, envelope.name.start, cut_name(text), LIKELY)


_GREETS_PROVIDER = re.compile(
    r"dear (?:\w+ ){0,2}(?:provider|doctor|sir|madam|colleague|biller|office|administrator|facility)|attn: ?billing"
)


def _copied(reading: Reading) -> Iterator[Found]:
    """The doctor who gets a copy of a letter that names no other."""
    for match in re.finditer(r"(?m)^ *(?:cc|copy(?: to)?|c): *(?=[A-Z])", reading.text):
        doctor = _WITH_CREDENTIAL.match(reading.text, match.end())
        if doctor:
            yield Found("provider_name", doctor.group(), doctor.start(), doctor.end(), GUESS, "providers.copied")


def _bare(reading: Reading) -> Iterator[Found]:
    """An organisation of care that stands alone in a line, a column or between commas."""
    top = 0 if "non-coverage" in reading.flat else reading.lines[0].end
    for match in re.finditer(r"(?m)(?:^ *|, | {2,}|; |: )(?=[A-Z])", reading.text[:6000]):
        found = CARE_NAME.match(reading.text, match.end(), match.end() + 70)
        if match.end() < top or not found or len(found.group().split()) < 2:
            continue
        text = cut_name(found.group())
        if (
            re.match(r" *(?:,|\n|$|  |\(|\.|;|:)", reading.text[match.end() + len(text) :][:3])
            and len(text.split()) > 1
        ):
            yield from _shaped(reading, match.end(), text, GUESS)
