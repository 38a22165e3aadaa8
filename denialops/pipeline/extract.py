"""The stage that runs every reader over the letter and puts together what they found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from denialops.domain.cases import CaseFile
from denialops.domain.documents import LetterText, ReadingWarning
from denialops.domain.facts import Fact, Facts
from denialops.domain.identifiers import identifiers_of
from denialops.domain.remittance.page import is_remittance
from denialops.errors import ModelError
from denialops.pipeline.finders.boundaries import letter_pages
from denialops.pipeline.merging import Merged
from denialops.pipeline.rule_reader import RuleFactReader
from denialops.ports import FactReader, IsCancelled, Observe, ReadingContext, never

MODEL_FAILED = "model_failed"
"""Warning of a letter that the model should have read too; `detail` is the code of the error."""


def extract_facts(
    case: CaseFile, readers: Sequence[FactReader], observe: Observe, is_cancelled: IsCancelled = never
) -> CaseFile:
    """The case with the facts of all readers, merged by precedence; a model that fails leaves what the rules read."""
    letter = LetterText.of(case.letter.document_id, letter_pages(case.letter))
    merged, warnings = Merged(), list(_warned(case, readers, letter))
    for fact in _of_letter_and_remittances(case, readers, letter):
        if merged.add(fact):
            observe("fact_found", {"fact": fact})
    for reader in readers:
        if reader.name == "model":
            known = case.model_copy(update={"facts": Facts(items=merged.facts())})
            context = ReadingContext(case.case_id, identifiers_of(known), observe, is_cancelled)
            warnings += _read_with_model(reader, letter, context, merged)
    return case.model_copy(update={"facts": Facts(items=merged.facts()), "warnings": tuple(warnings)})


def _of_letter_and_remittances(case: CaseFile, readers: Sequence[FactReader], letter: LetterText) -> Iterator[Fact]:
    rules = [reader for reader in readers if reader.name != "model"]
    yield from _read(letter, rules)
    yield from _of_remittances(case, rules)


def _read_with_model(
    reader: FactReader, letter: LetterText, context: ReadingContext, merged: Merged
) -> list[ReadingWarning]:
    """Adds what the model reads; gives the warning that says it could not, where it could not."""
    if not letter.text.strip():
        return []
    context.observe("model_asked", {"purpose": "read"})
    try:
        for fact in reader.read(letter, context):
            if merged.add(fact):
                context.observe("fact_found", {"fact": fact})
    except ModelError as error:
        context.observe("model_failed", {"purpose": "read", "code": error.code})
        return [ReadingWarning(code=MODEL_FAILED, detail=error.code)]
    context.observe("model_read", {"facts": sum(fact.found_by == "model" for fact in merged.facts())})
    return []


def _read(letter: LetterText, readers: Sequence[FactReader]) -> Iterator[Fact]:
    for reader in readers:
        yield from reader.read(letter)


def _of_remittances(case: CaseFile, readers: Sequence[FactReader]) -> Iterator[Fact]:
    """What remittances of the same claim add to the letter; where both speak, the letter's value stays."""
    for document in case.documents[1:]:
        if document.doc_type == "remittance" and is_remittance(document.letter.text):
            for fact in _read(document.letter, readers):
                yield fact.model_copy(update={"fact_id": f"{fact.fact_id}-{document.document_id[:8]}"})


def _warned(case: CaseFile, readers: Sequence[FactReader], letter: LetterText) -> tuple[ReadingWarning, ...]:
    kept = tuple(warning for warning in case.warnings if warning.code not in ("text_for_software", MODEL_FAILED))
    if any(isinstance(reader, RuleFactReader) and reader.speaks_to_software(letter) for reader in readers):
        return (
            *kept,
            ReadingWarning(code="text_for_software", detail="Sentences that instruct software were ignored."),
        )
    return kept
