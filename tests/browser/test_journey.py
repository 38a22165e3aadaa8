"""From a dropped letter to files on the disk, in a real browser on a real server."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import WORK_LIMIT_MS, Person, Server, go_to, open_case, upload, write_letter
from tests.browser.letters import letter_text, write_pdf, write_protected_pdf

pytestmark = pytest.mark.browser


def test_a_letter_is_read_corrected_edited_saved_and_downloaded(person: Person, tmp_path: Path) -> None:
    page = person("Maria Lopez")
    upload(page, write_pdf(tmp_path / "denial.pdf", "Dana Whitlock", "10001"))
    open_case(page)
    expect(page.get_by_role("heading", name="Dana Whitlock")).to_be_visible()
    expect(page.get_by_role("img", name="Page 1 of denial.pdf")).to_be_visible()

    correct(page, "Member number", "LMH4471909")
    go_to(page, "Letter")
    write_letter(page, "## Our request\n\nPlease pay claim 26-0417-10001.\n")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Version 2 by Maria Lopez")).to_be_visible()
    page.reload()

    expect(page.get_by_text("Member LMH4471909")).to_be_visible()
    go_to(page, "Letter")
    expect(page.get_by_role("textbox", name="Text of the letter")).to_have_value(
        "## Our request\n\nPlease pay claim 26-0417-10001.\n"
    )
    assert_files_open(page, tmp_path)


def correct(page: Page, label: str, value: str) -> None:
    page.get_by_role("button", name=f"Edit {label}").or_(
        row_of(page, label).get_by_role("button", name="Edit")
    ).first.click()
    page.get_by_role("textbox", name=label).fill(value)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("entered by Maria Lopez")).to_be_visible()


def row_of(page: Page, label: str):  # type: ignore[no-untyped-def]
    return page.locator('[class*="st-key-fact_"]').filter(has_text=label)


def assert_files_open(page: Page, folder: Path) -> None:
    word = "\n".join(paragraph.text for paragraph in Document(str(download(page, "Word", folder))).paragraphs)
    pdf = PdfReader(download(page, "PDF", folder))
    packet = PdfReader(download(page, "Packet with exhibits", folder))

    assert "Please pay claim 26-0417-10001." in word
    assert "Please pay claim 26-0417-10001." in "\n".join(sheet.extract_text() for sheet in pdf.pages)
    assert len(packet.pages) > len(pdf.pages)
    assert packet.outline


def download(page: Page, label: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label, exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_showing_a_fact_marks_it_on_the_page(person: Person, tmp_path: Path) -> None:
    page = person("Maria Lopez")
    upload(page, write_pdf(tmp_path / "marked.pdf", "Iris Novak", "10002"))
    open_case(page)
    before = page.get_by_role("img", name="Page 1 of marked.pdf").get_attribute("src")
    row_of(page, "Member number").get_by_role("button", name="p. 1").click()

    expect(page.get_by_role("button", name="Clear mark")).to_be_visible()
    expect(page.get_by_role("img", name="Page 1 of marked.pdf")).not_to_have_attribute("src", before or "")


def test_pasted_text_becomes_a_case(person: Person) -> None:
    page = person("Maria Lopez")
    page.get_by_role("link", name="New case").first.click()
    page.get_by_role("tab", name="Paste text").click()
    page.get_by_label("Text of the letter").fill(letter_text("Owen Pratt", "10003"))
    page.get_by_role("button", name="Read this text").click()
    open_case(page)

    expect(page.get_by_role("heading", name="Owen Pratt")).to_be_visible()


def test_a_sample_is_one_click_away(person: Person) -> None:
    page = person("Maria Lopez")
    page.get_by_role("link", name="New case").first.click()
    page.get_by_role("tab", name="Try a sample").click()
    page.get_by_role("button", name="Try this letter").first.click()

    expect(page.get_by_role("tab", name="Facts")).to_be_visible(timeout=WORK_LIMIT_MS)
    expect(page.get_by_text("Next:")).to_be_visible()


def test_a_broken_file_says_why_and_the_others_go_on(person: Person, tmp_path: Path) -> None:
    whole = write_pdf(tmp_path / "whole.pdf", "June Abbot", "10004")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(write_pdf(tmp_path / "source.pdf", "Broken Case", "10005").read_bytes()[:400])
    page = person("Maria Lopez")
    upload(page, whole, broken)

    expect(page.get_by_text("Code: damaged_file")).to_be_visible(timeout=WORK_LIMIT_MS)
    open_case(page)
    expect(page.get_by_role("heading", name="June Abbot")).to_be_visible()


def test_a_protected_file_opens_with_its_password(person: Person, tmp_path: Path) -> None:
    page = person("Maria Lopez")
    upload(page, write_protected_pdf(tmp_path / "locked.pdf", "Lena Marsh", "10006", "open-sesame"))
    page.get_by_label("Password of the file").fill("wrong", timeout=WORK_LIMIT_MS)
    page.get_by_role("button", name="Open the file").click()
    expect(page.get_by_text("That password does not open the file")).to_be_visible()
    page.get_by_label("Password of the file").fill("open-sesame")
    page.get_by_role("button", name="Open the file").click()
    open_case(page)

    expect(page.get_by_role("heading", name="Lena Marsh")).to_be_visible()


def test_the_same_file_leads_to_its_case(person: Person, tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "twice.pdf", "Nora Field", "10007")
    page = person("Maria Lopez")
    upload(page, file)
    open_case(page)
    upload(page, file)
    page.get_by_role("link", name="Open its case").click()

    expect(page.get_by_role("heading", name="Nora Field")).to_be_visible()


def test_a_name_is_asked_once_a_browser(person: Person, server: Server) -> None:
    page = person("Maria Lopez")
    page.goto(f"{server.address}/clinic")

    expect(page.get_by_role("heading", name="Clinic profile")).to_be_visible()
    expect(page.get_by_text("Maria Lopez")).to_be_visible()
    cookie = next(cookie for cookie in page.context.cookies() if cookie["name"] == "denialops_browser")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
