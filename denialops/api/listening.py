"""Answers leave at once: the launcher's sockets would hold the last part of each back for 40 ms (Nagle)."""

from __future__ import annotations

import os
import socket

import psutil


def answer_at_once() -> None:
    """Every socket at which this process listens hands TCP_NODELAY on to its connections.

    asyncio sets it only on sockets that were opened with their protocol named, which the launcher does not.
    """
    for found in psutil.Process().net_connections("tcp"):
        if found.status == psutil.CONN_LISTEN and found.fd >= 0:
            with socket.socket(fileno=os.dup(found.fd)) as listener:
                listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
