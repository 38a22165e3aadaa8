"""What a person may enter for a field; a value that cannot be right is refused with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from denialops.errors import InvalidValue

LONGEST_VALUE = 4_000
DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y", "%d %B %Y")

DATE_FIELDS = frozenset(
    "dob service_from service_to denial_date paid_date received_date appeal_received_date effective_date "
    "peer_to_peer_deadline corrected_claim_deadline records_due_date appeal_deadline_date".split()
)
MONEY_FIELDS = frozenset("billed_amount allowed_amount paid_amount denied_amount patient_amount".split())
PHONE_FIELDS = frozenset("appeal_phone appeal_fax expedited_phone expedited_fax peer_to_peer_phone".split())

SHAPES: dict[str, tuple[str, str]] = {
    "icd10": (r"[A-TV-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?", "A diagnosis code looks like L97.511."),
    "cpt_hcpcs": (r"\d{4}[0-9A-Z]|[A-Z]\d{4}", "A procedure code has five characters, such as 99213 or G0299."),
    "carc": (r"[A-Z]?\d{1,3}", "An adjustment code is a number such as 50 or B7, without its group."),
    "rarc": (r"(M|MA|N)\d{1,4}", "A remark code looks like N130 or MA04."),
    "group_codes": (r"CO|PR|OA|PI|CR", "A group code is CO, PR, OA, PI or CR."),
    "modifiers": (r"[0-9A-Z]{2}", "A modifier has two characters."),
    "revenue_codes": (r"\d{3,4}", "A revenue code has three or four digits."),
    "mbi": (
        r"[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?"
        r"[AC-HJKMNP-RT-Y]{2}\d{2}",
        "A Medicare number has 11 characters, such as 1EG4-TE5-MK73.",
    ),
    "tin": (r"\d{2}-?\d{7}", "A tax number has nine digits."),
    "is_denial": (r"TRUE|FALSE", "Answer true or false."),
}


def canonical_value(field: str, value: str, *, today: date) -> str:
    """The value as facts keep it. Raises InvalidValue."""
    text = " ".join(value.split())
    if not text:
        raise InvalidValue("The value is empty.", hint="Enter a value, or say that the letter does not have it.")
    if len(text) > LONGEST_VALUE:
        raise InvalidValue("The value is too long.", hint=f"Enter at most {LONGEST_VALUE} characters.")
    return _rule_for(field, today)(text)


def _rule_for(field: str, today: date) -> Callable[[str], str]:
    if field in DATE_FIELDS:
        return lambda text: parse_day(text, today=today, is_past=field in {"dob", "denial_date"}).isoformat()
    if field in MONEY_FIELDS:
        return lambda text: str(parse_amount(text))
    if field in PHONE_FIELDS:
        return check_phone
    if field == "npi":
        return check_npi
    if field in SHAPES:
        return lambda text: _shaped(field, text)
    return lambda text: text


def parse_day(text: str, *, today: date, is_past: bool = False) -> date:
    """A calendar day within reach of a claim. Raises InvalidValue."""
    day = next((found for form in DATE_FORMATS if (found := _day_in(text, form))), None)
    if day is None:
        raise InvalidValue("That is not a date.", hint="Enter the date as MM/DD/YYYY.")
    if not date(1900, 1, 1) <= day <= date(today.year + 20, 12, 31):
        raise InvalidValue("That date is out of reach.", hint="Check the year.")
    if is_past and day > today:
        raise InvalidValue("That date is in the future.", hint="Enter a day up to today.")
    return day


def _day_in(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return None


def parse_amount(text: str) -> Decimal:
    """Dollars and cents. Raises InvalidValue."""
    try:
        amount = Decimal(text.replace("$", "").replace(",", "").strip())
    except InvalidOperation as error:
        raise InvalidValue("That is not an amount.", hint="Enter dollars and cents, such as 1234.50.") from error
    if not amount.is_finite() or not 0 <= amount < Decimal("1e9"):
        raise InvalidValue("That amount cannot be right.", hint="Enter an amount from 0 to 999,999,999.99.")
    if amount != amount.quantize(Decimal("0.01")):
        raise InvalidValue("That amount has parts of a cent.", hint="Enter dollars and cents, such as 1234.50.")
    return amount.quantize(Decimal("0.01"))


def check_npi(text: str) -> str:
    """Ten digits whose check digit fits. Raises InvalidValue."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"\d{10}", digits):
        raise InvalidValue("An NPI has ten digits.", hint="Enter the ten digits of the NPI.")
    if not _passes_luhn("80840" + digits):
        raise InvalidValue("The check digit of this NPI does not fit.", hint="Compare the NPI digit by digit.")
    return digits


def _passes_luhn(digits: str) -> bool:
    doubled = (int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def check_phone(text: str) -> str:
    """Ten digits, with or without the country's 1, kept as written. Raises InvalidValue."""
    digits = re.sub(r"\D", "", re.split(r"(?i)\s*(?:ext|x)\.?\s*\d", text)[0])
    if len(digits.removeprefix("1")) != 10:
        raise InvalidValue("A phone or fax number has ten digits.", hint="Enter it with its area code.")
    return text


def _shaped(field: str, text: str) -> str:
    pattern, hint = SHAPES[field]
    code = text.upper()
    if not re.fullmatch(pattern, code):
        raise InvalidValue("The value does not have the shape of this field.", hint=hint)
    return code.lower() if field == "is_denial" else code
