"""What the document is, whether it denies, when the care is decided, and how urgent it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from denialops.domain.rulebook.cues import CueSet, Hit, top_length
from denialops.domain.rulebook.kinds import DocumentKind, KindRules
from denialops.pipeline.finders.outcomes import find_outcome, is_reversed
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading

_IS_PERSONAL = re.compile(
    r"(?:patient|member|enrollee|subscriber|insured|beneficiary|claimant|worker|participant|sponsor|client|"
    r"person|employee|"
    r"child|card|certificate|paciente|afiliad[oa]|asegurad[oa]|miembro)[a-z' ]{0,14}(?: id| no\b| number|"
    r"[:#.=]|  )|"
    r"(?:claim|case|file|reference|request|icn|dcn|id)(?! within)[a-z ]{0,12}[.:#]{0,3} {0,3}[a-z-]{0,4}\d{3}|"
    r"\bdear (?!prov|coll|cust|prac|friend|neighb)|\bre:|"
    r"\bestimad|\byour (?:claim|request|appeal)\b"
)


class Kind(NamedTuple):
    """`code` "" and `denies` None: nothing in the text decides. `hit`: the words that named the kind."""

    code: str
    denies: bool | None
    hit: Hit
    confidence: float
    decision: Hit | None


class KindFinder:
    """Names the document with the cues of the rule file."""

    def __init__(self, rules: KindRules) -> None:
        self.rules = rules

    def find(self, reading: Reading, *, has_denied_rows: bool, has_claim: bool, has_request: bool) -> Kind:
        """The kind with the heaviest cues that agrees with whether the letter denies."""
        if len(re.findall(r"[a-z]{3,}", reading.lower)) < 8:
            return Kind("unreadable", None, Hit(0, min(len(reading.text), 40), 1), GUESS, None)
        insurance_words = sum(1 for _ in self.rules.insurance.hits(reading.flat))
        is_personal = _IS_PERSONAL.search(reading.flat) is not None
        rights = _RIGHTS.search(reading.flat)
        decision, favour = find_outcome(reading, self.rules)
        scores = {kind.id: self._weigh(kind.cues, reading) for kind in self.rules.kinds}
        speaks = decision or favour or scores["information_request"][0] >= _CLEAR
        if not (insurance_words or rights or (is_personal and speaks)):
            return Kind("other_non_insurance", False, Hit(*self._first_line(reading), 9), LIKELY, None)
        self._weigh_foreign(scores, insurance_words, is_personal=is_personal, decides=decision is not None)
        self._nudge(
            scores, decision, favour, top_length(len(reading.flat)), has_claim=has_claim, has_request=has_request
        )
        ranked = sorted(self.rules.kinds, key=lambda kind: -scores[kind.id][0])
        for kind in ranked:
            score, hit = scores[kind.id]
            if score > 0 and hit and self._agrees(kind, decision, favour, has_denied_rows):
                denies = self._denies(kind, decision, has_denied_rows, reading)
                second = next((scores[other.id][0] for other in ranked if other is not kind), 0.0)
                confidence = SURE if score - second >= 5 else LIKELY if score - second >= 2 else GUESS
                return Kind(kind.id, denies, hit, confidence, decision)
        if decision or rights:
            where = decision or Hit(rights.start(), rights.end(), 1)  # type: ignore[union-attr]
            code = "claim_denial_letter" if has_claim else "adverse_determination_preservice"
            return Kind(code, True, where, GUESS, decision)
        return Kind("", None, Hit(*self._first_line(reading), 0), 0.0, None)

    def _weigh_foreign(
        self, scores: dict[str, tuple[float, Hit | None]], insurance_words: int, *, is_personal: bool, decides: bool
    ) -> None:
        """Papers of another trade or about nobody; a decision about a person is no such paper. A remittance about
        somebody says so in its heading."""
        score, hit = scores["other_non_insurance"]
        score = score - 1.5 * insurance_words - _BOUND * decides if is_personal else score + 12.0
        scores["other_non_insurance"] = (score if hit and hit.weight >= 9 else 0.0, hit)
        score, hit = scores["remittance_advice"]
        if is_personal and hit and hit.weight >= 9 and hit.start < _HEADING:
            scores["remittance_advice"] = (score + 8.0, hit)

    def _first_line(self, reading: Reading) -> tuple[int, int]:
        return tuple(reading.lines[0]) if reading.lines else (0, 0)  # type: ignore[return-value]

    def _weigh(self, cues: CueSet, reading: Reading) -> tuple[float, Hit | None]:
        """The weights of all cues; below the heading the same words speak once, whatever cues they meet."""
        score, strongest = 0.0, None
        heard: list[Hit] = []
        for hit in cues.hits(reading.flat):
            if any(hit.start < other.end and other.start < hit.end for other in heard if other.weight == hit.weight):
                continue
            if hit.start >= _HEADING:
                heard.append(hit)
            score += hit.weight * (1.4 if hit.start < 400 and hit.weight > 0 else 1.0)
            if hit.weight > 0 and (strongest is None or hit.weight > strongest.weight):
                strongest = hit
        return score, strongest

    def _nudge(
        self,
        scores: dict[str, tuple[float, Hit | None]],
        decision: Hit | None,
        favour: Hit | None,
        top: int,
        *,
        has_claim: bool,
        has_request: bool,
    ) -> None:
        """A letter with a claim is about a claim; one without claim is about a request; titles of their own win."""
        bare = decision if decision else None
        is_cut = scores["adverse_determination_concurrent"][0] >= _TWICE
        for name, plus, hit_if_none in (
            ("claim_denial_letter", 6.0 if has_claim else -4.0, bare if has_claim else None),
            (
                "adverse_determination_preservice",
                -7.0 if has_claim else 2.0 + 2.0 * has_request,
                None if has_claim else bare,
            ),
            ("adverse_determination_concurrent", 0.0 if has_claim else 4.0 + 8.0 * is_cut, None),
            ("approval_notice", -8.0 if decision else 4.0, favour),
            ("information_request", -4.0 if decision else 2.0, None),
            ("acknowledgement", -4.0 if decision else 2.0, None),
        ):
            score, hit = scores[name]
            if hit or hit_if_none:
                scores[name] = (max(score, 0.0) + 1.0 + plus, hit or hit_if_none)
        for name in _OWN_TITLES:
            score, hit = scores[name]
            if hit and hit.weight >= 9 and hit.start < top:
                scores[name] = (score + 8.0, hit)

    def _agrees(self, kind: DocumentKind, decision: Hit | None, favour: Hit | None, has_denied_rows: bool) -> bool:
        """A denial letter needs words that deny; an approval needs words that approve."""
        if kind.denies:
            return decision is not None or has_denied_rows
        if kind.id == "other_non_insurance":
            return True
        if kind.id == "appeal_decision":
            return bool(decision or favour or has_denied_rows)
        if kind.id == "approval_notice":
            return favour is not None and decision is None
        return True

    def _denies(self, kind: DocumentKind, decision: Hit | None, has_denied_rows: bool, reading: Reading) -> bool:
        if kind.denies is not None:
            return kind.denies
        if kind.id == "appeal_decision":
            return decision is not None or not is_reversed(reading)
        return has_denied_rows or decision is not None


def kind_facts(kind: Kind) -> Iterator[Found]:
    if not kind.code:
        return
    if kind.denies is not None:
        hit = kind.decision if kind.denies and kind.decision else kind.hit
        yield Found(
            "is_denial",
            "true" if kind.denies else "false",
            hit.start,
            hit.end,
            max(kind.confidence, LIKELY + 0.07 if kind.decision or not kind.denies else GUESS),
            "kinds.decision",
        )
    yield Found("document_kind", kind.code, kind.hit.start, kind.hit.end, kind.confidence, "kinds.kind")


_RIGHTS = re.compile(
    r"\b(?:appeals?|reconsider(?:ation)?|redetermination|object(?:ions?)?|disputes?|grievance|disagree|not agree|"
    r"challenge|protest|second look|looked at again|look (?:at|into) (?:this|it) again|hearing|"
    r"apelacion|apelar|no esta de acuerdo)\b[^.]{0,120}\b(?:within|days|months|dias|no later than|by|until|"
    r"write|call)\b"
)
_OWN_TITLES = (
    "medicare_summary_notice",
    "appeal_decision",
    "overpayment_demand",
    "prior_authorization_non_affirmation",
)
_HEADING, _BOUND, _CLEAR, _TWICE = 150, 9.0, 9.0, 18.0
_INPATIENT = re.compile(
    r"\b(?:stay|inpatient|hospital|residential|skilled nursing|admitted|admission|confinement|"
    r"facility|nursing home|rehabilitation)\b"
)
_PRE_KINDS = ("adverse_determination_preservice", "prior_authorization_non_affirmation")
_POST_KINDS = (
    "claim_denial_letter",
    "explanation_of_benefits",
    "remittance_advice",
    "medicare_summary_notice",
    "overpayment_demand",
)


def find_phase(rules: KindRules, reading: Reading, kind: Kind, *, has_claim: bool) -> Iterator[Found]:
    """When the care is decided: during it, before it, or after it."""
    for phase, cues, sure in (
        ("concurrent", rules.concurrent, kind.code == "adverse_determination_concurrent"),
        ("pre_service", rules.pre_service, kind.code in _PRE_KINDS and not has_claim),
        ("post_service", rules.post_service, kind.code in _POST_KINDS or has_claim),
    ):
        if sure:
            hit = cues.first(reading.flat) or kind.hit
            yield Found("phase", phase, hit.start, hit.end, LIKELY + 0.06, "kinds.phase")
            return
    for phase, cues in (
        ("concurrent", rules.concurrent),
        ("post_service", rules.post_service),
        ("pre_service", rules.pre_service),
    ):
        if found := cues.first(reading.flat):
            yield Found("phase", phase, found.start, found.end, LIKELY, "kinds.phase")
            return


def find_urgency(rules: KindRules, reading: Reading, phase: str, kind: Kind) -> Iterator[Found]:
    """Expedited where care is under way or the letter says it decided an urgent request; a claim never is."""
    urgent = None
    is_over = kind.code in _POST_KINDS
    for hit in rules.urgent.hits(reading.flat):
        if hit.weight > 0 and not re.search(
            r"(?:if|ask|request|may|can|for an?|need|want|or) (?:\w+ ){0,6}$", reading.before(hit.start, 50)
        ):
            urgent = hit
            break
    if not is_over and (urgent or (phase == "concurrent" and kind.denies and _INPATIENT.search(reading.flat))):
        reason = urgent or rules.concurrent.first(reading.flat) or kind.hit
        sure = SURE if urgent else LIKELY + 0.06
        yield Found("urgency", "expedited", reason.start, reason.end, sure, "kinds.urgency")
    else:
        yield Found("urgency", "standard", kind.hit.start, kind.hit.end, LIKELY + 0.06, "kinds.urgency")
