"""Months as letters name them, and how each of them writes a day: to read a date and to write one the same way."""

from __future__ import annotations

from datetime import date

ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
SPANISH = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre")  # fmt: skip
_SHORT_SPANISH = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")


def _numbers() -> dict[str, int]:
    rows = {"sept": 9, "setiembre": 9, "set": 9}
    for names in (ENGLISH, tuple(name[:3] for name in ENGLISH), SPANISH, _SHORT_SPANISH):
        rows |= {name.lower(): number for number, name in enumerate(names, 1)}
    return rows


MONTH_NUMBERS = _numbers()

_STYLES = {
    "m/d/Y": "{m:02}/{d:02}/{y}",
    "m/d/y": "{m:02}/{d:02}/{yy:02}",
    "m-d-Y": "{m:02}-{d:02}-{y}",
    "m-d-y": "{m:02}-{d:02}-{yy:02}",
    "Y-m-d": "{y}-{m:02}-{d:02}",
    "Ymd": "{y}{m:02}{d:02}",
    "B d, Y": "{B} {d}, {y}",
    "b d, Y": "{b} {d}, {y}",
    "d B Y": "{d} {B} {y}",
    "d-b-Y": "{d:02}-{b}-{y}",
    "d de B de Y": "{d} de {es} de {y}",
}
PLAIN_STYLE = "B d, Y"


def write_day(day: date, style: str) -> str:
    """The day in one of the styles; an unknown style is written as "March 3, 2026"."""
    name = ENGLISH[day.month - 1]
    return _STYLES.get(style, _STYLES[PLAIN_STYLE]).format(
        y=day.year, yy=day.year % 100, m=day.month, d=day.day, B=name, b=name[:3], es=SPANISH[day.month - 1]
    )


def write_month(first: date, style: str) -> str:
    """The month of a day, in the language of the style."""
    if style == "d de B de Y":
        return f"{SPANISH[first.month - 1]} de {first.year}"
    return f"{ENGLISH[first.month - 1]} {first.year}"
