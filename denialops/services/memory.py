"""The same pipeline without store or engine, for the command line, the evaluation and the tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from denialops.attempt import attempt
from denialops.domain.base import Record
from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document, ReadingWarning
from denialops.domain.drafts import Draft
from denialops.domain.packets import describe_files
from denialops.errors import ModelError
from denialops.pipeline.extract import MODEL_FAILED
from denialops.pipeline.ingest import SourceOf
from denialops.ports import Observe, ignore
from denialops.services.base import Tools
from denialops.services.intake import as_document
from denialops.services.output import sheets_of
from denialops.services.records import Appeal, Upload


class InMemory:
    """What needs no store; Services has it all as well."""

    def __init__(self, tools: Tools) -> None:
        self.pipeline, self.writers, self.clock = tools.pipeline, tools.writers, tools.clock
        self.assistant = tools.assistant

    def read_in_memory(self, upload: Upload, observe: Observe = ignore, *, plans: Sequence[Upload] = ()) -> CaseFile:
        """Ingest, extract and route, with the plan documents given. Raises what is wrong with the letter."""
        case, source = self._new_case(upload, plans)
        return self.pipeline.run(case, source=source, observe=observe, last="route")

    def record(self, upload: Upload, *, plans: Sequence[Upload] = ()) -> dict[str, Any]:
        """Facts and route in the shape of the evaluation sets, with `advice` on what else the letter says and lacks.

        `error` alone with what is wrong with the file.
        """
        from denialops.pipeline.advice import to_advice
        from denialops.pipeline.record import to_record

        cases: list[CaseFile] = []
        error = attempt(lambda: cases.append(self.read_in_memory(upload, plans=plans)), stage="read")
        if error:
            return {"error": error.as_record()}
        record, routing = to_record(cases[0], self.pipeline.rulebook), cases[0].routing
        record["advice"] = to_advice(cases[0], record)
        return record | {"plan_terms": routing.plan.model_dump(mode="json")} if plans and routing else record

    def appeal_in_memory(self, upload: Upload, *, plans: Sequence[Upload] = ()) -> Appeal:
        """All stages and the files; for a non-denial facts, route and manifest only. Raises what is wrong."""
        opened, source = self._new_case(upload, plans)
        case = self._written(self.pipeline.run(opened, source=source), source)
        files = {"facts.json": _as_json(case.facts), "route.json": _as_json(case.routing)}
        if case.draft is None:
            manifest = describe_files(case, None, None, files, created_at=self._now())
        else:
            sheets = sheets_of(case, source, self.writers(), None)
            written, parts = sheets.files()
            files |= {"draft.md": _as_markdown(case.draft), **written}
            manifest = describe_files(case, case.draft, sheets.frame, files, parts, created_at=self._now())
        return Appeal(case, files | {"manifest.json": _as_json(manifest)})

    def _written(self, case: CaseFile, source: SourceOf) -> CaseFile:
        """With the model's letter where a model is chosen and gives one; else the rules', with the reason."""
        if self.assistant is None or case.draft is None:
            return case
        writer = self.assistant.writer
        try:
            draft = writer.draft_of(case, tuple(writer.stream(case)))
        except ModelError as error:
            warning = ReadingWarning(code=MODEL_FAILED, detail=error.code)
            return case.model_copy(update={"warnings": (*case.warnings, warning)})
        return self.pipeline.stage("ground", case.model_copy(update={"draft": draft}), source=source)

    def _new_case(self, upload: Upload, plans: Sequence[Upload]) -> tuple[CaseFile, SourceOf]:
        """Named by the file's own hash, so that the same letter always gives the same output."""
        letter, *others = (_named_by_hash(file) for file in (upload, *plans))
        documents = (letter, *(plan.model_copy(update={"doc_type": "eoc"}) for plan in others))
        data = {document.document_id: file.data for document, file in zip(documents, (upload, *plans), strict=True)}
        case = CaseFile(case_id=letter.document_id, today=self.clock.today(), documents=documents)
        return case, lambda document: data[document.document_id]

    def _now(self) -> str:
        return self.clock.now().isoformat(timespec="seconds")


def _named_by_hash(upload: Upload) -> Document:
    document = as_document(upload)
    return document.model_copy(update={"document_id": document.sha256[:32]})


def _as_json(record: Record | None) -> bytes:
    data = record.model_dump(mode="json") if record else None
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _as_markdown(draft: Draft) -> bytes:
    return f"# {draft.title}\n\n{draft.body.rstrip()}\n".encode()
