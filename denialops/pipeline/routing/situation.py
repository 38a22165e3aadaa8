"""The case in the words that rules ask for: what was decided, under which law, at which step, with which doors open."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from denialops.domain.cases import CaseFile
from denialops.domain.facts import Fact
from denialops.domain.routing import Finding
from denialops.domain.rulebook import Rulebook
from denialops.domain.rulebook.cues import CueSet
from denialops.pipeline.finders.reading import fold

SURE = 0.9
SOMEBODY = "a person"
"""Who confirmed, where no name was kept."""

PHASE_OF_KIND = {
    "adverse_determination_preservice": "pre_service",
    "prior_authorization_non_affirmation": "pre_service",
    "adverse_determination_concurrent": "concurrent",
    "claim_denial_letter": "post_service",
    "explanation_of_benefits": "post_service",
    "remittance_advice": "post_service",
    "medicare_summary_notice": "post_service",
    "overpayment_demand": "post_service",
}
UNAPPEALABLE_KINDS = frozenset({"information_request", "prior_authorization_non_affirmation"})
"""No initial determination has been made yet, so no step of a ladder is open."""
PLACE_FIELDS = ("service_description", "denial_reason_quote", "provider_name")
_BREAKS = str.maketrans("\n\r\f\v", "    ")


class Situation:
    """Reads the facts of a case once; every answer is a word of the rules, "" or "unknown" where none is found."""

    def __init__(self, case: CaseFile, rulebook: Rulebook) -> None:
        self.case = case
        self.facts = case.facts
        self.rulebook = rulebook

    @cached_property
    def flat(self) -> str:
        """The letter as cues read it: folded, in one line, every character in its place."""
        return _flat(self.case.letter.letter.text) if self.case.documents else ""

    @cached_property
    def is_denial(self) -> bool | None:
        return self.facts.flag("is_denial")

    @cached_property
    def kind(self) -> Finding:
        return self._finding("document_kind")

    @cached_property
    def category(self) -> Finding:
        return self._finding("category")

    @cached_property
    def regime(self) -> Finding:
        """What a person confirmed goes before what was read; the reading stays as the alternative."""
        found, confirmed = self._finding("regime"), self.case.confirmed_regime
        if not confirmed:
            return found
        other = ((found.value, found.confidence),) if found.value not in (confirmed, "unknown") else ()
        return found.model_copy(
            update={
                "value": confirmed,
                "confidence": 1.0,
                "confirmed_by": self.case.confirmed_regime_by or SOMEBODY,
                "alternatives": other,
            }
        )

    @cached_property
    def is_regime_sure(self) -> bool:
        return self.regime.is_confirmed or self.regime.confidence >= SURE

    @cached_property
    def phase(self) -> str:
        """A decision on a request comes before the care, whatever else the letter says of dates."""
        told, of_kind = self.facts.find("phase"), PHASE_OF_KIND.get(self.kind.value, "")
        if told is None or (told.value == "post_service" and of_kind and told.found_by != "person"):
            return of_kind
        return told.value

    @cached_property
    def urgency(self) -> str:
        return self.facts.value("urgency") or "standard"

    @cached_property
    def level(self) -> str:
        """The step now open: as the letter names it, moved to the confirmed regime, else the ladder's own."""
        named = self.facts.value("appeal_level") or ""
        if self.kind.value in UNAPPEALABLE_KINDS:
            return "none"
        if self.is_denial is not True:
            return named or "none"
        named = self._moved(named) if named and self.case.confirmed_regime else named or self._ladder_level()
        row = self.rulebook.routes.by_level.get(named)
        if row and row.after_decision and self.kind.value == "appeal_decision":
            return row.after_decision
        return named or "none"

    @cached_property
    def state(self) -> str:
        """Two letters; independent medical review in workers' compensation is California's own step."""
        return self.facts.value("state") or ("CA" if self.level == "wc_imr" else "")

    @cached_property
    def settings(self) -> frozenset[str]:
        words = " ".join(self.facts.value(field) or "" for field in PLACE_FIELDS)
        flat = _flat(f"{words} {' '.join(e.quote for e in self.kind.evidence)}")
        return frozenset(row.id for row in self.rulebook.routes.settings if row.cues.first(flat))

    @cached_property
    def offers(self) -> frozenset[str]:
        """The doors that the letter opens, by a fact or by its words."""
        known = set(self.facts.fields())
        return frozenset(
            row.id
            for row in self.rulebook.routes.offers
            if not known.isdisjoint(row.facts) or _speaks_for(row.cues, self.flat)
        )

    @cached_property
    def signals(self) -> frozenset[str]:
        codes = self.rulebook.codes
        carc = (codes.carc_by_code.get(code) for code in self.facts.values("carc"))
        rarc = (codes.rarc_by_code.get(code) for code in self.facts.values("rarc"))
        return frozenset(row.signal for row in (*carc, *rarc) if row and row.signal)

    def conditions(self, closed: frozenset[str] = frozenset()) -> Mapping[str, frozenset[str]]:
        """What decisions match on; `closed` are offers whose day has passed."""
        answer = {True: "true", False: "false", None: "unknown"}[self.is_denial]
        category = self.category.value
        return {
            "answer": frozenset({answer}),
            "kind": frozenset({self.kind.value}),
            "regime": frozenset({self.regime.value}),
            "category": frozenset({category}),
            "subcategory": frozenset({self.facts.value("subcategory") or ""}),
            "phase": frozenset({self.phase}),
            "urgency": frozenset({self.urgency}),
            "level": frozenset({self.level}),
            "signal": self.signals,
            "offer": self.offers - closed,
            "group": self.rulebook.routes.groups_of(category),
        }

    def _finding(self, field: str) -> Finding:
        fact = self.facts.find(field)
        if fact is None:
            return Finding(value="unknown", confidence=0.0)
        return Finding(
            value=fact.value,
            confidence=fact.confidence,
            evidence=(fact.evidence,) if fact.evidence else (),
            confirmed_by=self._confirmer(fact),
        )

    def _confirmer(self, fact: Fact) -> str:
        names = [said.actor for said in self.case.corrections if said.field == fact.field and said.actor]
        return (names[-1] if names else SOMEBODY) if fact.found_by == "person" else ""

    def _moved(self, named: str) -> str:
        """The step of the confirmed regime that stands where the found regime's step stood."""
        rows = {row.id: row for row in self.rulebook.regimes.regimes}
        found, confirmed = rows.get(self.facts.value("regime") or ""), rows.get(self.case.confirmed_regime)
        if found is None or confirmed is None or found.id == confirmed.id:
            return named
        return {found.second_level: confirmed.second_level, found.first_level: confirmed.first_level}.get(named, named)

    def _ladder_level(self) -> str:
        if self.regime.value == "provider_contract":
            return "provider_dispute"
        row = next((row for row in self.rulebook.regimes.regimes if row.id == self.regime.value), None)
        if row is None:
            return ""
        return row.second_level if self.kind.value == "appeal_decision" else row.first_level


def _speaks_for(cues: CueSet, flat: str) -> bool:
    hits = tuple(cues.hits(flat))
    return bool(hits) and min(hit.weight for hit in hits) > 0


def _flat(text: str) -> str:
    return fold(text).translate(_BREAKS)
