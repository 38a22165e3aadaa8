"""The one place that knows the order of the stages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from denialops.domain.cases import STAGE_NAMES, CaseFile, StageName
from denialops.domain.rulebook import Rulebook
from denialops.errors import Cancelled
from denialops.pipeline.extract import extract_facts
from denialops.pipeline.ingest import SourceOf, of_first_letter, read_letter
from denialops.pipeline.route import decide_route
from denialops.ports import DocumentReader, FactReader, IsCancelled, Observe, WordsOf, ignore, never, no_words

if TYPE_CHECKING:
    from denialops.pipeline.templates import Templates


class Pipeline:
    """Named stages; each takes a case and returns a richer one.

    Templates are loaded with the first draft: `read` writes none, and they take longer to load than a letter to read.
    """

    def __init__(
        self,
        *,
        reader: DocumentReader,
        fact_readers: Sequence[FactReader],
        rulebook: Rulebook,
        load_templates: Callable[[], Templates],
        words_of: WordsOf = no_words,
    ) -> None:
        self.reader = reader
        self.fact_readers = tuple(fact_readers)
        self.rulebook = rulebook
        self._load_templates = load_templates
        self._words_of = words_of

    @cached_property
    def templates(self) -> Templates:
        return self._load_templates()

    def run(
        self,
        case: CaseFile,
        *,
        source: SourceOf,
        observe: Observe = ignore,
        is_cancelled: IsCancelled = never,
        first: StageName = "ingest",
        last: StageName = "ground",
    ) -> CaseFile:
        """The case after all stages from `first` to `last`."""
        for name in STAGE_NAMES[STAGE_NAMES.index(first) : STAGE_NAMES.index(last) + 1]:
            case = self.stage(name, case, source=source, observe=observe, is_cancelled=is_cancelled)
        return case

    def stage(
        self,
        name: StageName,
        case: CaseFile,
        *,
        source: SourceOf,
        observe: Observe = ignore,
        is_cancelled: IsCancelled = never,
    ) -> CaseFile:
        """The case after one stage. Raises Cancelled when somebody stopped the work before it."""
        if is_cancelled():
            raise Cancelled()
        steps: dict[StageName, Callable[[CaseFile], CaseFile]] = {
            "ingest": partial(
                read_letter, source=source, reader=self.reader, observe=observe, is_cancelled=is_cancelled
            ),
            "extract": partial(self._extract, source=source, observe=observe, is_cancelled=is_cancelled),
            "route": partial(decide_route, rulebook=self.rulebook),
            "draft": self._draft,
            "ground": _ground,
        }
        return steps[name](case)

    def _extract(self, case: CaseFile, source: SourceOf, observe: Observe, is_cancelled: IsCancelled) -> CaseFile:
        """Facts come from the first letter of the file; its other pages stay with the case. Plans are read here too."""
        found = extract_facts(of_first_letter(case), self.fact_readers, observe, is_cancelled)
        read = found.model_copy(update={"documents": case.documents})
        return self._read_plans(read, source, observe, is_cancelled) if len(case.documents) > 1 else read

    def _read_plans(self, case: CaseFile, source: SourceOf, observe: Observe, is_cancelled: IsCancelled) -> CaseFile:
        from denialops.pipeline.plans.reading import read_plans

        rules = self.rulebook.plan_sections
        return read_plans(case, rules, source, self.reader, self._words_of, observe, is_cancelled)

    def _draft(self, case: CaseFile) -> CaseFile:
        from denialops.pipeline.draft import write_draft

        return write_draft(case, self.rulebook, self.templates)


def _ground(case: CaseFile) -> CaseFile:
    from denialops.pipeline.ground import ground_draft

    return ground_draft(case)
