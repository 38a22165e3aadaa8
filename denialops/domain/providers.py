"""The providers of language models that can be chosen: a line each."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from denialops.domain.base import Record

NONE = "none"
IN_THE_CLOUD = re.compile(r"[:-]cloud$")
"""Ollama's mark of a model that it only passes on to its own servers."""


class Provider(Record):
    """`wire`: the adapter that speaks to it. `key_name`: the setting without which it refuses every call.

    `is_remote`: what is asked may leave the building. `is_free`: nobody bills its tokens.
    """

    label: str
    wire: str
    address: str = ""
    key_name: str = ""
    is_remote: bool = True
    is_free: bool = False

    def address_faults(self, url: str) -> tuple[str, ...]:
        """What is wrong with a base URL chosen for it; "" stands for its own address."""
        if not url:
            return (
                () if self.address else (f"{self.label} needs the address of its server, such as http://gpu:8000/v1",)
            )
        parts = _split(url)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            return ("must be an http or https address without a query, such as http://gpu:8000/v1",)
        if parts.username or parts.password:
            return ("must not hold a name or password: put a key into DENIALOPS_LLM_API_KEY",)
        if self.key_name and parts.scheme == "http" and not _is_this_machine(parts.hostname):
            return ("must be an https address: the key and the question would cross the network readable",)
        if not self.is_remote and not _is_this_machine(parts.hostname):
            return ("`local` runs on this computer: choose `compatible` for a server elsewhere",)
        return ()

    def model_faults(self, model: str) -> tuple[str, ...]:
        """What is wrong with a model's name chosen for it."""
        if not model.strip():
            return (f"{self.label} needs the name of a model",)
        if not self.is_remote and IN_THE_CLOUD.search(model):
            return ("this model is passed on to a cloud, so records would leave the building: choose another",)
        return ()


PROVIDERS = {
    "openai": Provider(label="OpenAI", wire="openai", address="https://api.openai.com/v1", key_name="OPENAI_API_KEY"),
    "anthropic": Provider(
        label="Anthropic", wire="anthropic", address="https://api.anthropic.com", key_name="ANTHROPIC_API_KEY"
    ),
    "compatible": Provider(label="An OpenAI-compatible server", wire="openai"),
    "local": Provider(
        label="Ollama on this computer",
        wire="openai",
        address="http://127.0.0.1:11434/v1",
        is_remote=False,
        is_free=True,
    ),
}


def outside_address_faults(url: str) -> tuple[str, ...]:
    """What is wrong with the address of a service that is told about incidents: encrypted, but on this machine."""
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return ("must be an address such as https://hooks.example.com/denialops",)
    if parts.username or parts.password:
        return ("must not hold a name or password",)
    if parts.scheme == "http" and not _is_this_machine(parts.hostname):
        return ("must be an https address: what is told would cross the network readable",)
    return ()


def choices() -> str:
    return ", ".join([NONE, *PROVIDERS])


def _split(url: str) -> SplitResult | None:
    """None where the address cannot be read at all."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
