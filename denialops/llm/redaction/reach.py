"""Whether a model runs on this very machine, so that its text does not leave it."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

RedactWhen = Literal["auto", "always"]


def must_redact(when: RedactWhen, base_url: str) -> bool:
    """`auto` spares only a model at a loopback address; an empty address is the provider's own, far away."""
    return when == "always" or not _is_this_machine(urlsplit(base_url).hostname or "")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
