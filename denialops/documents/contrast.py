"""How well letters stand out from what is behind them: relative luminance and contrast ratio as WCAG 2.1 defines them.

Runs in a child process only.
"""

from __future__ import annotations

import re

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)

UNREADABLE = 1.3
"""Below this ratio nobody reads print, not even by looking closely; pale grey footers have 1.6 and more."""

_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\b[^)]*\)", re.IGNORECASE)


def is_lost(letters: Colour, ground: Colour = WHITE) -> bool:
    """Whether letters of this colour cannot be seen on this ground."""
    return contrast(letters, ground) < UNREADABLE


def contrast(one: Colour, other: Colour) -> float:
    """From 1, the same, to 21, black on white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def parse_colour(written: str) -> Colour | None:
    """ "white", "#fff", "F0F0F0" or "rgb(250, 250, 250)"; None for anything else."""
    if written.strip().lower() == "white":
        return WHITE
    code = _HEX.fullmatch(written.strip())
    if code:
        digits = code[1] if len(code[1]) == 6 else "".join(digit * 2 for digit in code[1])
        red, green, blue = bytes.fromhex(digits)
        return red, green, blue
    parts = _RGB.fullmatch(written.strip())
    return (min(int(parts[1]), 255), min(int(parts[2]), 255), min(int(parts[3]), 255)) if parts else None


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
