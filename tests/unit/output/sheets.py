"""Letters and exhibits for tests of the writers."""

from __future__ import annotations

import hashlib
from io import BytesIO

from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document, Page
from denialops.domain.drafts import Block
from denialops.domain.packets import Exhibit, LetterFrame, exhibit_letter
from denialops.pipeline.frame import letter_frame
from tests.unit.draft.cases import drafted, make_case

BODY_MARKUP = 'A < B & C #let x $y$ *bold* _under_ `code` <label> @ref \\ "quoted" ‘Ümläut’ — 100 %'


def make_letter(**options: object) -> tuple[LetterFrame, tuple[Block, ...], CaseFile]:
    case = drafted(make_case(**options))
    return letter_frame(case), case.draft.blocks, case


def pdf_text(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


def squeezed(text: str) -> str:
    """Without white space, for lines break where the page wants."""
    return "".join(text.split())


def make_picture(kind: str = "PNG", *, size: tuple[int, int] = (300, 200), frames: int = 1) -> bytes:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).ellipse((20, 20, size[0] - 20, size[1] - 20), fill="#227744")
    out = BytesIO()
    more = {"save_all": True, "append_images": [image.rotate(90, expand=True)] * (frames - 1)} if frames > 1 else {}
    image.save(out, kind, **more)
    return out.getvalue()


def make_pdf(*texts: str, rotation: int = 0, password: str = "", size: tuple[float, float] = (612, 792)) -> bytes:
    """One page a text, written near the foot of the page, where stamps could cover it."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=True)
    for text in texts:
        canvas.drawString(72, 12, text)
        canvas.showPage()
    canvas.save()
    if not rotation and not password:
        return out.getvalue()
    writer = PdfWriter(clone_from=PdfReader(out))
    for page in writer.pages:
        page.rotate(rotation)
    if password:
        writer.encrypt(password)
    turned = BytesIO()
    writer.write(turned)
    return turned.getvalue()


def make_exhibit(
    data: bytes, media_type: str = "application/pdf", *, index: int = 1, title: str = "Records", text: str = ""
) -> Exhibit:
    document = Document(
        document_id=f"d{index}",
        filename=f"file{index}",
        media_type=media_type,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        doc_type="chart",
        pages=(Page(number=1, text=text, origin="file"),),
    )
    return Exhibit(exhibit_letter(index), title, document, data)
