"""Commands of those who run DenialOps rather than use it."""

from __future__ import annotations

from denialops.commands.admin import add_admin
from denialops.commands.worker import add_worker

__all__ = ["add_admin", "add_worker"]
