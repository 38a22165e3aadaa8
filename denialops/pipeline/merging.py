"""Puts the readings of several readers together; the first reader that speaks on a field keeps it.

Precedence: rules, then the remittance of the same claim, then the model; a person's word goes over all of them later.
What the model says otherwise is kept beside the value for a person to compare, and the field is not sure any more.
"""

from __future__ import annotations

import re

from denialops.domain.facts import LIST_FIELDS, Fact, OtherReading
from denialops.pipeline.finders.reading import fold

DISAGREES = "model_disagrees"
_DISPUTED = "-disputed"
MOST_BELIEF = 0.85
"""A field on which two readers differ is for a person, however sure the first one was."""

WORDINGS = frozenset("service_description payer provider_name denial_reason_quote appeal_deadline_stated".split())
"""Fields where one reader's longer or shorter wording says the same."""


class Merged:
    """Facts as they come, readers in the order of their precedence."""

    def __init__(self) -> None:
        self._facts: dict[tuple[str, str], Fact] = {}

    def add(self, fact: Fact) -> bool:
        """Whether the fact is new; what the model reads otherwise is put beside the first value of its field."""
        key = (fact.field, fact.value if fact.field in LIST_FIELDS else "")
        if fact.found_by == "model":
            return self._add_model(key, fact)
        is_new = key not in self._facts
        self._facts.setdefault(key, fact)
        return is_new

    def facts(self) -> tuple[Fact, ...]:
        return tuple(self._facts.values())

    def _add_model(self, key: tuple[str, str], fact: Fact) -> bool:
        """A model fills fields that are empty; a list that rules read stays theirs."""
        kept = {at: known for at, known in self._facts.items() if at[0] == fact.field}
        if not any(known.found_by == "rule" for known in kept.values()):
            is_new = key not in kept
            self._facts.setdefault(key, fact)
            return is_new
        if not any(says_the_same(fact.field, known.value, fact.value) for known in kept.values()):
            first = next(iter(kept))
            self._facts[first] = _disputed(kept[first], fact)
        return False


def says_the_same(field: str, kept: str, other: str) -> bool:
    """Blanks, hyphens, case, accents and the order of words aside; of wordings one may hold the other."""
    ours, theirs = _words(kept), _words(other)
    if "".join(ours) == "".join(theirs) or sorted(ours) == sorted(theirs):
        return True
    shorter, longer = sorted(("".join(ours), "".join(theirs)), key=len)
    return field in WORDINGS and bool(shorter) and shorter in longer


def _disputed(kept: Fact, other: Fact) -> Fact:
    beside = [OtherReading(value=other.value, evidence=other.evidence, found_by="model")] if other.evidence else []
    return kept.model_copy(
        update={
            # Kept under its own id when it was found; history is never changed.
            "fact_id": f"{kept.fact_id.removesuffix(_DISPUTED)}{_DISPUTED}",
            "confidence": min(kept.confidence, MOST_BELIEF),
            "flags": tuple(dict.fromkeys((*kept.flags, DISAGREES))),
            "others": (*kept.others, *beside),
        }
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", fold(text))
