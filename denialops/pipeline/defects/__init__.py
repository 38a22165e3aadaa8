"""What a compliant notice has and this letter lacks: one answer a rule, with the words that show it."""

from __future__ import annotations

from denialops.domain.routing import Defect
from denialops.domain.rulebook.defects import DefectRule
from denialops.pipeline.defects.checks import CHECKS, Judgement
from denialops.pipeline.defects.notice import Notice
from denialops.pipeline.routing.situation import Situation

IN_ENCLOSURE = "The letter points to an enclosure, which may have it."


def find_defects(situation: Situation) -> tuple[Defect, ...]:
    """One answer for each rule of the regime; none for what denies nothing or was not decided by the payer."""
    notice = Notice(situation)
    if situation.is_denial is not True or notice.decision is None:
        return ()
    rules = notice.rules.of(situation.regime.value, notice.dated or situation.case.today)
    return tuple(_defect(notice, rule, judge(notice, rule)) for rule in rules)


def judge(notice: Notice, rule: DefectRule) -> Judgement:
    """Contrary words first, then the computed comparison, then facts and words that show the element."""
    if not notice.governs(rule):
        return Judgement("not_applicable")
    if against := rule.against.first(notice.flat):
        return Judgement("not_found", notice.quote(against), rule.note, is_contrary=True)
    computed = CHECKS[rule.check](notice, rule) if rule.check else None
    if computed is None:
        computed = _told(notice, rule)
    return _weighed(notice, rule, computed)


def _told(notice: Notice, rule: DefectRule) -> Judgement:
    if shown := notice.fact_evidence(*rule.facts):
        return Judgement("present", shown)
    if said := rule.says.first(notice.flat):
        return Judgement("present", notice.quote(said))
    raised = rule.raised_by.first(notice.flat) if rule.if_relied_upon else None
    return Judgement(rule.otherwise, notice.quote(raised) if raised else None, rule.note)


def _weighed(notice: Notice, rule: DefectRule, told: Judgement) -> Judgement:
    """What these pages do not show is not missing while others may show it."""
    if told.answer != "not_found" or told.is_contrary:
        return told
    if notice.doubt:
        return Judgement("cannot_judge", note=notice.doubt)
    if rule.may_be_enclosed and notice.points_to_enclosure:
        return Judgement("cannot_judge", note=IN_ENCLOSURE)
    return told


def _defect(notice: Notice, rule: DefectRule, told: Judgement) -> Defect:
    follows = told.answer == "not_found" and rule.severity == "H" and bool(rule.consequence)
    return Defect(
        rule_id=rule.id,
        element=rule.element,
        answer=told.answer,
        severity=rule.severity,
        citation=rule.citation,
        status=rule.status,
        evidence=told.evidence,
        note=told.note,
        is_contrary=told.is_contrary,
        cites=rule.cites,
        consequence=notice.rules.consequence_words[rule.consequence] if follows else "",
    )
