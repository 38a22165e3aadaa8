"""Before accounts exist, each browser gives a name once."""

from __future__ import annotations

from denialops.services.base import Base


class People(Base):
    def browser_name(self, browser_id: str) -> str | None:
        raise NotImplementedError

    def name_browser(self, browser_id: str, name: str) -> str:
        """Remembers and returns the name, trimmed. Raises InvalidValue when it is empty or over 60 characters."""
        raise NotImplementedError
