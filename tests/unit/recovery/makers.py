"""Small rule files for the tests of the safety layer."""

from __future__ import annotations

from pathlib import Path

from denialops.domain.recovery.rules import RecoveryRules

ERRORS = """
error_codes:
  - {id: timeout, error_class: transient, severity: medium, retry_policy: quick, also: ["504"],
     cause: "It is slow.", words: "Wait.", remedies: [retry_tasks]}
  - {id: server_error, error_class: outage, severity: high, retry_policy: quick, cause: "It is down.", words: "Wait."}
  - {id: left_alone, error_class: outage, severity: medium, retry_policy: quick, follows: true,
     cause: "It is left alone.", words: "Wait."}
  - {id: bad_request, error_class: bad_input, severity: low, retry_policy: never, cause: "It is wrong.", words: "Fix."}
  - {id: medical_necessity, error_class: payer_policy, severity: high, retry_policy: never,
     cause: "Not necessary.", words: "Appeal."}
  - {id: other, error_class: unknown, severity: medium, retry_policy: quick, cause: "Unknown.", words: "Look."}
"""
POLICIES = """
retry_policies:
  - {id: never, kind: fixed, base_s: 1, longest_s: 1, attempts: 0, jitter: 0}
  - {id: quick, kind: exponential, base_s: 2, longest_s: 60, attempts: 5, jitter: 0.5}
"""
VENDORS = """
vendors:
  - {id: quick_fax, label: "Quick Fax", kind: fax, breaker_failures: 3, breaker_open_s: 60, calls_per_minute: 2,
     retries_per_hour: 2, fallback: slow_fax}
  - {id: slow_fax, label: "Slow Fax", kind: fax, breaker_failures: 3, breaker_open_s: 60, calls_per_minute: 0,
     retries_per_hour: 0}
  - {id: other, label: "Any other", kind: other, breaker_failures: 5, breaker_open_s: 60, calls_per_minute: 2,
     retries_per_hour: 10}
"""


def make_texts(*, errors: str = ERRORS, policies: str = POLICIES, vendors: str = VENDORS) -> dict[str, str]:
    return {"error_codes.yaml": errors, "retry_policies.yaml": policies, "vendors.yaml": vendors}


def write_rules(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in make_texts(**texts).items():
        (folder / name).write_text(text, "utf-8")
    return folder


class FixedRules:
    """Implements ports.RulesSource with rules that stay."""

    def __init__(self, rules: RecoveryRules, *faults: str) -> None:
        self._rules, self._faults = rules, faults

    def current(self) -> RecoveryRules:
        return self._rules

    def faults(self) -> tuple[str, ...]:
        return self._faults
