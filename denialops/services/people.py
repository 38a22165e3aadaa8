"""Before accounts exist, each browser gives a name once."""

from __future__ import annotations

from denialops.errors import InvalidValue
from denialops.services.base import MACHINE, Desk

LONGEST_NAME = 60


class People(Desk):
    def browser_name(self, browser_id: str) -> str | None:
        with self.store.snapshot() as reads:
            return reads.find_browser(browser_id)

    def name_browser(self, browser_id: str, name: str) -> str:
        """Remembers and returns the name, tidied. Raises InvalidValue when it is empty, too long or the program's."""
        tidy = " ".join(name.split())
        if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
            raise InvalidValue("A name is needed.", hint=f"Enter your name, in at most {LONGEST_NAME} characters.")
        if tidy.casefold() == MACHINE.casefold():
            raise InvalidValue("That is the name of the program.", hint="Enter your own name.")
        with self.store.transaction() as unit:
            unit.name_browser(browser_id, tidy)
        return tidy
