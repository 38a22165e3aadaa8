"""Which documents go into the packet: of a plan document the quoted pages, unless somebody chose otherwise."""

from __future__ import annotations

from denialops.domain.cases import CaseFile
from denialops.domain.documents import EXCERPT, Document, ReadingWarning
from denialops.domain.plans import PlanReading


def packet_documents(case: CaseFile) -> tuple[Document, ...]:
    """The letter and the exhibits in order; a plan document that nothing quotes stays out of the packet."""
    plans = {plan.document_id: plan for plan in case.plans}
    if not plans:
        return case.documents
    return tuple(
        kept for document in case.documents if (kept := _in_packet(case, document, plans.get(document.document_id)))
    )


def quoted_pages(case: CaseFile, plan: PlanReading) -> tuple[int, ...]:
    """The pages that the letter quotes: those chosen for it, and those that its writers quoted since."""
    quotes = case.routing.plan.quotes if case.routing else ()
    chosen = {page for row in quotes if row.in_letter and _is_of(plan, row.source) for page in row.pages}
    return tuple(sorted(chosen | set(_pages_in_draft(case, plan))))


def _in_packet(case: CaseFile, document: Document, plan: PlanReading | None) -> Document | None:
    if plan is None or plan.use == "whole":
        return document
    pages = quoted_pages(case, plan) if plan.use == "excerpt" else ()
    if not pages:
        return None
    mark = ReadingWarning(code=EXCERPT, pages=pages)
    kept = tuple(page for page in document.pages if page.number in pages)
    return document.model_copy(update={"pages": kept, "warnings": (*document.warnings, mark)})


def _pages_in_draft(case: CaseFile, plan: PlanReading) -> list[int]:
    """Of each sentence that rests on a section of the plan, the pages whose words it has."""
    pages = []
    for sentence in (row for block in case.draft.blocks for row in block.sentences) if case.draft else ():
        sources = {source for source in sentence.rests_on if _is_of(plan, source)}
        said = _flat(sentence.text)
        for section in (section for section in plan.sections if section.source in sources):
            words = ((passage.place.page, _flat(passage.place.quote)) for passage in section.passages)
            pages += [page for page, quote in words if said in quote or quote in said]
    return pages


def _is_of(plan: PlanReading, source: str) -> bool:
    return source.startswith(f"plan:{plan.document_id}:")


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()
