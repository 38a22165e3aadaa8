"""What a file is, told by its bytes; the name only helps to explain a refusal."""

from __future__ import annotations

import re

from denialops.errors import EmptyFile, PasswordNeeded, UnsupportedType

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
REMITTANCE = "application/edi-x12"
HTML = "text/html"
IMAGES = ("image/jpeg", "image/png", "image/tiff", "image/heic", "image/webp")

_HEAD = 4096
_X12_HEAD = 64 * 1024
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_HTML_START = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|div|p)\b", re.I | re.S
)
_MAIL_HEADER = re.compile(
    rb"^(?:received|return-path|mime-version|message-id|delivered-to|dkim-signature):", re.I | re.M
)
_X12 = re.compile(rb"^(?:\xef\xbb\xbf)?\s*ISA([^A-Za-z0-9\s])")
_X12_OTHERS = {
    b"837": "a claim file (837): the clinic's own claims, not the payer's answer",
    b"277": "a claim status file (277)", b"276": "a question for claim status (276)",
    b"271": "an eligibility answer (271)", b"270": "a question for eligibility (270)",
    b"999": "an acknowledgement (999)", b"997": "an acknowledgement (997)", b"TA1": "an acknowledgement (TA1)",
    b"278": "an authorization file (278)", b"834": "an enrolment file (834)", b"820": "a premium payment file (820)",
}  # fmt: skip
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"#!")
_TEXT_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x0b\x1a\x1b\x85")

_SAVE_AS = "Save it as PDF or DOCX and upload that."


def media_type_of(data: bytes, filename: str = "") -> str:
    """One of the types above. Raises EmptyFile, UnsupportedType, or PasswordNeeded for a locked Word file."""
    if not data:
        raise EmptyFile("The file has 0 bytes.")
    found = _binary_type(data) or _x12_type(data) or _text_type(data)
    if found is None:
        raise UnsupportedType(_not_what_it_says(filename))
    return found


def _binary_type(data: bytes) -> str | None:
    head = data[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(_PROGRAMS):
        raise UnsupportedType("This is a program or script, not a letter.")
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(data)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        _refuse_old_office(data)
    if head.startswith(b"{\\rtf"):
        raise UnsupportedType("This is a rich text (RTF) file.", hint=_SAVE_AS)
    return _image_type(head)


def _image_type(head: bytes) -> str | None:
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith((b"II*\x00", b"MM\x00*")):
        return "image/tiff"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and (head[8:12] in _HEIF_BRANDS or any(brand in head[16:64] for brand in _HEIF_BRANDS)):
        return "image/heic"
    if head.startswith((b"GIF8", b"BM")) and b"\x00" in head[:32]:
        raise UnsupportedType("This is a GIF or BMP picture.", hint="Save it as PNG or JPG and upload that.")
    return None


def _zip_type(data: bytes) -> str:
    if b"word/document.xml" in data:
        return DOCX
    if b"xl/workbook.xml" in data or b"ppt/presentation.xml" in data or b"mimetypeapplication/vnd.oasis" in data:
        raise UnsupportedType("This is an office file of another kind than DOCX.", hint=_SAVE_AS)
    raise UnsupportedType("This is a ZIP archive.", hint="Unpack it and upload the letter inside.")


def _refuse_old_office(data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise PasswordNeeded("The Word file is protected by a password.", hint="Save an unlocked copy and upload that.")
    raise UnsupportedType("This is an old office file (.doc, .xls or .msg).", hint=_SAVE_AS)


def _x12_type(data: bytes) -> str | None:
    """Told by the first transaction in the envelope, whatever the name and the separators."""
    start = _X12.match(data)
    if start is None or data[:400].count(start.group(1)) < 16:
        return None
    element = re.escape(start.group(1))
    pattern = re.compile(rb"[^A-Za-z0-9 ]\s*(?:ST" + element + rb"(\d{3})|(TA1))" + element)
    head = data[:_X12_HEAD]
    transactions = pattern.findall(head) or pattern.findall(re.sub(rb"[\r\n]", b"", head))
    found = [number or answer for number, answer in transactions]
    if b"835" in found:
        return REMITTANCE
    kind = _X12_OTHERS.get(found[0] if found else b"", "not a remittance")
    raise UnsupportedType(f"This X12 file is {kind}.", hint="Add the remittance (835) or the payer's letter instead.")


def _text_type(data: bytes) -> str | None:
    if not _looks_like_text(data):
        return None
    head = data[:_HEAD] if not data.startswith(_TEXT_BOMS[1:]) else data[:_HEAD].replace(b"\x00", b"")
    if len(_MAIL_HEADER.findall(head)) >= 2:
        hint = "Print the message to PDF, or upload the attached letter."
        raise UnsupportedType("This is an e-mail or web archive file.", hint=hint)
    return HTML if _HTML_START.match(head.removeprefix(_TEXT_BOMS[0]).removeprefix(_TEXT_BOMS[1])) else TEXT


def _looks_like_text(data: bytes) -> bool:
    if data.startswith(_TEXT_BOMS):
        return True
    sample = data[: 64 * 1024]
    if b"\x00" in sample:
        return is_bare_utf16(sample)
    controls = sum(sample.count(code) for code in range(32) if code not in _TEXT_CONTROLS)
    return controls <= len(sample) // 200


def is_bare_utf16(sample: bytes) -> bool:
    """UTF-16 Latin text without its mark: every other byte is zero, the others hardly ever."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    many, few = max(even, odd), min(even, odd)
    return many > len(sample) * 0.35 and few <= len(sample) * 0.01


def _not_what_it_says(filename: str) -> str:
    suffix = filename.rpartition(".")[2].lower() if "." in filename else ""
    if suffix in ("pdf", "jpg", "jpeg", "png", "tif", "tiff", "heic", "docx", "txt", "html", "htm"):
        return f"The name ends in .{suffix}, but the content is something else."
    return "This type of file cannot be read."
