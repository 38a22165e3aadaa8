"""The rules of recovery, which may change while the program runs."""

from __future__ import annotations

from typing import Protocol

from denialops.domain.recovery.rules import RecoveryRules


class RulesSource(Protocol):
    def current(self) -> RecoveryRules:
        """The newest good ones; cheap to ask."""

    def faults(self) -> tuple[str, ...]:
        """What is wrong with files that changed since and are therefore not used; empty while all is well."""
