"""Providers of language models on loopback that speak the real wire formats and fail in every real way."""

from __future__ import annotations

from tests.fakes.providers.plays import Play, Received
from tests.fakes.providers.server import FakeProvider

__all__ = ["FakeProvider", "Play", "Received"]
