"""The law that one letter may name, each row once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from denialops.domain.cases import CaseFile
from denialops.domain.drafts import CitedLaw
from denialops.domain.routing import Routing
from denialops.domain.rulebook import Rulebook
from denialops.domain.rulebook.citations import Citation
from denialops.pipeline.provenance import Told

SURE_REGIME = 0.9


class LetterLaw:
    """Rows of the citation library that fit regime, category, phase and step."""

    def __init__(self, case: CaseFile, routing: Routing, rulebook: Rulebook) -> None:
        self._case = case
        self._routing = routing
        self._rulebook = rulebook
        self._regime = case.confirmed_regime or routing.regime.value
        self._cited: set[str] = set()

    @cached_property
    def allowed_law(self) -> tuple[CitedLaw, ...]:
        """All that a letter of this regime may name, once the regime is confirmed or found beyond doubt."""
        return tuple(CitedLaw(id=row.id, citation=row.citation, meaning=row.meaning) for row in self._regime_law)

    def cite(self, *ids: str) -> Told | None:
        """ "(29 CFR 2560.503-1(h)(2)(iv))", or nothing where the law is not for this case or was cited above."""
        rows = [self._law_by_id[name] for name in ids if name in self._law_by_id and name not in self._cited]
        self._cited.update(row.id for row in rows)
        sources = tuple(f"cite:{row.id}" for row in rows)
        return Told(f"({'; '.join(row.citation for row in rows)})", sources) if rows else None

    def knows(self, name: str) -> bool:
        return name in self._law_by_id

    @cached_property
    def _regime_law(self) -> Sequence[Citation]:
        found = self._routing.regime
        if not (self._case.confirmed_regime or found.is_confirmed or found.confidence >= SURE_REGIME):
            return ()
        rows = self._rulebook.citations.for_regime(self._regime)
        return [row for row in rows if row.in_force(self._case.today) and (not row.states or self._state in row.states)]

    @cached_property
    def _law_by_id(self) -> dict[str, Citation]:
        """The rows that fit category, phase and step as well."""
        phases = {self._routing.phase, *(("urgent",) if self._routing.urgency == "expedited" else ())}
        return {
            row.id: row
            for row in self._regime_law
            if (not row.categories or self._routing.category.value in row.categories)
            and (not row.phases or not phases.isdisjoint(row.phases))
            and (not row.steps or self._routing.level in row.steps)
        }

    @cached_property
    def _state(self) -> str:
        # California's independent medical review is the only state step that the ladder itself names.
        return self._case.facts.value("state") or ("CA" if self._routing.level == "wc_imr" else "")
