"""Everything around the body of a letter, from clinic, facts, route and exhibits."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from denialops.domain.cases import CaseFile
from denialops.domain.clinic import Clinic
from denialops.domain.facts import Fact
from denialops.domain.packets import Enclosure, LetterFrame, RowOfRe, exhibit_letter, exhibit_title
from denialops.domain.plan_exhibits import packet_documents
from denialops.domain.wording import address_lines, as_date, as_money, day, dollars, one_line, series

_APPEALS = frozenset({"appeal", "external_review_request"})


def letter_frame(case: CaseFile) -> LetterFrame:
    """The frame of the case's draft; of any case without one the frame is that of a plain appeal."""
    kind = case.draft.kind if case.draft else "appeal"
    title = case.draft.title if case.draft else "Appeal"
    is_sheet = kind == "peer_to_peer_sheet"
    is_urgent = case.routing is not None and case.routing.urgency == "expedited"
    rows = tuple(_re_rows(case, title))
    return LetterFrame(
        kind=kind,
        title=title,
        banner="EXPEDITED - PLEASE DECIDE WITHOUT DELAY" if is_urgent and not is_sheet else "",
        letterhead=tuple(_letterhead(case.clinic)),
        date=day(case.today),
        delivery="" if is_sheet else _delivery(case, is_urgent),
        recipient=() if is_sheet else _recipient(case),
        re_rows=rows,
        closing="" if is_sheet else "Sincerely,",
        signature=() if is_sheet else _signature(case.clinic),
        enclosures=() if is_sheet else tuple(_enclosures(case)),
        cc=_copies(case, kind),
        running_head=_running_head(case, title),
    )


# The clinic


def _letterhead(clinic: Clinic) -> Iterator[str]:
    yield clinic.name or "[[Clinic profile page: add the clinic's name]]"
    place = " ".join(part for part in (f"{clinic.city}," if clinic.city else "", clinic.state, clinic.zip_code) if part)
    yield (
        ", ".join(part for part in (clinic.street, place) if part)
        or "[[Clinic profile page: add the clinic's address]]"
    )
    numbers = (("Phone", clinic.phone), ("Fax", clinic.fax), ("E-mail", clinic.email))
    yield (
        "   ".join(f"{label} {value}" for label, value in numbers if value)
        or "[[Clinic profile page: add phone and fax]]"
    )
    ids = (("NPI", clinic.npi), ("Tax ID", clinic.tin))
    yield (
        "   ".join(f"{label} {value}" for label, value in ids if value)
        or "[[Clinic profile page: add NPI and tax number]]"
    )


def _signature(clinic: Clinic) -> tuple[str, ...]:
    name = clinic.signatory_name or "[[Clinic profile page: add the name of the person who signs]]"
    return tuple(line for line in (name, clinic.signatory_title, clinic.name) if line)


# Whom it goes to


def _delivery(case: CaseFile, is_urgent: bool) -> str:
    expedited = case.facts.value("expedited_fax") if is_urgent else None
    fax, address = expedited or case.facts.value("appeal_fax"), case.facts.value("appeal_address")
    if fax and is_urgent:
        return f"By fax: {one_line(fax)}"
    if fax and address:
        return f"By fax to {one_line(fax)} and by certified mail, return receipt requested"
    if fax:
        return f"By fax: {one_line(fax)}"
    if address:
        return "By certified mail, return receipt requested"
    return "[[Add: how this goes out, with the number or address from the letter]]"


def _recipient(case: CaseFile) -> tuple[str, ...]:
    payer = one_line(case.facts.value("payer") or "")
    address = case.facts.value("appeal_address")
    lines = tuple(one_line(line) for line in address_lines(address)) if address else ()
    if not lines:
        lines = ("[[Add: the address for this request, from the letter or the payer's provider manual]]",)
    starts_with_name = bool(lines) and bool(payer) and lines[0].split()[:1] == payer.split()[:1]
    return lines if starts_with_name or not payer else (payer, *lines)


def _copies(case: CaseFile, kind: str) -> tuple[str, ...]:
    patient = one_line(case.facts.value("patient_name") or "")
    return (f"{patient} (patient)",) if patient and kind in _APPEALS else ()


def _enclosures(case: CaseFile) -> Iterator[Enclosure]:
    for index, document in enumerate(packet_documents(case)):
        yield Enclosure(letter=exhibit_letter(index), title=exhibit_title(document), pages=len(document.pages))


# What it is about


def _re_rows(case: CaseFile, title: str) -> Iterator[RowOfRe]:
    yield RowOfRe(label="Request", value=title)
    for label, fields, must in _ROWS:
        row = _row(case, label, fields, _plain)
        if row or (must and must(case)):
            yield row or RowOfRe(label=label, value=f"[[Add: {_GAPS[label]}]]")
    service = _service_dates(case)
    if service:
        yield service
    for label, field, write in (("Date of notice", "denial_date", _day), ("Amount denied", "denied_amount", _dollars)):
        row = _row(case, label, (field,), write)
        if row or label == "Date of notice":
            yield row or RowOfRe(label=label, value="[[Add: the date on the notice]]")


def _needs_member_number(case: CaseFile) -> bool:
    regime = case.confirmed_regime or (case.routing.regime.value if case.routing else "")
    return not case.facts.find("mbi") and regime not in ("wc", "auto", "liability")


def _needs_matter(case: CaseFile) -> bool:
    return not case.facts.find("claim_numbers") and not case.facts.find("reference_numbers")


def _always(_: CaseFile) -> bool:
    return True


_ROWS: tuple[tuple[str, tuple[str, ...], Callable[[CaseFile], bool] | None], ...] = (
    ("Patient", ("patient_name",), _always),
    ("Date of birth", ("dob",), None),
    ("Member number", ("member_id",), _needs_member_number),
    ("Medicare number", ("mbi",), None),
    ("Subscriber", ("subscriber_name",), None),
    ("Group number", ("group_number",), None),
    ("Claim number", ("claim_numbers",), _needs_matter),
    ("Reference number", ("reference_numbers",), None),
    ("Provider", ("provider_name",), None),
    ("Provider NPI", ("npi",), None),
    ("Service", ("service_description",), None),
    ("Service codes", ("cpt_hcpcs",), None),
    ("Diagnosis codes", ("icd10",), None),
)
_GAPS = {
    "Patient": "the patient's full name as on the insurance card",
    "Member number": "the member number on the insurance card",
    "Claim number": "the claim or reference number on the notice",
}


def _row(case: CaseFile, label: str, fields: tuple[str, ...], write: Callable[[Fact], str]) -> RowOfRe | None:
    facts = [fact for field in fields for fact in case.facts.all(field)]
    if not facts or (label == "Medicare number" and case.facts.value("mbi") == case.facts.value("member_id")):
        return None
    values = dict.fromkeys(write(fact) for fact in facts)
    return RowOfRe(label=label, value=", ".join(values), fact_ids=tuple(fact.fact_id for fact in facts))


def _service_dates(case: CaseFile) -> RowOfRe | None:
    facts = [fact for field in ("service_from", "service_to") if (fact := case.facts.find(field))]
    if not facts:
        return None
    days = list(dict.fromkeys(_day(fact) for fact in facts))
    return RowOfRe(label="Date of service", value=" to ".join(days), fact_ids=tuple(fact.fact_id for fact in facts))


def _running_head(case: CaseFile, title: str) -> str:
    """What stands at the head of later pages, so that a lost page finds its claim."""
    numbers = case.facts.values("claim_numbers") or case.facts.values("reference_numbers")
    matter = f"claim {series(numbers[:2])}" if case.facts.find("claim_numbers") else f"reference {series(numbers[:2])}"
    return f"{title} - {one_line(matter)}" if numbers else title


def _plain(fact: Fact) -> str:
    return one_line(fact.value)


def _day(fact: Fact) -> str:
    moment = as_date(fact.value)
    return day(moment) if moment else one_line(fact.value)


def _dollars(fact: Fact) -> str:
    amount = as_money(fact.value)
    return dollars(amount) if amount is not None else one_line(fact.value)
