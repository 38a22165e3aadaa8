"""A real server in its own data folder and a real chromium; what a person does, in few words."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
START_LIMIT_S = 60
WORK_LIMIT_MS = 90_000
SIZES = {"laptop": {"width": 1280, "height": 800}, "desk": {"width": 1920, "height": 1080}}

Person = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if not CHROMIUM:
        pytest.skip("no chromium on this machine: install it to run the browser tests")
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]}


class Server:
    """`python app.py` as a user starts it; may be killed and started again on the same data and port."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir, self._settings = data_dir, settings
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = os.environ | {"DENIALOPS_DATA_DIR": str(self.data_dir), "DENIALOPS_TIMEZONE": "America/Chicago"}
        environment |= self._settings
        command = [sys.executable, "app.py", "--no-open", "--port", str(self.port)]
        with (self.data_dir.parent / "server.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        gives_up_at = time.monotonic() + START_LIMIT_S
        while not self._answers():
            assert self._process.poll() is None, "the server stopped while starting"
            assert time.monotonic() < gives_up_at, "the server did not start"
            time.sleep(0.1)

    def kill(self) -> None:
        """As a power cut: nothing is said to the process."""
        assert self._process
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=30)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health", timeout=1):
                return True
        except (urllib.error.URLError, OSError):
            return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("server") / "data"
    running = Server(data_dir)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def person(server: Server, browser: Browser) -> Iterator[Person]:
    """person("Maria Lopez"): a browser of their own, past the question for the name."""
    contexts: list[BrowserContext] = []

    def sit_down(name: str, *, size: str = "laptop", **options: Any) -> Page:
        context = browser.new_context(viewport=SIZES[size], accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(server.address)
        page.get_by_label("Your name").fill(name)
        page.get_by_role("button", name="Start").click()
        expect(page.get_by_role("link", name="New case").first).to_be_visible()
        return page

    yield sit_down
    for context in contexts:
        context.close()


def upload(page: Page, *files: Path) -> None:
    page.get_by_role("link", name="New case").first.click()
    expect(page.get_by_role("heading", name="New case")).to_be_visible()
    page.locator('input[type="file"]').first.set_input_files(files)


def open_case(page: Page) -> None:
    """Waits until the letter is read and goes to its case."""
    page.get_by_role("link", name="Open case").first.click(timeout=WORK_LIMIT_MS)
    expect(page.get_by_role("tab", name="Facts")).to_be_visible(timeout=20_000)


def go_to(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab, exact=True).click()


def write_letter(page: Page, text: str) -> None:
    """Types the letter anew and leaves the box, which sends the text."""
    box = page.get_by_role("textbox", name="Text of the letter")
    box.fill(text)
    box.press("Control+Enter")
    expect(page.get_by_text("not saved")).to_be_visible()


def case_id_of(page: Page) -> str:
    found = re.search(r"case=(\w+)", page.url)
    assert found
    return found[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
