"""Page tests open the main script, go to a page, act by key, and never accept an exception."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from denialops.ui import pages, session
from tests.fakes.services import FakeServices

MAIN = Path(session.__file__).with_name("main.py")
OPEN_LIMIT_S = 20

Open = Callable[..., AppTest]


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Open:
    """open_page(services, page, case="id"): the page as a person of that name sees it."""

    def open_it(services: FakeServices, page: Path = pages.WORK_LIST, **address: str) -> AppTest:
        at = AppTest.from_file(MAIN, default_timeout=OPEN_LIMIT_S)
        for name, value in address.items():
            at.query_params[name] = value
        if page != pages.WORK_LIST:
            # A page can be chosen only after a first run; the question for a name is the quickest one.
            monkeypatch.setattr(session, "services", lambda: FakeServices(name=None))
            at.run().switch_page(str(page))
        monkeypatch.setattr(session, "services", lambda: services)
        at.run()
        assert not at.exception
        return at

    return open_it


@pytest.fixture
def one_pixel() -> bytes:
    picture = BytesIO()
    Image.new("RGB", (1, 1), "white").save(picture, "PNG")
    return picture.getvalue()


def words(at: AppTest) -> str:
    """Everything a person can read on the page."""
    parts = [
        *at.markdown,
        *at.title,
        *at.subheader,
        *at.caption,
        *at.error,
        *at.warning,
        *at.info,
        *at.success,
        *at.text,
    ]
    return "\n".join(
        [
            *(str(part.value) for part in parts),
            *(str(link.value) for link in at.get("page_link")),
            *(str(h.value) for h in at.get("html")),
        ]
    )


def go_to(at: AppTest, tab: str) -> AppTest:
    """Opens a tab of the case page."""
    at.session_state["case_tab"] = tab
    return at.run()


def keys(at: AppTest) -> set[str]:
    return {button.key for button in at.button if button.key}
