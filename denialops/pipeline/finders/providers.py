"""The provider who treated, asked or billed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialops.pipeline.finders.labels import label, values
from denialops.pipeline.finders.names import NAME, credential_after, name_length
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading

_WHO = r"(?:provider|facility|hospital|physician|doctor|dentist|prescriber|supplier|practitioner|clinician|surgeon|pharmacy|medico|proveedor|laboratory|agency|payee|therapist|optometrist|clinic|medical group|practice|hcp|provider/facility|facility/provider|provider/supplier)"  # fmt: skip
_KIND = r"(?:(?:requesting|rendering|treating|servicing|service|ordering|billing|referring|attending|performing|prescribing|admitting|primary|your|participating|network|non-?network|pay-?to|medical|dental) )?"
_LABELS = (
    label(rf"{_KIND}{_WHO}(?:\(s\))?(?:'s)?(?: ?/ ?(?:facility|supplier|provider|group|physician))?(?: ?name)?"),
    label(r"(?:services? (?:by|from)|provided by|rendered by|requested by|ordered by|prescribed by|performed by|submitted by|prescriber:|seen by|care from|payable to|paid to|payment to|statement to)"),
    label(r"(?:to|attn|attention)"),
)  # fmt: skip
_ORG_CHARS = r"[A-Z0-9][\w&.,'’/\- ]{2,70}?"
_STOPS = r"(?= {2,}|\t|\n|$| ?\(|,? ?/? ?\b(?:NPI|TIN|Tax ID|Provider ID|ID|Phone|Fax|Member|Patient|Claim|Date|DOS|Service|Billed|Amount|Dx|Diagnosis|In-network|Out-of-network|Group|Group No)\b|, \$|, \d|; |: |\. |\.$| - | \| | (?:on|for|has|was|is|asked|requested|to|dated|will|dos) )"
_ORGANISATION = re.compile(_ORG_CHARS + _STOPS, re.MULTILINE)
_ORG_WORD = (
    r"(?:Hospital|Clinic|Cent(?:er|re)|Medical|Health|Healthcare|Associates|Group|Imaging|Radiology|Surgery|Surgical|Surgeons|"
    r"Orthop(?:a)?edics?|Rehab(?:ilitation)?|Therapy|Therapies|Physicians?|Pediatrics|Cardiology|Dermatology|Oncology|Neurology|Urology|"
    r"Gastroenterology|Dental|Dentistry|Orthodontics|Periodontics|Endodontics|Eye|Vision|Optical|Optometry|Pharmacy|Lab|Labs|Laborator(?:y|ies)|Diagnostics|"
    r"Nursing|Hospice|Home Care|Infusion|Podiatry|Psychiatry|Psychology|Counseling|Behavioral|Institute|Partners|Practice|"
    r"Care|Wellness|Chiropractic|Allergy|Anesthesia|Ambulance|EMS|DME|Supply|Supplies|Mobility|Prosthetics|Orthotics|PLLC|LLC|PC|P\.C\.|PA|MD|DO|DPM|DDS|DMD|Obstetrics|Gynecology|Pain|Spine|Sleep|Fertility|Kids|Smiles|Endocrinology|Nephrology|Dialysis|Pulmonary|Rheumatology|Urgent Care|Emergency|Treatment|Recovery)"
)
_ORG_NAME = rf"(?:[A-Z][\w'’&.-]*,? (?:(?:of|and|for|&|the|at|del?) )?){{0,6}}{_ORG_WORD}(?: (?:(?:of|and|for|&|at) )?[A-Z][\w'’&.-]*){{0,4}}"
_AT_ORG = re.compile(rf"\b(?:[Aa]t|[Ff]rom|[Bb]y|[Ww]ith|en) (?:the )?({_ORG_NAME})")
_BARE_ORG = re.compile(rf"(?:^|, | {{2,}}|; |- |\| )({_ORG_NAME})(?=,| {{2,}}|$|;| \(|\.)", re.MULTILINE)
_DOCTOR = re.compile(r"\b(?:Dr\.?|Doctor|Dra\.?) (?=[A-Z])")
_WITH_CREDENTIAL = re.compile(r"(?<![\w.])([A-Z][\w'’-]+(?: [A-Z]\.?)?(?: [A-Z][\w'’-]+){1,2}),? (?:MD|DO|DDS|DMD|DPM|NP|PA-C|FNP|M\.D\.|D\.O\.|OD|DC|PhD|PsyD|LCSW|DPT|APRN|D\.D\.S\.)(?![\w])")
_NOT_PROVIDER = re.compile(r"\b(?:appeals?|appeal unit|grievances?|redeterminations?|member services|customer|disputes?|claims? department|utilization|medical director|reviewer|review|insurance|health plan|po box|p\.o\.|representative|services? department|relations|services?/items?|manual|portal|directory|network|dispute|directors?|information|rights|adjustment|level|remittance)\b")
_BAD_LABEL_CONTEXT = re.compile(r"(?:participating|other|another|any|network|your|our|the|a|an|same|new|this|in-network|or|different|primary care|and|that|of) $")


def find_provider(reading: Reading, payer: str, patient: str) -> Iterator[Found]:
    """By label; beside the NPI; after "at" or "from"; at last an organisation of care on a claim line."""
    for search in (_by_label, _beside_npi, _after_at, _doctor, _bare):
        for found in search(reading):
            if not _is_other(found.value, payer, patient):
                yield found
                return


def _is_other(value: str, payer: str, patient: str) -> bool:
    """Whether the name belongs to somebody else whom the letter names."""
    low = value.lower()
    if _NOT_PROVIDER.search(low) or len(value) < 4:
        return True
    return bool(payer) and (low in payer.lower() or payer.lower() in low) or low == patient.lower()


def _by_label(reading: Reading) -> Iterator[Found]:
    for rank, pattern in enumerate(_LABELS):
        for match, place in values(reading, pattern, _ORGANISATION):
            words = reading.lower[place.start : place.end]
            separated = reading.lower[place.end : place.end + 2].strip()[:1] in (":", "")
            if rank == 2 and reading.line_of(place.start).start != place.start:
                continue
            if not separated and _BAD_LABEL_CONTEXT.search(reading.before(place.start, 18)):
                continue
            if reading.before(place.start, 12).endswith(("remit ", "sent ")) or words in ("to",) and not _looks_like_care(reading, match):
                continue
            yield from _trimmed(reading, match.start(), match.end(), SURE if rank == 0 else LIKELY + 0.06)


def _looks_like_care(reading: Reading, match: re.Match[str]) -> bool:
    return bool(re.search(_ORG_WORD, match.group()) or "npi" in reading.flat[match.end() : match.end() + 12])


def _trimmed(reading: Reading, start: int, end: int, confidence: float) -> Iterator[Found]:
    """The name without trailing words that begin something else; a doctor's name keeps its degree."""
    text = reading.text[start:end].rstrip(" ,.-/")
    if text[:1].isdigit() or not re.search(r"[A-Za-z]{2}", text) or not re.match(r"[A-Z]", text):
        return
    person_match = NAME.match(text)
    if person_match:
        length = name_length(person_match.group())
        degree = credential_after(reading.text, start + length)
        if length and (degree > start + length or length >= len(text)):
            text = reading.text[start : max(degree, start + length)]
    if sum(word[:1].islower() for word in text.split()) > 3 or len(text.split()) > 10:
        return
    yield Found("provider_name", text, start, start + len(text), confidence, "providers.label")


def _beside_npi(reading: Reading) -> Iterator[Found]:
    for match in re.finditer(r"(?m)(?:^|  |: )([A-Z][\w&.,'’/\- ]{3,60}?)[,;]? {0,4}[(/-]? ?NPI\b", reading.text):
        yield from _trimmed(reading, match.start(1), match.end(1), LIKELY + 0.06)


def _after_at(reading: Reading) -> Iterator[Found]:
    for match in _AT_ORG.finditer(reading.text):
        yield from _trimmed(reading, match.start(1), match.end(1), LIKELY + 0.06)


def _doctor(reading: Reading) -> Iterator[Found]:
    for match in _WITH_CREDENTIAL.finditer(reading.text):
        if not re.search(r"review|director|consult", reading.before(match.start(), 60)) and not re.search(r"medical director|reviewer|physician advisor", reading.flat[match.end() : match.end() + 60]):
            yield Found("provider_name", match.group(), match.start(), match.end(), LIKELY, "providers.doctor")
    for match in _DOCTOR.finditer(reading.text):
        name = NAME.match(reading.text, match.end())
        length = name_length(name.group()) if name else 0
        if name and length:
            end = name.start() + length
            yield Found("provider_name", reading.text[match.start() : end], match.start(), end, LIKELY, "providers.doctor")


def _bare(reading: Reading) -> Iterator[Found]:
    top = reading.lines[min(2, len(reading.lines) - 1)].end if reading.lines else 0
    for match in _BARE_ORG.finditer(reading.text):
        if match.start(1) > top:
            yield from (found._replace(confidence=GUESS) for found in _trimmed(reading, match.start(1), match.end(1), LIKELY))
