"""Plain and pasted text to pages, and the one way in which every reader cleans its text."""

from __future__ import annotations

import codecs
import re

from denialops.documents.sniff import is_bare_utf16

PASTED_FILENAME = "pasted text"
"""A file of this name is text that somebody pasted; its pages say so in `origin`."""

_GUESS_FROM = 64 * 1024
_SPACES = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_NOTHING = dict.fromkeys(
    code
    for span in ((0x00, 0x09), (0x0E, 0x20), (0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2065), (0x2066, 0x206A))
    for code in (*range(*span), 0x7F, 0xAD, 0xFEFF)
)
_MARKS = (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")
_LETTERS = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    0x02: "-", 0xFFFE: "-",  # a hyphen at which pdfium joined two lines
    0x09: "  ", 0x0B: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n",
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}  # fmt: skip
_CLEAN = {**_NOTHING, **_SPACES, **_LETTERS}
_UNCLEAN = re.compile(r"[^\n\x0c\x20-\x7e]")


def clean(text: str) -> str:
    """Text as every rule may expect it: newlines are one character, spaces are spaces, no invisible characters."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_CLEAN) if _UNCLEAN.search(text) else text


def decode(data: bytes) -> str:
    """Bytes of unknown encoding to text: mark, UTF-8, bare UTF-16, then a guess; nothing is refused."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    sample = data[:_GUESS_FROM]
    if b"\x00" in sample and is_bare_utf16(sample):
        return data.decode("utf-16-be" if sample[0] == 0 else "utf-16-le", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_guessed_encoding(sample), "replace")


def text_pages(data: bytes) -> list[str]:
    """The pages of a text file: a form feed starts a new one."""
    pages = clean(decode(data)).split("\f")
    while len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    return pages


def _guessed_encoding(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # 30 ms to import, needed for few files

    best = from_bytes(sample, cp_isolation=["cp1252", "latin_1", "mac_roman", "cp437", "cp850"]).best()
    return best.encoding if best else "cp1252"
