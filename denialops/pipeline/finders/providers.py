"""The provider who treated, asked or billed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.labels import label, values
from denialops.pipeline.finders.names import NAME, credential_after, name_length
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading, Span

_WHO = (
    r"(?:provider|facility|hospital|physician|doctor|doct0r|dentist|prescriber|supplier|practitioner|"
    r"clinician|surgeon|pharmacy|medico|proveedor|laboratory|agency|payee|therapist|optometrist|requester|"
    r"requestor|optical provider|dispensing provider|biller|prov|seller|practice|hospital or clinic|place of service)"
)
_KIND = (
    r"(?:(?:requesting|rend|rendering|treating|servicing|service|ordering|billing|referring|attending|"
    r"performing|prescribing|admitting|primary|your|participating|pay-?to|medical|dental|optical) )?"
)
_LABELS = (
    label(rf"{_KIND}{_WHO}(?:\(s\))?(?: ?/ ?(?:facility|supplier|provider|group|physician|medico))?(?: ?name)?"),
    label(
        r"(?:services? (?:by|from)|provided by|rendered by|requested by|ordered by|prescribed by|"
        r"performed by|furnished by|supplied by|seen by|payable to|payment to|statement to|"
        r"explanation of payment to|vendor(?: name| \d+)?|billed by|asked for by|who (?:asked|gave the care|billed|"
        r"treated you))"
    ),
    label(
        r"(?:to|attn|attention|seen at|pay to|paid to|sent to|where|appellant|performed at|clinic|for|"
        r"applicant(?: for approval)?)"
    ),
)
_CARE_WORD = (
    r"(?i:[a-z]+(?:ology|ologists|opa?edics|iatrics|iatry|dontics|ometry|practic|plasty)|endocrin\w+|hospital|"
    r"clinic|cent(?:er|re)|medical|health|healthcare|associates|assoc|"
    r"imaging|radiology|surgery|surgical|surgeons|"
    r"orthop(?:a)?edics?|rehab(?:ilitation)?|therapy|therapies|physicians?|pediatrics|cardiology|"
    r"heart|dermatology|oncology|neurology|urology|ent|"
    r"gastroenterology|dental|dentistry|orthodontics|periodontics|endodontics|eye|vision|optical|"
    r"optometry|pharmacy|labs?|laborator(?:y|ies)|diagnostics|"
    r"nursing|hospice|home care|home health|infusion|podiatry|psychiatry|psychiatric|psychology|"
    r"counseling|behavioral|institute|"
    r"wellness|chiropractic|allergy|anesthesia|ambulance|ems|dme|suppl(?:y|ies)|mobility|prosthetics|orthotics|pllc|"
    r"obstetrics|gynecology|women's|pain|spine|sleep|fertility|kids|smiles|endocrinology|nephrology|"
    r"dialysis|pulmonary|rheumatology|"
    r"urgent care|emergency|recovery|oxygen|house|family practice|family medicine|consultants|"
    r"supports|infantil|pulmonology|vein|joint|care)"
)
_CAP = r"[A-Z][\w'’&.-]*"
_CARE_NAME = re.compile(
    rf"(?:{_CAP},? (?:(?:of|and|for|&|the|at|del?) )?){{0,6}}?{_CARE_WORD}\b(?: (?:(?:of|and|for|&|"
    rf"at) )?(?!January|February|March|April|May|June|July|August|September|October|November|"
    rf"December){_CAP}){{0,5}}"
)
_STOPS = re.compile(
    r" {2,}|\t|\n| ?/ ?(?=\d)| ?\((?!the)|,? ?[/|]? ?\b(?:NPI|[Ff]ax|TIN|PTAN|Tax ID|Provider ID|ID|Phone|Fax|Member|"
    r"Patient|Claim|Date|DOS|Service|Billed|Amount|Dx|Diagnosis|"
    r"In-network|Out-of-network|Group|Employer|RFA|Case|Ref)\b(?=[ :#.]|$)|, ?\$|, ?\d|, (?:claim|"
    r"dates?|member|case|acct|account)\b|;|: |"
    r"(?<!Bros)(?<!St)(?<!Dr)(?<!Mt)(?<![ :][A-Z])(?<!^[A-Z])\. (?=[A-Z])|\.$| - | \| |"
    r" (?:on|for|has|was|is|asked|requested|to|dated|will|dos|from|by|reconsider|did|may|with|that|who|under|before) "
)
_WIDE = re.compile(r"\S[^\n]{1,75}")
_NOT_PROVIDER = re.compile(
    r"\b(?:appeals?|appeal unit|grievances?|redeterminations?|reconsiderations?|member services|"
    r"customer|disputes?|claims? department|utilization|medical director|"
    r"reviewer|review|insurance|health plan|po box|p\.o\.|representative|services? department|"
    r"relations|services?/items?|manual|portal|directory|network|"
    r"directors?|information|rights|adjustment|level|remittance|payment|services? provided|medicare|"
    r"medicaid|liability|benefits|privacy|department services|advocates?|reviewers|ombuds\w*|legal|assistance|"
    r"human services|"
    r"good news|not|any|must|may|you|we|your|the right|plan|policy|cost|approved|charged|dear|news|"
    r"end|stop|department|bureau|division|administrative|sponsor|trustees|board)\b"
)
_NOT_TITLE = re.compile(r"\b(?:notice|explanation|letter|determination|discharge|denial|statement|summary)\b")
_GENERIC = re.compile(
    r"(?:(?:skilled|nursing|facility|hospital|outpatient|inpatient|department|services?|home|health|"
    r"agency|emergency|medical|centers?|care|primary|"
    r"physicians?|urgent|room|clinic|laboratory|the|behavioral|rehabilitation|therapy|records?|director|provider) ?)+"
)
_WITH_CREDENTIAL = re.compile(
    r"(?<![\w.])([A-Z][\w'’-]+(?: [A-Z]\.?)?(?: [A-Z][\w'’-]+){1,2}),? (?:MD|DO|DDS|DMD|DPM|NP|PA-C|"
    r"FNP|M\.D\.|D\.O\.|OD|DC|PhD|PsyD|LCSW|DPT|APRN|D\.D\.S\.)(?![\w])"
)
_OFFICE = re.compile(
    r"(?:Billing (?:Office|Manager|Department)|Patient Accounts|Utilization [Rr]eview|Business Office|"
    r"Claims Department), "
)
_DOCTOR = re.compile(r"\b(?:Dr\.?|Doctor|Dra\.?) (?=[A-Z])")
_AT = re.compile(r"\b(?:[Aa]t|[Ff]rom|[Bb]y|[Ww]ith|[Vv]isits? to|en)(?: the)? (?=[A-Z])")
_ACTING = re.compile(
    r" (?:has |have |had )?(?:asked|requested|billed|submitted|sent us|filed|ordered|provided|performed|treated|"
    r"appealed|wants)\b"
)
_NPI = re.compile(r"[ ,;(/|]{0,4}\(?[ ]{0,12}(?:Provider )?NPI\b")


def find_provider(reading: Reading, payer: str, patient: str) -> Iterator[Found]:
    """By label; beside the NPI; after "at" or "from"; a doctor; at last an organisation of care on its own."""
    for search in (_by_label, _beside_npi, _after_at, _acting, _doctor, _bare):
        for found in search(reading):
            if not _is_other(found.value, payer, patient):
                yield found
                return
    letterhead = _CARE_NAME.match(payer)
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


def _is_other(value: str, payer: str, patient: str) -> bool:
    """Whether the name belongs to somebody else whom the letter names, or to nobody."""
    low = value.lower()
    if low in ("attn", "this", "that", "these", "your", "each") or _NOT_TITLE.search(low):
        return True
    if len(value) < 4 or _NOT_PROVIDER.search(low) or _GENERIC.fullmatch(low):
        return True
    return (bool(payer) and (low in payer.lower() or payer.lower() in low)) or low == patient.lower()


def _by_label(reading: Reading) -> Iterator[Found]:
    for rank, pattern in enumerate(_LABELS):
        for match, place in values(reading, pattern, _WIDE):
            between = reading.text[place.end : match.start()]
            separated = ":" in between or "  " in between or "\n" in between or "..." in between
            text = _cut(match.group())
            if rank == 2 and not (separated and _opens(reading, place.start)):
                continue
            if not separated and not (
                _CARE_NAME.match(text)
                or _is_person(reading, match.start(), text)
                or _named_by_npi(reading, match.start() + len(text))
            ):
                continue
            if rank == 2 and not (_CARE_NAME.match(text) or _named_by_npi(reading, match.start() + len(text))):
                continue
            yield from _shaped(reading, match.start(), text, SURE if rank == 0 and separated else LIKELY + 0.06)


def _opens(reading: Reading, position: int) -> bool:
    """Whether nothing stands before the position on its line, or only a wide gap."""
    line = reading.line_of(position)
    left = reading.text[line.start : position]
    return not left.strip() or left.endswith("  ")


def _cut(text: str) -> str:
    stop = _STOPS.search(text)
    return (text[: stop.start()] if stop else text).rstrip(" ,.-/")


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
        if left.strip().endswith(("Provider", "Facility", "provider")) or not left.strip():
            left, line = _above(reading, line.start) if not left.strip() else ("", line)
        pieces = re.split(r" {2,}|\t|: |\(| to (?=[A-Z])|, (?=[A-Z][\w'’]+ [A-Z])|\. (?=[A-Z])", left)
        text = pieces[-1].strip(" ,")
        if text and _CARE_NAME.match(text):
            start = reading.text.rfind(text, line.start, match.start())
            yield from _shaped(reading, start, text, LIKELY + 0.06)


def _above(reading: Reading, line_start: int) -> tuple[str, Span]:
    if line_start == 0:
        return "", reading.line_of(0)
    line = reading.line_of(line_start - 1)
    return reading.text[line.start : line.end], line


def _after_at(reading: Reading) -> Iterator[Found]:
    for match in _AT.finditer(reading.text):
        found = _CARE_NAME.match(reading.text, match.end(), match.end() + 80)
        if found and len(found.group().split()) > 1:
            yield from _shaped(reading, found.start(), _cut(found.group()), LIKELY + 0.06)


def _acting(reading: Reading) -> Iterator[Found]:
    """ "Lakeside Clinic asked us ...": an organisation of care that asks, bills or treats."""
    for match in _ACTING.finditer(reading.text):
        sentence = reading.sentence_at(match.start())
        found = _CARE_NAME.search(reading.text, max(sentence.start, match.start() - 70), match.start())
        if found and found.end() == match.start() and len(found.group().split()) > 1:
            yield from _shaped(reading, found.start(), found.group(), LIKELY + 0.06)


def _doctor(reading: Reading) -> Iterator[Found]:
    for match in _WITH_CREDENTIAL.finditer(reading.text):
        after = reading.flat[match.end() : match.end() + 60]
        if not re.search(r"review|director|consult|cc:", reading.before(match.start(), 60)) and not re.search(
            r"medical director|reviewer|physician advisor", after
        ):
            yield Found("provider_name", match.group(), match.start(), match.end(), LIKELY, "providers.doctor")
    for match in _DOCTOR.finditer(reading.text):
        name = NAME.match(reading.text, match.end())
        length = name_length(name.group()) if name else 0
        if name and length and "review" not in reading.before(match.start(), 40):
            end = name.start() + length
            yield Found(
                "provider_name", reading.text[match.start() : end], match.start(), end, LIKELY, "providers.doctor"
            )


def _bare(reading: Reading) -> Iterator[Found]:
    """An organisation of care that stands alone in a line, a column or between commas."""
    top = reading.lines[0].end
    for match in re.finditer(r"(?m)(?:^ *|, | {2,}|; )(?=[A-Z])", reading.text[:6000]):
        found = _CARE_NAME.match(reading.text, match.end(), match.end() + 70)
        if match.end() < top or not found or len(found.group().split()) < 2:
            continue
        text = _cut(found.group())
        if (
            re.match(r" *(?:,|\n|$|  |\(|\.|;|:)", reading.text[match.end() + len(text) :][:3])
            and len(text.split()) > 1
        ):
            yield from _shaped(reading, match.end(), text, GUESS)
