"""A model writes while somebody watches: paragraphs appear, survive reload and kill, and can be stopped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WORK_LIMIT_MS, Person, Server, go_to, upload
from tests.browser.letters import write_pdf
from tests.fakes.assistant import letter_reply
from tests.fakes.providers import FakeProvider, Play, Received

pytestmark = pytest.mark.browser

PARAGRAPHS = [f"We ask you to reverse the denial, part {number}." for number in range(1, 13)]
PAUSE_S = 0.12


def _answer(request: Received) -> Play:
    if "facts" in (request.schema or {"properties": {}})["properties"]:
        return Play(text=json.dumps({"facts": []}))
    return Play(text=letter_reply(*PARAGRAPHS), between_s=PAUSE_S)


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with FakeProvider(answer=_answer) as provider:
        yield provider


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, provider: FakeProvider) -> Iterator[Server]:
    running = Server(
        tmp_path_factory.mktemp("server") / "data",
        DENIALOPS_LLM_PROVIDER="compatible",
        DENIALOPS_LLM_MODEL="m-1",
        DENIALOPS_LLM_BASE_URL=provider.openai_url,
        DENIALOPS_CACHE="none",
    )
    running.start()
    yield running
    running.stop()


def _watch(page: Page, letter: Path, patient: str) -> None:
    """Uploads the letter and goes to its case while the model writes."""
    upload(page, letter)
    expect(page.get_by_text("Writing with m-1")).to_be_visible(timeout=WORK_LIMIT_MS)
    page.get_by_role("link", name="Work list").first.click()
    page.get_by_role("link", name=re.compile(patient)).first.click()
    expect(page.get_by_text(PARAGRAPHS[0])).to_be_visible(timeout=WORK_LIMIT_MS)


def _is_finished(page: Page, author: str) -> None:
    expect(page.get_by_role("tab", name="Letter", exact=True)).to_be_visible(timeout=WORK_LIMIT_MS)
    go_to(page, "Letter")
    expect(page.get_by_text(re.compile(rf"Version \d by {author}"))).to_be_visible(timeout=WORK_LIMIT_MS)


def test_paragraphs_appear_one_by_one_and_survive_a_reload(person: Person, tmp_path: Path) -> None:
    page = person("Maria Lopez")
    _watch(page, write_pdf(tmp_path / "streamed.pdf", "Ines Okoro", "30001"), "Ines Okoro")
    assert not page.get_by_text(PARAGRAPHS[-1]).is_visible()

    page.reload()

    expect(page.get_by_text(PARAGRAPHS[0])).to_be_visible(timeout=WORK_LIMIT_MS)
    _is_finished(page, "DenialOps with m-1")
    expect(page.get_by_text(PARAGRAPHS[-1]).first).to_be_visible()


def test_a_killed_server_writes_the_letter_after_its_start(person: Person, server: Server, tmp_path: Path) -> None:
    page = person("Maria Lopez")
    _watch(page, write_pdf(tmp_path / "killed.pdf", "Vera Lind", "30002"), "Vera Lind")

    server.kill()
    server.start()
    page.reload()

    _is_finished(page, "DenialOps with m-1")
    expect(page.get_by_text(PARAGRAPHS[-1]).first).to_be_visible()


def test_a_stopped_writing_leaves_the_rules_draft_at_once(person: Person, tmp_path: Path) -> None:
    page = person("Maria Lopez")
    _watch(page, write_pdf(tmp_path / "stopped.pdf", "Hugo Stern", "30003"), "Hugo Stern")

    page.get_by_role("button", name="Stop writing").click()

    _is_finished(page, "DenialOps")
    expect(page.get_by_role("button", name="Write with m-1")).to_be_visible()
