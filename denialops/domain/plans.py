"""What was read from plan documents: sections with page anchors, the terms in them, and those that bear on a denial."""

from __future__ import annotations

import re
from typing import Literal

from denialops.domain.base import Record
from denialops.domain.documents import DocType
from denialops.domain.facts import Evidence, Fact

PlanKind = Literal[
    "benefits",
    "exclusions",
    "prior_authorization",
    "step_therapy",
    "referral",
    "appeal_terms",
    "medical_necessity",
    "experimental",
    "criteria",
]
PlanUse = Literal["excerpt", "whole", "none"]
"""How a plan document goes into the packet: the quoted pages, the whole of it, or not at all."""

PlanStatus = Literal["not_needed", "not_verified", "unread", "verified"]

PLAN_STEP = "plan_terms"
"""The step of the deadline row that a plan document sets."""

PLAN_TYPES: frozenset[DocType] = frozenset({"sbc", "eoc", "spd", "certificate", "medical_policy"})


_JOINT = re.compile(r"[;,](?: (?:and|or))?$")


class Passage(Record):
    """A paragraph, a table row or one item of a list, word for word."""

    place: Evidence
    is_item: bool = False


class PlanSection(Record):
    """A section that says one kind of thing; `place` is its heading, or the words that a definition starts with."""

    section_id: str
    kind: PlanKind
    title: str
    place: Evidence
    passages: tuple[Passage, ...]

    @property
    def source(self) -> str:
        """What a sentence of a draft rests on when it quotes this section."""
        return f"plan:{self.place.document_id}:{self.section_id}"

    @property
    def items(self) -> tuple[Passage, ...]:
        return tuple(passage for passage in self.passages if passage.is_item)


class AppealTerm(Record):
    """The time that the plan gives for a step of its own ladder."""

    step: str
    number: int
    unit: str
    runs_from: str
    section_id: str
    place: Evidence


class Waiver(Record):
    """A service that the plan lists as not needing a step: `kind` is the kind of step."""

    kind: PlanKind
    section_id: str
    place: Evidence


class PlanReading(Record):
    """One plan document as read. `problem` says in words why it could not be read; its pages stay as they are."""

    document_id: str
    is_read: bool = False
    use: PlanUse = "excerpt"
    sections: tuple[PlanSection, ...] = ()
    appeal_terms: tuple[AppealTerm, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    problem: str = ""

    def title_of(self, section_id: str) -> str:
        return next((section.title for section in self.sections if section.section_id == section_id), "")


class PlanQuote(Record):
    """Words of a plan that bear on this denial. `lines`: each is to be answered from the chart.

    `in_letter`: the draft quotes it; otherwise it informs the people who write.
    """

    kind: PlanKind
    source: str
    title: str
    place: Evidence
    lines: tuple[Evidence, ...] = ()
    in_letter: bool = False

    @property
    def pages(self) -> tuple[int, ...]:
        return tuple(sorted({self.place.page, *(line.page for line in self.lines)}))


class PlanConflict(Record):
    """A term of the plan that the letter contradicts, with the words of both."""

    code: str
    detail: str
    source: str
    title: str
    plan: Evidence
    letter: Evidence | None = None


class PlanTerms(Record):
    """What the plan documents of a case say about its denial."""

    status: PlanStatus = "not_needed"
    quotes: tuple[PlanQuote, ...] = ()
    conflicts: tuple[PlanConflict, ...] = ()


def bare_line(text: str) -> str:
    """An item of a list on one line, without the joint to the next one."""
    return _JOINT.sub("", " ".join(text.split()))


def place_fact(source: str, title: str, place: Evidence) -> Fact:
    """Words of a plan as the viewer shows them: like a fact, with its place in its id."""
    fact_id = f"{source}:{place.page}:{place.start}:{place.end}"
    return Fact(fact_id=fact_id, field="plan_term", value=title, evidence=place, confidence=1.0)


def find_place(plans: tuple[PlanReading, ...], fact_id: str) -> Fact | None:
    """The words that `place_fact` gave this id, as they stand in a section of the case's plans."""
    source, *numbers = fact_id.rsplit(":", 3)
    if not source.startswith("plan:") or len(numbers) != 3 or not all(map(str.isdigit, numbers)):
        return None
    page, start, end = map(int, numbers)
    sections = (section for plan in plans for section in plan.sections if section.source == source)
    for section in sections:
        for place in (section.place, *(passage.place for passage in section.passages)):
            if place.page == page and place.start <= start < end <= place.end:
                quote = place.quote[start - place.start : end - place.start]
                cut = place.model_copy(update={"start": start, "end": end, "quote": quote})
                return place_fact(source, section.title, cut)
    return None
