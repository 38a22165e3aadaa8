"""A plan document added to a case: its words with section and page, and where they contradict the letter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WORK_LIMIT_MS, Person, go_to, open_case, upload
from tests.browser.letters import letter_text
from tests.fixtures.plan_documents import DEFINITION, DEFINITION_LINES, summary_plan_description

pytestmark = pytest.mark.browser

NOT_VERIFIED = "Plan terms not verified"


def write_short_letter(path: Path) -> Path:
    """It gives 60 days to appeal, the plan 180."""
    path.write_text(letter_text("Rosa Quill", "40901").replace("within 180 days", "within 60 days"), encoding="utf-8")
    return path


def add_plan(page: Page) -> None:
    document = {"name": "spd.pdf", "mimeType": "application/pdf", "buffer": summary_plan_description()}
    page.locator('input[type="file"]').first.set_input_files(document)
    expect(page.get_by_text("spd.pdf")).to_be_visible()
    page.get_by_role("combobox", name="Kind").click()
    page.get_by_role("option", name="Summary plan description").click()
    page.get_by_role("button", name="Add and read").click()


def test_a_plan_document_is_quoted_with_section_and_page_and_contradicts_the_letter(
    person: Person, tmp_path: Path
) -> None:
    page = person("Maria Lopez")
    upload(page, write_short_letter(tmp_path / "short.txt"))
    open_case(page)
    go_to(page, "Route")
    expect(page.get_by_text(NOT_VERIFIED).first).to_be_visible()
    go_to(page, "Letter")
    expect(page.get_by_text(NOT_VERIFIED).first).to_be_visible()
    go_to(page, "Plan")
    expect(page.get_by_text(NOT_VERIFIED).first).to_be_visible()
    add_plan(page)

    expect(page.get_by_text("What bears on this denial")).to_be_visible(timeout=WORK_LIMIT_MS)
    expect(page.get_by_text(DEFINITION[:80]).first).to_be_visible()
    expect(page.get_by_text("The letter gives 60 calendar days to appeal, the plan 180 calendar days")).to_be_visible()
    expect(page.get_by_text(NOT_VERIFIED)).to_have_count(0)
    go_to(page, "Route")
    expect(page.get_by_text("5.1 First-level appeal, page 12").first).to_be_visible()
    expect(page.get_by_text(DEFINITION_LINES[0].rstrip(";")).first).to_be_visible()
    go_to(page, "Letter")
    quoted = re.compile(rf"original page 13.*{re.escape(DEFINITION[:60])}", re.DOTALL)
    expect(page.get_by_role("textbox", name="Text of the letter")).to_have_value(quoted)
