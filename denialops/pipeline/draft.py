"""Writes the document that the route asks for."""

from __future__ import annotations

import re

from denialops.domain.cases import CaseFile
from denialops.domain.draft_text import find_blanks, print_body
from denialops.domain.drafts import Draft, DraftKind
from denialops.domain.rulebook import Rulebook
from denialops.pipeline.material import Material
from denialops.pipeline.provenance import traced_blocks
from denialops.pipeline.templates import Templates

_SAYS_FAST = re.compile("expedited|fast-track", re.IGNORECASE)


def write_draft(case: CaseFile, rulebook: Rulebook, templates: Templates) -> CaseFile:
    """The case with a new draft after its earlier versions; without one where nothing should leave the house."""
    routing = case.routing
    if routing is None or routing.route.route not in templates.words.routes:
        return case.model_copy(update={"draft": None})
    material = Material(case, routing, rulebook, templates.words)
    blocks = traced_blocks(templates.render(material.route_words.template, {"case": material}))
    body = print_body(blocks)
    version = case.draft.version + 1 if case.draft else 1
    draft = Draft(
        draft_id=f"{case.case_id}.{version}",
        case_id=case.case_id,
        kind=kind_of(material),
        version=version,
        based_on=version - 1,
        title=title_of(material),
        body=body,
        blocks=blocks,
        blanks=find_blanks(body),
        regime=material.regime,
        allowed_law=material.allowed_law,
    )
    return case.model_copy(update={"draft": draft})


def kind_of(material: Material) -> DraftKind:
    kind = material.route_words.kind
    return "timely_filing_dispute" if kind == "provider_dispute" and material.category == "timely_filing" else kind


def title_of(material: Material) -> str:
    """The document and its step, without the patient: titles stand in lists."""
    words = material.level_words
    title = words.title if material.is_appeal and words else material.route_words.title
    if kind_of(material) == "timely_filing_dispute":
        title = "Timely-filing dispute"
    if material.is_urgent and material.is_appeal and not _SAYS_FAST.search(title):
        title = f"Expedited {title[:1].lower()}{title[1:]}"
    return title
