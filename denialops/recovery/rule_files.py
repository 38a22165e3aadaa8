"""RuleFiles: the rules of recovery from a folder, read anew when a file changes; bad ones never take effect."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic

from denialops.domain.recovery.rule_tables import FILES, parse_recovery_rules
from denialops.domain.recovery.rules import RecoveryRules
from denialops.errors import RulesInvalid
from denialops.logs import get_log

LOOK_AGAIN_S = 1.0


class RuleFiles:
    """Implements ports.RulesSource; thread-safe. The files are looked at when rules are asked for, once a second."""

    def __init__(
        self,
        folder: Path,
        *,
        carc_categories: Mapping[str, str] | None = None,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        """Raises RulesInvalid: no program starts on bad rules."""
        self._folder, self._carc_categories, self._seconds = folder, carc_categories, seconds
        self._lock = threading.Lock()
        self._looked_at, self._texts = seconds(), self._read()
        self._rules = self._parse(self._texts)
        self._faults: tuple[str, ...] = ()

    def current(self) -> RecoveryRules:
        self._keep_up()
        return self._rules

    def faults(self) -> tuple[str, ...]:
        self._keep_up()
        return self._faults

    def _keep_up(self) -> None:
        """Whoever comes while another looks goes on with what is known."""
        if self._seconds() - self._looked_at < LOOK_AGAIN_S or not self._lock.acquire(blocking=False):
            return
        try:
            self._looked_at = self._seconds()
            # Compared by content: times and sizes stay the same on some disks when an editor saves twice in a moment.
            texts = self._read()
            if texts != self._texts:
                self._texts = texts
                self._take_over(texts)
        finally:
            self._lock.release()

    def _take_over(self, texts: Mapping[str, str]) -> None:
        try:
            rules = self._parse(texts)
        except RulesInvalid as error:
            # Their number only: a fault may quote what somebody typed.
            get_log().warning("recovery_rules_refused", count=len(error.faults), version=self._rules.version)
            self._faults = tuple(error.faults)
            return
        get_log().info("recovery_rules_changed", version=rules.version)
        self._rules, self._faults = rules, ()

    def _read(self) -> dict[str, str]:
        """What cannot be read is missing; parsing tells it beside all other faults."""
        texts: dict[str, str] = {}
        for name in FILES:
            try:
                texts[name] = (self._folder / name).read_text("utf-8")
            except (OSError, UnicodeDecodeError):
                continue
        return texts

    def _parse(self, texts: Mapping[str, str]) -> RecoveryRules:
        return parse_recovery_rules(texts, carc_categories=self._carc_categories)
