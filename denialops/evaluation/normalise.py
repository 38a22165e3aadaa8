"""Values reduced to the form in which two spellings of the same thing are equal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

_MONTHS = {
    name: number
    for language in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    )
    for number, name in enumerate(language.split(), 1)
}
_MONTH = r"(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_SPANISH_MONTH = "|".join(name for name in _MONTHS if len(name) > 3)
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})\b",
        r"(?<![\d/.-])(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{4}|\d{2})(?!\d)",
        _MONTH + r"[ -]+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?[ -]+(?P<y>\d{4}|\d{2})\b",
        r"\b(?P<d>\d{1,2})(?:st|nd|rd|th)?[ -]+" + _MONTH + r",?[ -]+(?P<y>\d{4}|\d{2})\b",
        rf"\b(?P<d>\d{{1,2}}) de (?P<m>{_SPANISH_MONTH}) de (?P<y>\d{{4}})\b",
        r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?!\d)",
        r"(?<!\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?P<y>\d\d)(?!\d)",
    )
)
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}
_MEANS_NOTHING = {
    "plan_type": {"unknown"},
    "denial_category": {"none", "not_applicable"},
    "appeal_level": {"none", "not_applicable"},
}


def spaced(value: object) -> str:
    """One space between words."""
    return re.sub(r"\s+", " ", str(value)).strip()


def folded(value: object) -> str:
    """Lower case without accents and with single spaces."""
    decomposed = unicodedata.normalize("NFD", spaced(value))
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).lower()


def squeezed(value: object) -> str:
    """Only lower-case letters and digits."""
    return re.sub(r"[^a-z0-9]", "", str(value).lower())


def words(value: object) -> list[str]:
    return re.findall(r"[a-z0-9]+", folded(value))


def digits(value: object) -> str:
    return re.sub(r"\D", "", str(value))


def dates_in(value: object) -> frozenset[str]:
    """Every date in a text, as ISO."""
    text = folded(value)
    found = (_iso(match) for pattern in _DATES for match in pattern.finditer(text))
    return frozenset(day for day in found if day)


def date_form(value: object) -> str | None:
    """ISO where a date can be read, otherwise the text itself."""
    if value is None:
        return None
    iso = re.match(r"^\s*(\d{4}-\d{2}-\d{2})(?:[T ].*)?$", str(value))
    if iso:
        return iso.group(1)
    return min(dates_in(value), default=spaced(value).lower())


def money_form(value: object) -> float | None:
    """Dollars; a float will do, for two amounts are only compared to the cent."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return round(float(value), 2)
    number = re.search(r"-?\d[\d,]*\.?\d*", re.sub(r"[$ ]", "", str(value)))
    return round(float(number.group().replace(",", "")), 2) if value is not None and number else None


def phone_form(value: object) -> str:
    number = digits(value)
    return number[1:] if len(number) == 11 and number.startswith("1") else number


def class_form(field: str, value: object) -> object:
    """A label in the vocabulary's spelling; None for labels that mean nothing."""
    if value is None:
        return None
    if field == "is_denial":
        return value if isinstance(value, bool) else _YES_NO.get(str(value).lower())
    label = re.sub(r"[\s/]+", "_", str(value).strip().lower())
    return None if label in _MEANS_NOTHING.get(field, ()) else label


def number_form(value: object) -> str:
    """Claim, member and reference numbers: letters and digits."""
    return squeezed(value).upper()


def procedure_form(value: object) -> str:
    """A procedure code without modifier or description."""
    code = spaced(value).upper()
    first = code if re.match(r"^[A-Z]\d\d\.", code) else re.split(r"[-\s(]", code)[0]
    return re.sub(r"[^A-Z0-9]", "", first)


def diagnosis_form(value: object) -> str:
    return re.sub(r"[^A-Z0-9]", "", str(value).upper())


def reason_form(value: object) -> str:
    """A reason code without its group and leading zeros."""
    code = str(value).upper()
    match = re.match(r"^\s*(?:(?:CO|PR|OA|PI|CR|CARC)[\s-]*)*([A-Z]?\d+[A-Z]?)", code)
    bare = match.group(1) if match else code
    return bare.lstrip("0") or bare


def remark_form(value: object) -> str:
    code = str(value).upper()
    match = re.search(r"\b([MN]A?\d+)\b", code)
    return match.group(1) if match else code


LIST_FORMS: dict[str, Callable[[Any], str]] = {
    "claim_numbers": number_form,
    "reference_numbers": number_form,
    "cpt_hcpcs": procedure_form,
    "icd10": diagnosis_form,
    "carc": reason_form,
    "rarc": remark_form,
}


def _iso(match: re.Match[str]) -> str | None:
    year, month = int(match["y"]), match["m"]
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        return date(year, _MONTHS.get(month) or int(month), int(match["d"])).isoformat()
    except ValueError:
        return None
