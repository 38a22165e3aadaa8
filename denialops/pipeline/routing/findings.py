"""What a person should know before acting: conflicts, gaps and doubts, each with a lasting code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from denialops.domain.documents import ReadingWarning
from denialops.domain.routing import Deadline
from denialops.domain.wording import day, series
from denialops.pipeline.finders.reading import fold
from denialops.pipeline.routing.clocks import PAYER_DECISION
from denialops.pipeline.routing.remitted import find_remitted
from denialops.pipeline.routing.situation import SURE, Situation

NEEDED_TO_FILE = {
    "denial_date": "the date of the notice",
    "patient_name": "the patient's name",
    "member_id": "the member number",
}
WHERE_TO_FILE = ("appeal_address", "appeal_fax", "appeal_phone")
CLEAR_NARRATIVE = 9
"""The weight of one near-conclusive cue."""
NO_CAUSE_SIGNALS = frozenset({"contractual", "patient"})


def find_findings(situation: Situation, deadlines: tuple[Deadline, ...]) -> tuple[ReadingWarning, ...]:
    """In the order in which a nurse should look at them."""
    if situation.is_denial is False:
        return tuple(_late(deadlines, situation))
    found = (
        *_late(deadlines, situation),
        *_clock_findings(deadlines),
        *_date_findings(situation),
        *_decided_late(deadlines, situation),
        *_code_findings(situation),
        *find_remitted(situation),
        *_doubts(situation),
    )
    return tuple(dict.fromkeys(found))


def _late(deadlines: tuple[Deadline, ...], situation: Situation) -> Iterator[ReadingWarning]:
    for row in deadlines:
        last = max((moment for moment in (row.stated, row.computed) if moment), default=None)
        if row.plan_to is None or last is None or last >= situation.case.today:
            continue
        code = "deadline_passed" if row.is_primary else "window_closed"
        yield ReadingWarning(code=code, detail=f"{row.label}: the last day was {day(last)}")


def _clock_findings(deadlines: tuple[Deadline, ...]) -> Iterator[ReadingWarning]:
    for row in deadlines:
        if row.conflict:
            yield ReadingWarning(code="stated_and_computed_differ", detail=f"{row.label}: {row.conflict}")
        if row.stated and row.computed and row.stated < row.computed and row.status != "U":
            detail = f"{row.label}: the letter gives less time than {row.citation}"
            yield ReadingWarning(code="stated_shorter_than_law", detail=detail)
        if row.is_primary and row.status == "U" and row.stated is None:
            detail = f"{row.label}: {row.citation} is unverified and plans no date: confirm it"
            yield ReadingWarning(code="rule_unverified", detail=detail)


def _date_findings(situation: Situation) -> Iterator[ReadingWarning]:
    facts, received = situation.facts, situation.case.received_on
    notice = facts.date("denial_date") or facts.date("letter_date")
    missing = [words for field, words in NEEDED_TO_FILE.items() if facts.find(field) is None]
    if not any(facts.find(field) for field in WHERE_TO_FILE):
        missing.append("where to send the appeal")
    if notice is None:
        yield ReadingWarning(code="notice_date_missing", detail="no deadline is counted without the date of the notice")
    if missing:
        yield ReadingWarning(code="facts_missing", detail=f"not found in this letter: {series(missing)}")
    for fact in facts.items:
        if any("ambiguous" in flag for flag in fact.flags):
            yield ReadingWarning(code="ambiguous_date", detail=f"{fact.field} can be read as two days: confirm it")
    former = _dated_before(situation)
    if former and notice and notice < former:
        detail = f"this letter of {day(notice)} is older than the one before it, of {day(former)}: check their order"
        yield ReadingWarning(code="letters_out_of_order", detail=detail)
    if received and notice and received < notice:
        yield ReadingWarning(code="received_before_notice", detail="the received date lies before the notice date")


def _dated_before(situation: Situation) -> date | None:
    """The day of the notice before this one; a remittance comes before or after the letter about its claim."""
    earlier = situation.case.earlier
    if not earlier or earlier[-1].facts.value("document_kind") == "remittance_advice":
        return None
    return earlier[-1].facts.date("denial_date")


def _decided_late(deadlines: tuple[Deadline, ...], situation: Situation) -> Iterator[ReadingWarning]:
    """A first decision that came after the payer's own time."""
    notice = situation.facts.date("denial_date")
    for row in deadlines:
        if row.step == PAYER_DECISION and row.status != "U" and row.computed and notice and notice > row.computed:
            detail = f"{row.label}: due by {day(row.computed)} ({row.citation}), dated {day(notice)}"
            yield ReadingWarning(code="decided_late", detail=detail)


def _code_findings(situation: Situation) -> Iterator[ReadingWarning]:
    """A code of one cause beside a text that clearly tells only others."""
    codes, rules = situation.rulebook.codes, situation.rulebook.routes
    rows = [codes.carc_by_code.get(code) for code in situation.facts.values("carc")]
    causes = {row.category: row.id for row in rows if row and row.category and row.signal not in NO_CAUSE_SIGNALS}
    told = _narrative(situation) if causes else []
    if not told or any(rules.agree(cause, name) for cause in causes for name in told):
        return
    checklists = situation.rulebook.checklists.by_category
    cause, code = next(iter(causes.items()))
    detail = f"code {code} says {checklists[cause].label.lower()}, the text says {checklists[told[0]].label.lower()}"
    yield ReadingWarning(code="code_and_text_differ", detail=detail)


def _narrative(situation: Situation) -> list[str]:
    """The causes that the quoted reason tells for certain, read without the codes, the clearest first."""
    quote = fold(situation.facts.value("denial_reason_quote") or "").replace("\n", " ")
    rows = situation.rulebook.categories.categories if quote else ()
    scores = {row.id: sum(hit.weight for hit in row.cues.hits(quote)) for row in rows}
    return sorted((name for name in scores if scores[name] >= CLEAR_NARRATIVE), key=lambda name: -scores[name])


def _doubts(situation: Situation) -> Iterator[ReadingWarning]:
    if situation.is_denial is None:
        yield ReadingWarning(code="denial_unsure", detail="it is not certain that this document denies anything")
    if situation.regime.value in ("unknown", "erisa_unknown"):
        yield ReadingWarning(code="regime_unknown", detail="the law that governs the plan is not certain: ask the plan")
    elif not situation.is_regime_sure:
        yield ReadingWarning(code="regime_unsure", detail="confirm the kind of plan: every deadline follows from it")
    if 0 < situation.category.confidence < SURE:
        yield ReadingWarning(code="category_unsure", detail="confirm the reason: the route follows from it")
