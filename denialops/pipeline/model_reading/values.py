"""Whether the value a model gives is said by the quote it gives; a value that is not is no value."""

from __future__ import annotations

import re

from denialops.pipeline.finders.dates import scan_dates
from denialops.pipeline.finders.identifiers import has_valid_npi_checksum
from denialops.pipeline.finders.money import as_text, scan_amounts
from denialops.pipeline.finders.reading import Reading, fold

DATES = frozenset({"service_from", "service_to", "denial_date"})
AMOUNTS = frozenset({"billed_amount", "denied_amount"})
PHONES = frozenset({"appeal_fax", "appeal_phone"})
QUOTES = frozenset({"denial_reason_quote", "appeal_deadline_stated"})
NUMBERS = frozenset({"member_id", "group_number", "claim_numbers", "reference_numbers", "npi"})
CODES = {
    "cpt_hcpcs": r"\d{4}[0-9A-Z]|[A-Z]\d{4}",
    "icd10": r"[A-TV-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?",
    "carc": r"[A-Z]?\d{1,3}",
    "rarc": r"(M|MA|N)\d{1,4}",
}
_WORD = re.compile(r"[a-z0-9]+")
_NUMBER_LENGTH = 3


def backed_value(field: str, value: str, quote: str) -> str | None:
    """The value as facts keep it; None where the quote does not say it or it cannot be a value of this field."""
    value = " ".join(value.split())
    if field in QUOTES:
        return " ".join(quote.split())
    if field in DATES:
        return _date(value, quote)
    if field in AMOUNTS:
        return _amount(value, quote)
    if field in PHONES:
        return value if len(_digits(value).removeprefix("1")) == 10 and _digits(value) in _digits(quote) else None
    if field in CODES:
        code = re.sub(r"^(?:CO|PR|OA|PI|CR)[ -]?(?=\d)", "", value.upper()) if field == "carc" else value.upper()
        return code if re.fullmatch(CODES[field], code) and _stands_in(code, quote) else None
    if field in NUMBERS:
        return value if len(_squeezed(value)) >= _NUMBER_LENGTH and _stands_in(value, quote) else None
    return value if _says_every_word(value, quote) else None


def flags_of(field: str, value: str) -> tuple[str, ...]:
    """Validators that the value fails; it is kept as read."""
    return ("npi_checksum",) if field == "npi" and not has_valid_npi_checksum(value) else ()


def _date(value: str, quote: str) -> str | None:
    """The value in ISO form or, where it came back from a placeholder, as the letter writes days."""
    printed = {span.value for span in scan_dates(Reading(quote))}
    return next((span.value for span in scan_dates(Reading(value)) if span.value in printed), None)


def _amount(value: str, quote: str) -> str | None:
    amount = value.replace("$", "").replace(",", "")
    printed = {as_text(found.value) for found in scan_amounts(Reading(quote))}
    return next((text for text in printed if text in (amount, f"{amount}.00")), None)


def _stands_in(value: str, quote: str) -> bool:
    """As whole words of the quote, blanks and hyphens aside: 12 does not stand in 1234."""
    parts = [re.escape(part) for part in re.findall(r"[A-Z0-9]+", value.upper())]
    pattern = r"(?<![A-Z0-9])" + r"[\W_]{0,2}".join(parts) + r"(?![A-Z0-9])"
    grouped = r"(?<![A-Z0-9])(?:CO|PR|OA|PI|CR)" + r"[\W_]{0,2}".join(parts) + r"(?![A-Z0-9])"
    return bool(parts) and any(re.search(found, quote.upper()) for found in (pattern, grouped))


def _says_every_word(value: str, quote: str) -> bool:
    words = _WORD.findall(fold(value))
    return bool(words) and set(words) <= set(_WORD.findall(fold(quote)))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", text)
