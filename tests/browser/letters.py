"""Synthetic letters for the browser tests; no two have the same bytes."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

TEXT = """Larkspur Mutual Health
Utilization Review, PO Box 5150, Dayton, OH 45401

Notice of Adverse Benefit Determination
Date of notice: February 20, 2026

Member: {patient}
Member ID: LMH4471902
Claim number: 26-0417-{number}
Provider: Harbor Street Imaging

We reviewed the claim for an MRI of the lumbar spine (CPT 72148) on January 28, 2026.
We have denied this service because it is not medically necessary.
Diagnosis: M54.16
Billed amount: $1,840.00
Amount denied: $1,840.00

Your plan is self-funded by your employer and is subject to ERISA.
You have the right to appeal. You must ask for an internal appeal within 180 days
of the date you receive this notice. Send your appeal to:
Larkspur Mutual Health, Appeals Unit, PO Box 5150, Dayton, OH 45401
Fax: 937-555-0142   Phone: 937-555-0143
"""


def letter_text(patient: str, number: str) -> str:
    return TEXT.format(patient=patient, number=number)


def write_pdf(path: Path, patient: str, number: str) -> Path:
    canvas = Canvas(str(path), pagesize=letter, invariant=1)
    for row, line in enumerate(letter_text(patient, number).splitlines()):
        canvas.drawString(72, 720 - 18 * row, line)
    canvas.save()
    return path


def write_protected_pdf(path: Path, patient: str, number: str, password: str) -> Path:
    writer = PdfWriter(clone_from=PdfReader(write_pdf(path, patient, number)))
    writer.encrypt(password)
    writer.write(path)
    return path


def write_scan(path: Path, patient: str, number: str, *, pages: int) -> Path:
    """A PDF of pictures: reading it takes seconds a page."""
    font = ImageFont.load_default(30)
    pictures = []
    for page in range(1, pages + 1):
        picture = Image.new("L", (1275, 1650), "white")
        text = letter_text(patient, number) if page == 1 else f"Page {page}\n" + "Medical record of the visit. " * 3
        ImageDraw.Draw(picture).multiline_text((110, 110), text, font=font, fill="black", spacing=14)
        pictures.append(picture)
    pictures[0].save(path, save_all=True, append_images=pictures[1:], resolution=150)
    return path
