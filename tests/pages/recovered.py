"""Pages over services with a real store in a folder, and a person who gave a name."""

from __future__ import annotations

from denialops.services import Services


class NamedServices(Services):
    def browser_name(self, browser_id: str) -> str | None:
        return "Maria Lopez"
