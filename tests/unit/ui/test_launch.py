"""Opening the app: a free port, the browser's id, no letter text in the log."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from collections.abc import Iterator

import pytest

from denialops.ui.browsers import BrowserCookie
from denialops.ui.launch import HOST, Launch, free_port, plan_launch
from denialops.ui.problems import keep_text_out_of_logs


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_free_port_is_kept(taken_port: int) -> None:
    first = free_port(taken_port)

    assert free_port(first) == first


def test_a_taken_port_gives_way_to_the_next_free_one_and_says_so(
    taken_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    launch = plan_launch(["--port", str(taken_port), "--no-open"])

    assert launch.port > taken_port
    assert f"Port {taken_port} is taken by another program; using {launch.port}." in capsys.readouterr().out


def test_a_browser_is_opened_unless_told_otherwise() -> None:
    assert plan_launch([]).opens_browser
    assert not plan_launch(["--no-open"]).opens_browser


def test_only_this_computer_can_connect() -> None:
    config = Launch(8501, opens_browser=False).config()

    assert config["server.address"] == "127.0.0.1"
    assert config["browser.serverAddress"] == "127.0.0.1"


def answer(headers: list[tuple[bytes, bytes]], content_type: bytes = b"text/html; charset=utf-8") -> dict[bytes, bytes]:
    """The headers of a page asked for with these headers."""
    sent = []

    async def page(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", content_type)]})

    async def send(message) -> None:  # type: ignore[no-untyped-def]
        sent.append(message)

    asyncio.run(BrowserCookie(page)({"type": "http", "headers": headers}, None, send))  # type: ignore[arg-type]
    return dict(sent[0]["headers"])


def test_a_new_browser_gets_an_id_that_scripts_and_other_sites_cannot_use() -> None:
    cookie = answer([])[b"set-cookie"].decode()

    assert re.match(r"denialops_browser=[0-9a-f]{32}; Path=/; ", cookie)
    assert cookie.endswith("HttpOnly; SameSite=Strict")


def test_a_known_browser_keeps_its_id() -> None:
    assert b"set-cookie" not in answer([(b"cookie", b"a=1; denialops_browser=abc")])


def test_a_link_from_another_site_does_not_make_a_known_browser_new() -> None:
    assert b"set-cookie" not in answer([(b"sec-fetch-site", b"cross-site")])


def test_a_broken_cookie_header_counts_as_none() -> None:
    assert b"set-cookie" in answer([(b"cookie", b"\xff=;;\x00")])


def test_pictures_and_scripts_set_no_cookie() -> None:
    assert b"set-cookie" not in answer([], content_type=b"text/javascript")


def test_a_failed_pages_own_text_stays_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    keep_text_out_of_logs()
    logging.getLogger("streamlit.error_util").error("Dana Whitlock")

    assert "Dana Whitlock" not in caplog.text
