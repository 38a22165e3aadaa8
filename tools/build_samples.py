"""Makes data/samples: run `python -m tools.build_samples` after a change here."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import yaml

from tools import sample_letters as letters
from tools.rendering import fax_pdf, photo_jpg, scan_pdf
from tools.typeset import as_docx, as_pdf, as_web_page

FOLDER = Path(__file__).resolve().parents[1] / "data" / "samples"


class Made(NamedTuple):
    name: str
    title: str
    description: str
    file: str
    data: bytes


def main() -> None:
    samples = make_samples()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for sample in samples:
        (FOLDER / sample.file).write_bytes(sample.data)
    rows = [{key: value for key, value in sample._asdict().items() if key != "data"} for sample in samples]
    listed = yaml.safe_dump(rows, sort_keys=False, allow_unicode=True, width=110)
    (FOLDER / "samples.yaml").write_text(listed, encoding="utf-8")


def make_samples() -> list[Made]:
    """Every sample letter, in the order in which they are offered."""
    return [
        Made(
            "commercial",
            "Employer plan: MRI not medically necessary",
            "A two-page letter before the service, with a peer-to-peer window still open (PDF with text).",
            "commercial-imaging-denial.pdf",
            as_pdf(letters.RIDGEWAY),
        ),
        Made(
            "medicare-advantage",
            "Medicare Advantage: nursing facility stay cut short",
            "A fax, black and white and tilted; the patient is still in the facility (scanned PDF).",
            "medicare-advantage-snf-fax.pdf",
            fax_pdf(
                as_pdf(letters.HERON), header="11/09/2026 15:42   HERON BAY UM   321 555 0118   P.01/01", skew=-0.8
            ),
        ),
        Made(
            "marketplace",
            "Marketplace HMO: out-of-network claim",
            "A photo of a letter on a desk (JPG).",
            "marketplace-out-of-network-photo.jpg",
            photo_jpg(as_pdf(letters.JUNIPER)),
        ),
        Made(
            "medicaid",
            "Medicaid plan: half of a child's therapy denied",
            "A partial denial with the right to keep the service during the appeal (Word).",
            "medicaid-therapy-notice.docx",
            as_docx(letters.MEADOW),
        ),
        Made(
            "self-funded",
            "Self-funded employer plan: one line bundled",
            "An explanation of benefits with a paid and a denied line (PDF with text, landscape).",
            "self-funded-eob.pdf",
            as_pdf(letters.CORSAIR),
        ),
        Made(
            "part-d",
            "Medicare Part D: step therapy",
            "A drug denial saved from a web portal (HTML).",
            "part-d-step-therapy.html",
            as_web_page(letters.SEABRIGHT),
        ),
        Made(
            "workers-compensation",
            "Workers' compensation: program denied in review",
            "A California utilization review decision from a flatbed scanner (scanned PDF).",
            "workers-compensation-scan.pdf",
            scan_pdf(as_pdf(letters.LINDEN), skew=0.5),
        ),
        Made(
            "medicare",
            "Original Medicare: wellness visit over the limit",
            "A remittance advice with codes and two lines, one of them paid (text).",
            "medicare-remittance.txt",
            letters.REMITTANCE.encode(),
        ),
        Made(
            "approval",
            "An approval, not a denial",
            "Speaks of denials and appeals but denies nothing (text).",
            "approval-letter.txt",
            letters.APPROVAL.encode(),
        ),
    ]


if __name__ == "__main__":
    main()
