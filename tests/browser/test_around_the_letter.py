"""What a clinic needs around the letter: profile, exhibits, sending, closing, finding, undoing."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Person, Server, go_to, open_case, upload
from tests.browser.letters import write_pdf

pytestmark = pytest.mark.browser


def test_the_profile_stands_at_the_head_of_the_letter(person: Person, server: Server, tmp_path: Path) -> None:
    page = person("Maria Lopez")
    page.get_by_role("link", name="Clinic profile").click()
    page.get_by_label("Clinic name").fill("Harbor Street Imaging")
    page.get_by_label("Who signs", exact=True).fill("Ana Reyes, MD")
    page.locator('input[type="file"]').set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": make_logo()}
    )
    expect(page.get_by_text("logo.png")).to_be_visible()
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_role("img", name="Logo of the clinic")).to_be_visible()
    expect(page.get_by_text("Still blank in letters: Street")).to_be_visible()
    upload(page, write_pdf(tmp_path / "head.pdf", "Rosa Quill", "40001"))
    open_case(page)
    go_to(page, "Letter")

    text = "\n".join(sheet.extract_text() for sheet in PdfReader(download(page, "PDF", tmp_path)).pages)
    assert "Harbor Street Imaging" in text
    assert "Ana Reyes, MD" in text


def make_logo() -> bytes:
    picture = BytesIO()
    Image.new("RGB", (240, 80), "#0b5a8f").save(picture, "PNG")
    return picture.getvalue()


def download(page: Page, label: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label, exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_records_travel_as_exhibits_in_order_and_can_be_brought_back(person: Person, tmp_path: Path) -> None:
    page = person("Maria Lopez")
    upload(page, write_pdf(tmp_path / "with_records.pdf", "Sven Aker", "40002"))
    open_case(page)
    go_to(page, "Exhibits")
    for number, title in enumerate(("Therapy notes", "Order for the MRI")):
        add_record(page, write_pdf(tmp_path / f"record{number}.pdf", title, f"5000{number}"), title)
    expect(page.get_by_text("Exhibit C · Order for the MRI")).to_be_visible()
    page.get_by_role("button", name="Up", exact=True).last.click()
    expect(page.get_by_text("Exhibit B · Order for the MRI")).to_be_visible()
    page.get_by_role("button", name="Remove", exact=True).last.click()
    expect(page.get_by_text("Exhibit C · Therapy notes")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("Exhibit C · Therapy notes")).to_be_visible()
    go_to(page, "Letter")
    outline = str([entry.title for entry in flat(PdfReader(download(page, "Packet with exhibits", tmp_path)).outline)])
    assert "Exhibit A" in outline
    assert "Exhibit C" in outline


def flat(outline: list) -> list:  # type: ignore[type-arg]
    return [leaf for entry in outline for leaf in (flat(entry) if isinstance(entry, list) else [entry])]


def add_record(page: Page, file: Path, title: str) -> None:
    page.locator('input[type="file"]').first.set_input_files(file)
    expect(page.get_by_text(file.name)).to_be_visible()
    page.get_by_label("Title in the list of enclosures").fill(title)
    page.get_by_role("button", name="Add to the packet").click()
    expect(page.get_by_text(f"· {title}")).to_be_visible()


def test_a_case_is_sent_closed_reopened_removed_and_restored(person: Person, tmp_path: Path) -> None:
    page = person("Maria Lopez")
    upload(page, write_pdf(tmp_path / "life.pdf", "Tom Berg", "40003"))
    open_case(page)
    go_to(page, "Actions")
    page.locator('input[type="file"]').first.set_input_files(write_pdf(tmp_path / "receipt.pdf", "Receipt", "60001"))
    expect(page.get_by_text("receipt.pdf")).to_be_visible()
    page.get_by_label("Confirmation or tracking number").fill("9400-55")
    page.get_by_text(re.compile("I sign for")).click()
    page.get_by_role("button", name="Mark as sent").click()
    expect(page.get_by_text("by Fax, confirmation 9400-55, proof kept. Entered by Maria Lopez")).to_be_visible()
    page.get_by_label("Amount paid, $").fill("1,200.50")
    page.get_by_role("button", name="Close the case").click()
    expect(page.get_by_text("Closed: Paid in full: $1,200.50")).to_be_visible()
    page.get_by_role("button", name="Open again").click()
    expect(page.get_by_text("Next:")).to_be_visible()
    page.get_by_role("button", name="Remove the case").click()
    page.get_by_role("button", name="Restore the case").click()

    expect(page.get_by_text("It can be restored for")).to_have_count(0)
    go_to(page, "Timeline")
    expect(page.get_by_text("Maria Lopez").first).to_be_visible()


@pytest.mark.parametrize("search", ["Gwen Olander", "26-0417-40004"])
def test_a_case_is_found_by_patient_and_claim_number(person: Person, tmp_path: Path, search: str) -> None:
    page = person("Maria Lopez")
    upload(page, write_pdf(tmp_path / "find.pdf", "Gwen Olander", "40004"))
    expect(
        page.get_by_role("link", name="Open case").or_(page.get_by_role("link", name="Open its case"))
    ).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Work list").first.click()
    page.get_by_role("textbox", name="Search").fill(search)
    page.get_by_role("textbox", name="Search").press("Enter")

    expect(page.get_by_role("link", name="Gwen Olander")).to_have_count(1)
    expect(page.get_by_role("link", name="Tom Berg")).to_have_count(0)


def test_the_regime_is_confirmed_and_the_day_of_receipt_kept(person: Person, tmp_path: Path) -> None:
    page = person("Maria Lopez")
    upload(page, write_pdf(tmp_path / "route.pdf", "Lars Moen", "40005"))
    open_case(page)
    go_to(page, "Route")
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_text("confirmed by Maria Lopez")).to_be_visible()
    page.reload()
    go_to(page, "Route")

    expect(page.get_by_text("confirmed by Maria Lopez")).to_be_visible()
