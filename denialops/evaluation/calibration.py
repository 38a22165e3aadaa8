"""Whether the reader knows what it knows: the confidence it shows against how often it is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from denialops.evaluation.fields import SCORED, Answer, value_of
from denialops.evaluation.records import Calibration, ConfidenceBand

_LOWS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
_SURE = 0.9
_CONFIDENCE_KEYS = {"service_from": "service_dates", "service_to": "service_dates"}


class Shown(NamedTuple):
    """One field of one answer: its confidence (None where it gave no value) and what the gold says of it."""

    confidence: float | None
    is_right: bool
    is_present: bool


def shown(gold: Answer, answer: Answer, wrong_fields: frozenset[str]) -> tuple[Shown, ...]:
    """Every scored field of an answer that carries confidences; nothing of one that does not."""
    confidences = answer.get("confidence")
    if not isinstance(confidences, dict):
        return ()
    return tuple(
        Shown(_confidence(answer, confidences, field), field not in wrong_fields, _has(gold, field)) for field in SCORED
    )


def calibrate(items: Iterable[Shown]) -> Calibration | None:
    """The table over all answers; None where no answer carries confidences."""
    rows = list(items)
    if not rows:
        return None
    valued = [(row.confidence, row.is_right) for row in rows if row.confidence is not None]
    counts = Counter((_low_of(confidence), is_right) for confidence, is_right in valued)
    return Calibration(
        bands=tuple(
            ConfidenceBand(low=low, shown=counts[low, True] + counts[low, False], right=counts[low, True])
            for low in _LOWS
        ),
        sure=sum(confidence >= _SURE for confidence, _ in valued),
        sure_and_right=sum(confidence >= _SURE and is_right for confidence, is_right in valued),
        present=sum(row.is_present for row in rows),
        present_and_sure=sum(row.is_present and (row.confidence or 0.0) >= _SURE for row in rows),
    )


def _confidence(answer: Answer, confidences: dict[str, float | list[float]], field: str) -> float | None:
    """A value without a stated confidence counts as not sure at all; a list is as sure as its least sure value."""
    if not _has(answer, field):
        return None
    stated = confidences.get(field, confidences.get(_CONFIDENCE_KEYS.get(field, field)))
    if isinstance(stated, list):
        return min(map(float, stated), default=0.0)
    return 0.0 if stated is None else float(stated)


def _has(answer: Answer, field: str) -> bool:
    value = value_of(answer, field)
    return value is not None and value != []


def _low_of(confidence: float) -> float:
    return max(low for low in _LOWS if low <= max(confidence, 0.0))
