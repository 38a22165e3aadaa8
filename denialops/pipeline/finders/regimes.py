"""Which law governs the letter, and which step of its ladder is now open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from denialops.domain.rulebook.cues import Hit
from denialops.domain.rulebook.regimes import RegimeCues, RegimeRules
from denialops.pipeline.finders.kinds import Kind
from denialops.pipeline.finders.reading import GUESS, LIKELY, SURE, Found, Reading


class Regime(NamedTuple):
    code: str
    hit: Hit
    score: float
    lead: float
    row: RegimeCues


class RegimeFinder:
    """Weighs the cues of every regime."""

    def __init__(self, rules: RegimeRules) -> None:
        self.rules = rules

    def find(self, reading: Reading) -> Regime | None:
        """The regime with the heaviest cues; ties go to the one that stands first in the rules."""
        weighed = []
        for order, row in enumerate(self.rules.regimes):
            hits = list(row.cues.hits(reading.flat))
            strongest = max(
                (hit for hit in hits if hit.weight > 0), key=lambda hit: (hit.weight, -hit.start), default=None
            )
            if strongest:
                top = 1.5 * sum(1 for hit in hits if hit.weight > 0 and hit.start < 400)
                weighed.append((sum(hit.weight for hit in hits) + top, -order, strongest, row))
        weighed.sort(reverse=True, key=lambda entry: entry[:2])
        if not weighed or weighed[0][0] < 3:
            return None
        score, _, hit, row = weighed[0]
        second = weighed[1][0] if len(weighed) > 1 else 0.0
        return Regime(row.id, hit, score, score - second, row)

    def level(self, reading: Reading, regime: Regime | None, kind: Kind) -> tuple[str, Hit | None]:
        """The step now open: named in the words about rights, or the first (after an appeal the next) of the ladder."""
        if kind.denies is None:
            return "", None
        if not kind.denies:
            return "none", kind.hit
        named = dict(self._named(reading))
        code = regime.code if regime else ""
        chosen = _choose(named, code, kind, reading)
        if chosen:
            return chosen, named.get(chosen) or kind.hit
        if regime is None:
            return ("internal_level_1" if _speaks_of_appeal(reading) else ""), kind.hit
        after_appeal = kind.code == "appeal_decision"
        return (regime.row.second_level if after_appeal else regime.row.first_level), (
            kind.hit if after_appeal else regime.hit
        )

    def _named(self, reading: Reading) -> Iterator[tuple[str, Hit]]:
        for row in self.rules.levels:
            hit = row.cues.first(reading.flat)
            if hit:
                yield row.id, hit


_FIRST = re.compile(
    r"\b(?:initial|first) (?:adverse )?(?:benefit |coverage |organization )?(?:determination|decision)\b"
)


def calls_itself_first(reading: Reading, kind: Kind) -> bool:
    """Whether the heading calls the decision the first one, so that the first step is open."""
    return kind.code != "appeal_decision" and _FIRST.search(reading.flat[:600]) is not None


def _speaks_of_appeal(reading: Reading) -> bool:
    return bool(re.search(r"appeal|reconsideration|review within|apelacion", reading.flat))


_MEDICARE_MANAGED = ("ma", "ma_integrated")


def _choose(named: dict[str, Hit], code: str, kind: Kind, reading: Reading) -> str:
    """Named steps that fit the regime and the kind of letter; "" leaves it to the ladder."""
    if kind.code == "prior_authorization_non_affirmation" or _is_barred(named, kind, reading):
        return "none"
    if code in _MEDICARE_MANAGED and _NO_CONTRACT.search(reading.flat) and kind.code != "appeal_decision":
        return "ma_plan_reconsideration"
    if special := _special_step(named, code, kind, reading):
        return special
    if kind.code == "appeal_decision":
        return _after_appeal(named, code, reading)
    if code not in _NO_DISPUTES and (kind.code == "overpayment_demand" or _is_disputed_claim(named, kind)):
        return "provider_dispute"
    if code == "mcd_ffs" and "provider_dispute" in named and "state_fair_hearing" not in named:
        return "provider_dispute"
    asks_plan = re.search(r"appeal|apela", reading.flat) is not None
    if code == "mcd_ffs" or (code == "mcd_mco" and "state_fair_hearing" in named and not asks_plan):
        return "state_fair_hearing"
    return ""


def _of_injured_worker(named: dict[str, Hit], kind: Kind, reading: Reading) -> str:
    """The state's own medical review; elsewhere the review agent reconsiders before an independent organization."""
    if "wc_imr" in named:
        return "wc_imr"
    if kind.code == "appeal_decision" or ("external_review" in named and not _ASK_RECONSIDERATION.search(reading.flat)):
        return "wc_imr"
    return "wc_reconsideration"


_ASK_RECONSIDERATION = re.compile(
    r"(?:may|can|to|must|right to) (?:\w+ ){0,3}(?:request|ask for|file|seek|"
    r"submit) (?:\w+ ){0,3}(?:reconsideration|appeal)"
)
_NO_DISPUTES = ("mcr_ffs", "tricare", "fehb", "mcd_ffs")
_DISPUTED = ("remittance_advice", "claim_denial_letter", "explanation_of_benefits")
_ENDING_CARE = re.compile(r"non-?coverage|nomnc|noon|discharge|important message")
_NSA_PAYMENT = re.compile(r"qualifying payment|no surprises|n8[67]\d|initial payment")


_NO_CONTRACT = re.compile(
    r"waiver of liability|non-?contract(?:ed)? (?:provider|supplier|practice|facility|hospital)|not contracted"
)
_SECOND_DONE = re.compile(
    r"(?:second|final)[- ](?:level )?(?:internal )?(?:appeal|grievance|review)?(?: \w+)? ?(?:determination|"
    r"decision|outcome|result|resolution)|"
    r"final (?:internal )?adverse|second(?:[- ]level)? (?:appeal|grievance) (?:(?:was|is|has been) )?(?:our |"
    r"the )?(?:denied|upheld|last|final)"
)
_FINAL = re.compile(r"external review|binding|independent review")
_OPEN = re.compile(
    r"(?:you may|you can|right to|may be|want to|wish to|if you) [^.]{0,40}(?:appeal|redetermination|"
    r"reconsideration|dispute)[^.]{0,120}"
    r"\b(?:within|days|months)\b"
)


def _is_barred(named: dict[str, Hit], kind: Kind, reading: Reading) -> bool:
    """Whether the letter says that no step is open; an appeal decision says so only where it binds."""
    is_last = kind.code != "appeal_decision" or _FINAL.search(reading.flat) is not None
    return "none" in named and is_last and not _asks(reading)


def _asks(reading: Reading) -> bool:
    """Whether another item of the letter may be appealed after all."""
    return _OPEN.search(reading.flat) is not None


def _is_disputed_claim(named: dict[str, Hit], kind: Kind) -> bool:
    return "provider_dispute" in named and kind.code in _DISPUTED


def _special_step(named: dict[str, Hit], code: str, kind: Kind, reading: Reading) -> str:
    """The states' steps for injured workers; else fast review of ending care, and negotiation under the No
    Surprises Act, whatever the plan."""
    if code == "wc":
        return _of_injured_worker(named, kind, reading)
    if "qio_fast_track" in named and _ENDING_CARE.search(reading.flat):
        return "qio_fast_track"
    if "open_negotiation" in named and _NSA_PAYMENT.search(reading.flat):
        return "open_negotiation"
    return ""


def _after_appeal(named: dict[str, Hit], code: str, reading: Reading) -> str:
    if code == "mcr_ffs":
        return (
            "medicare_alj_hearing"
            if "medicare_alj_hearing" in named
            and re.search(r"qualified independent|qic|reconsideration (?:decision|determination)", reading.flat[:1200])
            else "medicare_qic_reconsideration"
        )
    if code in ("mcd_mco", "mcd_ffs", "chip") and "state_fair_hearing" in named:
        return "state_fair_hearing"
    if code in ("fehb", "pshb"):
        return "fehb_opm_review"
    if code in _MEDICARE_MANAGED and "medicare_alj_hearing" in named:
        return "medicare_alj_hearing"
    if _SECOND_DONE.search(reading.flat[:900]):
        named.pop("internal_level_2", None)
    for name in ("internal_level_2", "external_review", "state_fair_hearing", "provider_dispute"):
        if name in named:
            return name
    return ""


def regime_facts(reading: Reading, regime: Regime | None) -> Iterator[Found]:
    if regime is None:
        return
    confidence = confidence_of(regime)
    start, end = _phrase(reading, regime.hit)
    yield Found("regime", regime.code, start, end, confidence, "regimes.cues")
    yield Found("plan_type_evidence", " ".join(reading.text[start:end].split()), start, end, confidence, "regimes.cues")


def confidence_of(regime: Regime) -> float:
    """A phrase that names the law is sure where no other law comes near."""
    return SURE if regime.hit.weight >= 9 and regime.lead >= 5 else LIKELY if regime.lead >= 3 else GUESS


def _phrase(reading: Reading, hit: Hit) -> tuple[int, int]:
    """The cue with the rest of its phrase, within its line."""
    line = reading.line_of(hit.start)
    text = reading.text
    if hit.end > line.end:
        return hit.start, hit.end
    left = max(
        text.rfind(mark, line.start, hit.start) + len(mark)
        if text.rfind(mark, line.start, hit.start) >= 0
        else line.start
        for mark in ("  ", ". ", "; ")
    )
    ends = [position for mark in ("  ", ". ", "; ") if (position := text.find(mark, hit.end, line.end)) >= 0]
    start, end = left, min(ends, default=line.end)
    while start < end and text[start] == " ":
        start += 1
    return (start, end) if end - start <= 160 else (hit.start, hit.end)
