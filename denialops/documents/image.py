"""Photos and scans (JPG, PNG, TIFF, HEIC, WEBP): their sizes first, then one frame at a time. Child process only."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from denialops.documents.limits import Limits
from denialops.errors import DamagedFile

Part = dict[str, Any]

Image.MAX_IMAGE_PIXELS = None  # our own limit is checked on the header, before any pixel is decoded
pillow_heif.register_heif_opener()

_PAPER_LONG_PT = 792.0
_NEARLY_SQUARE = 1.1


def read(data: bytes, limits: Limits) -> Iterator[Part]:
    """First {"pages": n}, then a request for OCR a frame."""
    with _opened(data) as picture:
        count = int(getattr(picture, "n_frames", 1))
        limits.check_pages(count)
        yield {"pages": count, "warnings": []}
        for index in range(count):
            _seek(picture, index)
            limits.check_pixels(*picture.size)
            width, height = _points(picture)
            yield {"number": index + 1, "ocr": True, "width": width, "height": height, "warnings": []}


def frame(data: bytes, number: int, limits: Limits) -> Image.Image:
    """The pixels of one frame, on white, the way up that the camera noted, with square pixels."""
    with _opened(data) as picture:
        _seek(picture, number - 1)
        limits.check_pixels(*picture.size)
        ratio = _pixel_ratio(picture)
        try:
            upright = ImageOps.exif_transpose(picture)
            plain = _on_white(upright)
        except (OSError, SyntaxError, ValueError) as error:
            raise DamagedFile("The picture is cut off or damaged.") from error
        if ratio > _NEARLY_SQUARE:
            return plain.resize((plain.width, round(plain.height * ratio)))
        if ratio < 1 / _NEARLY_SQUARE:
            return plain.resize((round(plain.width / ratio), plain.height))
        return plain


def _opened(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise DamagedFile("The picture is cut off or damaged.") from error


def _seek(picture: Image.Image, index: int) -> None:
    try:
        if index:
            picture.seek(index)
    except (EOFError, OSError, SyntaxError, ValueError) as error:
        raise DamagedFile("The picture is cut off or damaged.") from error


def _on_white(picture: Image.Image) -> Image.Image:
    """Plain grey or colour pixels: no transparency, 16-bit depth or printing inks."""
    if picture.mode.startswith(("I", "F")):
        lowest, highest = picture.getextrema()
        span = max(float(highest) - float(lowest), 1.0)  # type: ignore[arg-type]
        return picture.convert("F").point(lambda value: (value - float(lowest)) * 255 / span).convert("L")  # type: ignore[arg-type]
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        ground = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")
    return picture.convert("L" if picture.mode in ("1", "L") else "RGB")


def _pixel_ratio(picture: Image.Image) -> float:
    """How much taller than wide a pixel is: 204 x 98 faxes have pixels of double height."""
    across, down = _dpi(picture)
    return across / down if across >= 50 and down >= 50 and 0.4 < across / down < 2.5 else 1.0


def _points(picture: Image.Image) -> tuple[float, float]:
    """The size on paper; a photo, which has none, is taken to show a letter page."""
    width, height = picture.size
    if picture.getexif().get(0x0112, 1) in (5, 6, 7, 8):
        width, height = height, width
    height = round(height * _pixel_ratio(picture))
    across, _ = _dpi(picture)
    scale = 72 / across if across >= 100 else _PAPER_LONG_PT / max(width, height)
    if max(width, height) * scale > 2 * _PAPER_LONG_PT:
        scale = _PAPER_LONG_PT / max(width, height)
    return round(width * scale, 2), round(height * scale, 2)


def _dpi(picture: Image.Image) -> tuple[float, float]:
    across, down = picture.info.get("dpi", (0, 0))
    return float(across), float(down)
