"""What the rules decided, weighed against how alike the letter is to letters with known answers.

Where both agree the decision is sure. Where they differ the stronger one wins, and a person is asked to look.
"""

from __future__ import annotations

from denialops.domain.rulebook import Rulebook
from denialops.domain.rulebook.cues import Hit
from denialops.pipeline.finders.categories import Verdict
from denialops.pipeline.finders.kinds import Kind
from denialops.pipeline.finders.reading import GUESS, Found, Reading, Span
from denialops.pipeline.finders.reasons import Reason, belief_in
from denialops.pipeline.finders.regimes import Regime, confidence_of
from denialops.pipeline.likeness import Likeness, Opinion

TRUST = {
    "is_denial": 0.6,
    "document_kind": 0.45,
    "plan_type": 0.2,
    "denial_category": 0.35,
    "appeal_level": 0.2,
    "urgency": 0.6,
}
"""What the rules' answer counts beside a share of belief; measured on sets that neither had seen."""

CLEAR = 0.5
"""From this share on the likeness alone would say so."""

AGREED, DOUBTED, TURNED = 0.93, 0.85, 0.7
FAINT = 0.2
SURE_FROM, LIKELY_FROM = 0.9, 0.8
SURE_PART, LIKELY_PART, GUESS_PART = 1.0, 0.6, 0.3
CLINICAL = frozenset({"medical_necessity", "level_of_care"})


class SecondOpinion:
    """Built for one letter; each method takes what the rules found and gives what stands."""

    def __init__(self, likeness: Likeness, rulebook: Rulebook, reading: Reading) -> None:
        self._opinion: Opinion = likeness.weigh(reading)
        self._rulebook = rulebook

    def kind(self, kind: Kind) -> Kind:
        """The kind of document, and with it whether it denies."""
        if kind.code in ("unreadable", ""):
            return kind
        denies = self._denies(kind)
        best = self._settled("document_kind", kind.code, kind.confidence)
        row = next((row for row in self._rulebook.kinds.kinds if row.id == best), None)
        if best == kind.code and denies == kind.denies:
            return kind._replace(confidence=self._belief("document_kind", best, kind.confidence))
        if row is None or row.denies not in (None, denies):
            return kind._replace(confidence=min(kind.confidence, DOUBTED))
        return Kind(best, denies, self._hit("document_kind", best), TURNED, kind.decision)

    def _denies(self, kind: Kind) -> bool | None:
        if kind.denies is None:
            return None
        return self._settled("is_denial", str(kind.denies).lower(), kind.confidence) == "true"

    def regime(self, regime: Regime | None) -> tuple[Regime | None, float | None]:
        """The law, and how sure; None leaves the rules' own confidence."""
        label = self._label("regimes", regime.code) if regime else "unknown"
        if regime and label is None:
            return regime, None
        best = self._settled("plan_type", label or "unknown", confidence_of(regime) if regime else GUESS)
        if best == label:
            agreed = self._opinion.share("plan_type", best) >= CLEAR
            return regime, AGREED if agreed else None
        row = next((row for row in self._rulebook.regimes.regimes if self._label("regimes", row.id) == best), None)
        if row is None or best == "unknown":
            return regime, DOUBTED
        if regime is None and self._opinion.share("plan_type", best) < CLEAR:
            return None, None
        return Regime(row.id, self._hit("plan_type", best), 0.0, 0.0, row), TURNED

    def reason(self, reason: Reason | None, phase: str) -> tuple[Reason | None, float | None]:
        """The category of the reason; the quoted words stay the rules'."""
        if reason is None:
            return None, None
        verdict = reason.verdict
        label = self._label("categories", verdict.category, phase=phase, subcategory=reason.subcategory)
        best = self._settled("denial_category", label or "", belief_in(verdict))
        if best == (label or "") or not best or (best == "concurrent_review" and verdict.category in CLINICAL):
            return reason, AGREED if self._opinion.share("denial_category", best) >= CLEAR else None
        category = self._ours(best)
        if category == verdict.category or self._is_during_care(verdict, phase, best):
            return reason, None
        if not category:
            return reason, DOUBTED
        turned = Verdict(category, self._hit("denial_category", best), 0.0)
        subcategory = "quantity_limit" if best == "quantity_limit" else ""
        return reason._replace(verdict=turned, subcategory=subcategory), TURNED

    def _is_during_care(self, verdict: Verdict, phase: str, best: str) -> bool:
        """A clinical reason during care has three names; together they may outweigh the one that is likest."""
        if phase != "concurrent" or verdict.category not in CLINICAL:
            return False
        ours = sum(self._opinion.share("denial_category", name) for name in (*CLINICAL, "concurrent_review"))
        return ours + TRUST["denial_category"] * LIKELY_PART >= self._opinion.share("denial_category", best)

    def level(self, found: Found) -> Found:
        """The step that is open now."""
        best = self._settled("appeal_level", found.value, found.confidence)
        if best == found.value:
            return found._replace(confidence=self._belief("appeal_level", best, found.confidence))
        if not best:
            return found._replace(confidence=min(found.confidence, DOUBTED))
        hit = self._hit("appeal_level", best)
        return Found("appeal_level", best, hit.start, hit.end, TURNED, "likeness.level")

    def _settled(self, question: str, answer: str, confidence: float) -> str:
        """A sure answer counts in full and yields to no faint one; a likely one and a guess count less."""
        is_sure = confidence >= SURE_FROM
        part = SURE_PART if is_sure else LIKELY_PART if confidence >= LIKELY_FROM else GUESS_PART
        best = self._opinion.settle(question, answer, TRUST[question] * part / self._opinion.weight)
        return answer if is_sure and self._opinion.share(question, best) < FAINT else best

    def urgency(self, found: Found) -> Found:
        """Whether the decision is asked for at once."""
        best = self._settled("urgency", found.value, found.confidence)
        if best == found.value:
            return found._replace(confidence=self._belief("urgency", best, found.confidence))
        hit = self._hit("urgency", best) if best else Hit(found.start, found.end, 1)
        value = best or found.value
        return Found("urgency", value, hit.start, hit.end, TURNED, "likeness.urgency")

    def _belief(self, question: str, answer: str, confidence: float) -> float:
        share = self._opinion.share(question, answer)
        if share >= CLEAR:
            return max(confidence, AGREED)
        return confidence if share >= max(self._opinion.shares[question].values()) else min(confidence, DOUBTED)

    def _label(self, table: str, ours: str, **facts: str) -> str | None:
        return self._rulebook.vocabulary.translate(table, ours, facts)

    def _ours(self, label: str) -> str:
        rows = self._rulebook.vocabulary.categories
        return next((row.ours for row in rows if row.theirs == label), "")

    def _hit(self, question: str, answer: str) -> Hit:
        span: Span = self._opinion.sentence_for(question, answer)
        return Hit(span.start, span.end, 1)
