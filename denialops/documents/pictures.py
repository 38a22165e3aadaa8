"""Pages as pixels: grey for reading, PNG with marks for showing. Runs in a child process only."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

from denialops.documents import image
from denialops.documents.layout import Rect
from denialops.documents.limits import Limits
from denialops.documents.pdf_page import draw_annotations, opened
from denialops.documents.pdf_scan import largest_image
from denialops.documents.sniff import PDF

Grey = npt.NDArray[np.uint8]

_LEAST_DPI, _USUAL_DPI, _MOST_DPI = 150, 200, 300
_LONGEST_PX = 3300
_MARK = (255, 236, 110)
_SHOW_MOST_PX = 4000


def for_reading(data: bytes, media_type: str, number: int, limits: Limits) -> Grey:
    """The page as it lies in the file, at about the resolution of its scan."""
    if media_type == PDF:
        with opened(data) as (document, _):
            page = _page(document, number, limits)
            dpi = _reading_dpi(page)
            return np.ascontiguousarray(_rendered(page, dpi / 72, grayscale=True).convert("L"))
    return np.asarray(image.frame(data, number, limits).convert("L"))


def for_showing(
    data: bytes, media_type: str, number: int, limits: Limits, *, width_px: int, rotation: int, marks: Sequence[Rect]
) -> bytes:
    """PNG of the page, upright, `width_px` wide, the marks laid over it like a highlighter."""
    width_px = min(width_px, _SHOW_MOST_PX)
    if media_type == PDF:
        with opened(data) as (document, _):
            page = _page(document, number, limits)
            width, height = page.get_size()
            shown_width = height if rotation % 180 else width
            picture = _rendered(page, width_px / shown_width).convert("RGB")
    else:
        picture = image.frame(data, number, limits).convert("RGB")
    picture = _upright(picture, rotation)
    height_px = max(round(picture.height * width_px / picture.width), 1)
    return _png(_marked(picture.resize((width_px, height_px), reducing_gap=2.0), marks))


def _page(document: pdfium.PdfDocument, number: int, limits: Limits) -> pdfium.PdfPage:
    page = document[number - 1]
    limits.check_pixels(*largest_image(page.raw))
    return document[number - 1] if draw_annotations(page.raw) else page


def _reading_dpi(page: Any) -> float:
    width, height = page.get_size()
    pixels = max(largest_image(page.raw))
    dpi = pixels / (max(width, height) / 72) if pixels else _USUAL_DPI
    return float(min(max(dpi, _LEAST_DPI), _MOST_DPI, _LONGEST_PX / (max(width, height) / 72)))


def _rendered(page: Any, scale: float, **choices: Any) -> Image.Image:
    bitmap = page.render(scale=scale, **choices)
    return bitmap.to_pil()  # type: ignore[no-any-return]


def _upright(picture: Image.Image, rotation: int) -> Image.Image:
    turns = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
    return picture.transpose(turns[rotation]) if rotation in turns else picture


def _marked(picture: Image.Image, marks: Sequence[Rect]) -> Image.Image:
    if not marks:
        return picture
    layer = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(layer)
    for x0, y0, x1, y1 in marks:
        edges = (x0 * picture.width - 2, y0 * picture.height - 1, x1 * picture.width + 2, y1 * picture.height + 1)
        pen.rounded_rectangle(edges, radius=3, fill=_MARK)
    return ImageChops.multiply(picture, layer)


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()
