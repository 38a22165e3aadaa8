"""Answers are not held back by the sockets of the launcher."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from denialops.api.listening import answer_at_once

HOST = "127.0.0.1"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Opened as the launcher opens its own, without naming the protocol."""
    with socket.socket(family=socket.AF_INET) as opened:
        opened.bind((HOST, 0))
        opened.listen()
        yield opened


def test_connections_taken_afterwards_send_at_once(listener: socket.socket) -> None:
    answer_at_once()

    with socket.create_connection(listener.getsockname()), listener.accept()[0] as taken:
        assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_sockets_that_do_not_listen_are_left_alone() -> None:
    with socket.socket(family=socket.AF_INET) as idle:
        idle.bind((HOST, 0))
        answer_at_once()

        assert not idle.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_listening_socket_stays_open(listener: socket.socket) -> None:
    answer_at_once()

    with socket.create_connection(listener.getsockname()) as connection:
        assert connection.getpeername() == listener.getsockname()
