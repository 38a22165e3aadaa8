"""What survives: a killed server, two people at one letter, a keyboard without a mouse, no network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    SIZES,
    WORK_LIMIT_MS,
    Person,
    Server,
    case_id_of,
    go_to,
    open_case,
    upload,
    write_letter,
)
from tests.browser.letters import write_pdf, write_scan

pytestmark = pytest.mark.browser


def test_a_case_is_finished_after_the_server_was_killed(person: Person, server: Server, tmp_path: Path) -> None:
    page = person("Maria Lopez")
    upload(page, write_scan(tmp_path / "scan.pdf", "Hugo Stern", "20001", pages=3))
    expect(page.get_by_text(re.compile(r"Reading page \d of 3"))).to_be_visible(timeout=WORK_LIMIT_MS)
    server.kill()
    server.start()
    page.reload()

    open_case(page)
    expect(page.get_by_role("heading", name="Hugo Stern")).to_be_visible()


def test_a_running_letter_can_be_stopped_and_read_again(person: Person, tmp_path: Path) -> None:
    page = person("Maria Lopez")
    upload(page, write_scan(tmp_path / "stop.pdf", "Ida Crane", "20002", pages=3))
    expect(page.get_by_text(re.compile(r"Reading page \d of 3"))).to_be_visible(timeout=WORK_LIMIT_MS)
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Try again").click(timeout=WORK_LIMIT_MS)

    open_case(page)
    expect(page.get_by_role("heading", name="Ida Crane")).to_be_visible()


def test_two_people_saving_one_letter_both_keep_their_text(person: Person, server: Server, tmp_path: Path) -> None:
    maria, ben = person("Maria Lopez"), person("Ben Ito")
    upload(maria, write_pdf(tmp_path / "shared.pdf", "Vera Lind", "20003"))
    open_case(maria)
    ben.goto(f"{server.address}/case?case={case_id_of(maria)}")
    for page, text in ((maria, "Text of Maria."), (ben, "Text of Ben.")):
        go_to(page, "Letter")
        write_letter(page, text)
    maria.get_by_role("button", name="Save", exact=True).click()
    expect(maria.get_by_text("Version 2 by Maria Lopez")).to_be_visible()
    ben.get_by_role("button", name="Save", exact=True).click()

    expect(ben.get_by_text("Maria Lopez saved version 2 while you were writing")).to_be_visible()
    ben.get_by_role("button", name="Go on with mine").click()
    expect(ben.get_by_text("Saved as version 4")).to_be_visible()
    ben.get_by_text("Version history (4)").click()
    for version in range(1, 5):
        expect(ben.locator(f".st-key-version_{version}")).to_be_visible()


def test_everything_can_be_reached_without_a_mouse(person: Person, tmp_path: Path) -> None:
    page = person("Maria Lopez")
    upload(page, write_pdf(tmp_path / "keys.pdf", "Tess Hale", "20004"))
    press_until(page, "Open case")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tess Hale")).to_be_visible()
    press_until(page, "Facts")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Text of the letter")).to_be_visible()
    press_until(page, "Text of the letter")
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nTyped without a mouse.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("not saved")).to_be_visible()
    press_until(page, "Save")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Version 2 by Maria Lopez")).to_be_visible()


def press_until(page: Page, name: str) -> None:
    """Tab until the control of that name has the focus."""
    page.get_by_text(name, exact=True).first.wait_for(timeout=WORK_LIMIT_MS)
    for _ in range(200):
        page.keyboard.press("Tab")
        label = page.evaluate(
            "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '').trim()"
        )
        if label.splitlines()[-1:] == [name]:
            return
    raise AssertionError(f"{name} cannot be reached with the keyboard")


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_the_screen(
    person: Person, server: Server, tmp_path: Path, size: str, scheme: str
) -> None:
    page = person("Maria Lopez", size=size, color_scheme=scheme)
    upload(page, write_pdf(tmp_path / "wide.pdf", "Cora Blythe", f"3{len(size)}{len(scheme)}"))
    open_case(page)
    case = page.url

    for address in (
        server.address,
        f"{server.address}/new",
        case,
        f"{server.address}/clinic",
        f"{server.address}/help",
    ):
        page.goto(address)
        expect(page.get_by_text("Change name")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_nothing_is_asked_of_another_computer(person: Person, server: Server, tmp_path: Path) -> None:
    page = person("Maria Lopez")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    upload(page, write_pdf(tmp_path / "alone.pdf", "Alma Rook", "20005"))
    open_case(page)
    page.goto(f"{server.address}/clinic")
    expect(page.get_by_role("heading", name="Clinic profile")).to_be_visible()

    assert [url for url in asked if not url.startswith((server.address, "data:", "blob:"))] == []
