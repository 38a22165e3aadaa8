"""Reads the plan documents of a case that nobody has read yet, scans included, into sections and terms."""

from __future__ import annotations

from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document
from denialops.domain.plans import PLAN_TYPES, PlanReading
from denialops.domain.rulebook.plan_sections import PlanSectionRules
from denialops.errors import Cancelled, InputError
from denialops.pipeline.ingest import SourceOf
from denialops.pipeline.plans.sections import find_sections
from denialops.pipeline.plans.terms import find_appeal_terms, find_waivers
from denialops.ports import DocumentReader, IsCancelled, Observe, PageProgress, WordsOf


def unread_plans(case: CaseFile) -> tuple[Document, ...]:
    """Plan documents among the exhibits that have no reading."""
    known = {plan.document_id for plan in case.plans if plan.is_read or plan.problem}
    return tuple(row for row in case.documents[1:] if row.doc_type in PLAN_TYPES and row.document_id not in known)


def read_plans(
    case: CaseFile,
    rules: PlanSectionRules,
    source: SourceOf,
    reader: DocumentReader,
    words_of: WordsOf,
    observe: Observe,
    is_cancelled: IsCancelled,
) -> CaseFile:
    """The case with every plan document read; one that cannot be read says why and stops nothing else."""
    documents = {document.document_id: document for document in case.documents}
    readings = {plan.document_id: plan for plan in case.plans}
    for unread in unread_plans(case):
        reading = readings.get(unread.document_id) or PlanReading(document_id=unread.document_id)
        try:
            read = _read(unread, source, reader, observe, is_cancelled)
            shaped = _with_words(read, source(unread), words_of, is_cancelled)
        except InputError as error:
            readings[unread.document_id] = reading.model_copy(update={"problem": error.hint_text})
            continue
        documents[unread.document_id] = read
        readings[unread.document_id] = reading_of(shaped, rules).model_copy(update={"use": reading.use})
    return case.model_copy(update={"documents": tuple(documents.values()), "plans": tuple(readings.values())})


def reading_of(document: Document, rules: PlanSectionRules) -> PlanReading:
    """The sections and terms of a plan document whose pages are there, with or without the boxes of their words."""
    sections = find_sections(document, rules)
    return PlanReading(
        document_id=document.document_id,
        is_read=True,
        sections=sections,
        appeal_terms=find_appeal_terms(sections, rules),
        waivers=find_waivers(sections, rules),
    )


def _read(
    document: Document, source: SourceOf, reader: DocumentReader, observe: Observe, is_cancelled: IsCancelled
) -> Document:
    """Read again from the original only where a page has no text yet."""
    if document.pages and all(page.text.strip() for page in document.pages):
        return document

    def on_page(progress: PageProgress) -> None:
        ids = {"document_id": document.document_id, "page": progress.number, "of": progress.of}
        observe("plan_page_read", ids)

    read = reader.read(
        source(document),
        filename=document.filename,
        document_id=document.document_id,
        on_page=on_page,
        is_cancelled=is_cancelled,
    )
    return read.model_copy(update={"doc_type": document.doc_type, "title": document.title})


def _with_words(document: Document, data: bytes, words_of: WordsOf, is_cancelled: IsCancelled) -> Document:
    """Reading leaves the boxes of a text layer out for speed; they are needed once, and not kept."""
    pages = []
    for page in document.pages:
        if is_cancelled():
            raise Cancelled()
        pages.append(page.model_copy(update={"words": page.words or words_of(data, document.media_type, page)}))
    return document.model_copy(update={"pages": tuple(pages)})
