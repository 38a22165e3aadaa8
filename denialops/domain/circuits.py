"""Circuit breakers: when somebody who fails is left alone, and who finds out whether that is over."""

from __future__ import annotations

from typing import Literal, NamedTuple

Verdict = Literal["well", "failed", "unknown"]


class Circuit(NamedTuple):
    """`opened_at`: since when nobody is let through; `probing_since`: since when one call is finding out.

    Seconds of a clock that all who share the circuit go by; for several machines since 1970 UTC.
    """

    failures: int = 0
    opened_at: float | None = None
    probing_since: float | None = None


class BreakerLimits(NamedTuple):
    """Opens after `failures` in a row, for `open_s`; a probe that nothing was heard of for `probe_s` is given up."""

    failures: int = 5
    open_s: float = 60.0
    probe_s: float = 300.0


def is_probed(circuit: Circuit, limits: BreakerLimits, now: float) -> bool:
    """Whether a call is finding out; the process of one that takes too long has died."""
    return circuit.probing_since is not None and abs(now - circuit.probing_since) < limits.probe_s


def open_for_s(circuit: Circuit, limits: BreakerLimits, now: float) -> float:
    """Seconds until the next probe may go; never more than `open_s`, however the clocks of two machines differ."""
    if circuit.opened_at is None or circuit.probing_since is not None:
        return 0.0
    age_s = now - circuit.opened_at
    return min(limits.open_s, limits.open_s - age_s) if abs(age_s) < limits.open_s else 0.0


def judged(
    circuit: Circuit, verdict: Verdict, limits: BreakerLimits, *, now: float, probing_since: float | None
) -> Circuit:
    """Where it stands after a call; `probing_since`: of the call, where it was let through as a probe."""
    is_probe = probing_since is not None and circuit.probing_since == probing_since
    if verdict == "well":
        return Circuit()
    if verdict == "unknown":
        return circuit._replace(probing_since=None) if is_probe else circuit
    if is_probe:
        return Circuit(circuit.failures + 1, now)
    if circuit.opened_at is not None:
        # Began before the circuit opened, or was given up as a probe; what it says is known already.
        return circuit
    failures = circuit.failures + 1
    return Circuit(failures, now if failures >= limits.failures else None)
