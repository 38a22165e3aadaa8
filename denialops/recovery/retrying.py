"""When what failed is tried again: the waits of each kind of policy, and how many retries an hour may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from random import random

from denialops.domain.recovery.rules import RetryPolicy
from denialops.ports import Clock
from denialops.ports.recovery import RecoveryStore, RulesSource

MOST_DOUBLINGS = 64
"""After so many no wait is below any cap; more would only overflow."""


def wait_before(policy: RetryPolicy, attempt: int, *, chance: Callable[[], float] = random) -> float | None:
    """Seconds before retry `attempt` (1: the first), or None where there is to be no more.

    `chance` gives numbers from 0 to below 1. Chance takes or adds up to `jitter` of the wait, never beyond `longest_s`.
    """
    if attempt > policy.attempts:
        return None
    wait = min(_plain_wait(policy, attempt), policy.longest_s)
    return min(wait * (1 + policy.jitter * (2 * chance() - 1)), policy.longest_s)


def _plain_wait(policy: RetryPolicy, attempt: int) -> float:
    if policy.kind == "exponential":
        return policy.base_s * 2.0 ** min(attempt - 1, MOST_DOUBLINGS)
    return policy.base_s * (attempt if policy.kind == "linear" else 1)


class RetryLimits:
    """Retries of each workflow at each vendor, counted by the hour in the store, for all processes together."""

    def __init__(self, store: RecoveryStore, rules: RulesSource, clock: Clock) -> None:
        self._store, self._rules, self._clock = store, rules, clock

    def admit(self, workflow_id: str, vendor: str) -> bool:
        """Whether one more retry may be made in this hour; if so, it is counted."""
        limit = self._rules.current().vendor(vendor).retries_per_hour
        with self._store.transaction() as work:
            hour, what = self._hour(), _name(workflow_id, vendor)
            if limit and work.quota_used(hour, what) >= limit:
                return False
            used = work.use_quota(hour, what, 1)
            if limit and used > limit:
                # Another process took the last one between the two statements.
                work.use_quota(hour, what, -1)
                return False
        return True

    def used(self, workflow_id: str, vendor: str) -> int:
        """In this hour."""
        with self._store.snapshot() as reads:
            return reads.quota_used(self._hour(), _name(workflow_id, vendor))

    def _hour(self) -> str:
        return self._clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H")


def _name(workflow_id: str, vendor: str) -> str:
    return f"retries/{workflow_id}/{vendor}"
