"""Pages as clinics get them: printed, faxed, photographed, typed."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Sequence

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.pagesizes import landscape, letter
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

_EPOCH = time.struct_time((2026, 1, 2, 8, 0, 0, 4, 2, 0))
_INK = 40
_LEADING = 12.5


def plain_pdf(text: str, *, wide: bool = False) -> bytes:
    """The text as printed: columns in fixed pitch so that they stay in line, prose in a proportional face."""
    size = landscape(letter) if wide else letter
    width = size[0] - 90
    columns = [line for line in text.splitlines() if _is_column(line)]
    pitch = min(9.5, width / (0.6 * max((len(line) for line in columns), default=1)))
    lines = [typed for line in text.splitlines() for typed in _typed(line, pitch, width)]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    per_page = int((size[1] - 90) / _LEADING)
    for start in range(0, len(lines), per_page):
        block = canvas.beginText(45, size[1] - 55)
        for font, points, words in lines[start : start + per_page]:
            block.setFont(font, points, leading=_LEADING)
            block.textLine(words)
        canvas.drawText(block)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _is_column(line: str) -> bool:
    return "   " in line


def _typed(line: str, pitch: float, width: float) -> list[tuple[str, float, str]]:
    if _is_column(line):
        return [("Courier", pitch, line)]
    return [("Helvetica", 10.0, part) for part in simpleSplit(line, "Helvetica", 10, width) or [""]]


def encrypted_pdf(text: str, password: str) -> bytes:
    """The text behind a password."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter, encrypt=password, invariant=1)
    canvas.drawString(40, 700, text)
    canvas.save()
    return out.getvalue()


def page_images(pdf: bytes, dpi: int) -> list[Image.Image]:
    """Each page as a grey picture."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]


def fax_pdf(pdf: bytes, *, header: str, skew: float, speckles: int = 250, seed: int = 7, dpi: int = 200) -> bytes:
    """What a fax machine makes of a printed letter: black or white, tilted, dusty, with a header line."""
    chance = random.Random(seed)
    pages = [_faxed(page, header, skew, speckles, chance) for page in page_images(pdf, dpi)]
    return _image_pdf(pages, dpi)


def scan_pdf(pdf: bytes, *, skew: float, dpi: int = 110) -> bytes:
    """A grey flatbed scan, slightly tilted and soft."""
    pages = [
        page.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.4))
        for page in page_images(pdf, dpi)
    ]
    return _image_pdf(pages, dpi)


def photo_jpg(pdf: bytes, *, seed: int = 3, dpi: int = 130, quality: int = 58) -> bytes:
    """The first page lying on a desk, tilted, lit from one side."""
    page = page_images(pdf, dpi)[0]
    desk = Image.new("L", (page.width + 120, page.height + 120), 62)
    desk.paste(page, (60, 60))
    width, height = desk.size
    corners = (10, 34, 26, height - 8, width - 6, height - 30, width - 28, 6)
    tilted = desk.transform(desk.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    lit = ImageChops.multiply(tilted, _light(desk.size))
    noise = Image.effect_noise(desk.size, 9)
    noisy = Image.blend(lit, noise, 0.045).convert("RGB")
    out = io.BytesIO()
    noisy.filter(ImageFilter.GaussianBlur(0.5)).save(out, "JPEG", quality=quality, dpi=(dpi, dpi))
    return out.getvalue()


def as_html(text: str, title: str) -> bytes:
    """The text as a saved portal message."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    paragraphs = "\n".join(f"<p>{part.strip().replace(chr(10), '<br>')}</p>" for part in escaped.split("\n\n"))
    head = f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
    return f"{head}\n<body>\n{paragraphs}\n</body></html>\n".encode()


def _faxed(page: Image.Image, header: str, skew: float, speckles: int, chance: random.Random) -> Image.Image:
    turned = page.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
    draw = ImageDraw.Draw(turned)
    draw.text((70, 18), header, fill=0, font=ImageFont.load_default(24))
    for _ in range(speckles):
        x, y = chance.randrange(page.width), chance.randrange(page.height)
        draw.ellipse((x, y, x + chance.randint(0, 2), y + chance.randint(0, 2)), fill=chance.choice((0, 255)))
    return turned.point([0 if level < 255 - _INK * 2 else 255 for level in range(256)]).convert("1")


def _light(size: tuple[int, int]) -> Image.Image:
    """Brightness from 1.0 at the top left to 0.7 at the bottom right."""
    down = Image.linear_gradient("L").resize(size)
    ramp = Image.blend(down, down.transpose(Image.Transpose.ROTATE_90).resize(size), 0.5)
    return ramp.point([int(255 - level * 0.3) for level in range(256)])


def _image_pdf(pages: Sequence[Image.Image], dpi: int) -> bytes:
    """Black-and-white pages are packed as fax machines do, grey ones as JPEG."""
    out = io.BytesIO()
    packing = {} if pages[0].mode == "1" else {"quality": 45}
    pages[0].save(
        out,
        "PDF",
        resolution=dpi,
        save_all=True,
        append_images=list(pages[1:]),
        creationDate=_EPOCH,
        modDate=_EPOCH,
        **packing,
    )
    return out.getvalue()
