"""The one place that knows the order of the stages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from denialops.domain.cases import STAGE_NAMES, CaseFile, StageName
from denialops.domain.rulebook import Rulebook
from denialops.errors import Cancelled
from denialops.pipeline.draft import write_draft
from denialops.pipeline.extract import extract_facts
from denialops.pipeline.ground import ground_draft
from denialops.pipeline.ingest import SourceOf, read_letter
from denialops.pipeline.route import decide_route
from denialops.pipeline.templates import Templates
from denialops.ports import DocumentReader, FactReader, IsCancelled, Observe, ignore, never


class Pipeline:
    """Named stages; each takes a case and returns a richer one."""

    def __init__(
        self, *, reader: DocumentReader, fact_readers: Sequence[FactReader], rulebook: Rulebook, templates: Templates
    ) -> None:
        self.reader = reader
        self.fact_readers = tuple(fact_readers)
        self.rulebook = rulebook
        self.templates = templates

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
        steps = {
            "ingest": partial(
                read_letter, source=source, reader=self.reader, observe=observe, is_cancelled=is_cancelled
            ),
            "extract": partial(extract_facts, readers=self.fact_readers, observe=observe),
            "route": partial(decide_route, rulebook=self.rulebook),
            "draft": partial(write_draft, rulebook=self.rulebook, templates=self.templates),
            "ground": ground_draft,
        }
        return steps[name](case)
