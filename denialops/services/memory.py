"""The same pipeline without store or engine, for the command line, the evaluation and the tests."""

from __future__ import annotations

import json
from typing import Any

from denialops.domain.base import Record
from denialops.domain.cases import CaseFile
from denialops.domain.drafts import Draft
from denialops.domain.packets import describe_files
from denialops.ports import Observe, ignore
from denialops.services.base import Tools
from denialops.services.intake import as_document
from denialops.services.output import sheets_of
from denialops.services.records import Appeal, Upload
from denialops.tasks.attempt import attempt


class InMemory:
    """What needs no store; Services has it all as well."""

    def __init__(self, tools: Tools) -> None:
        self.pipeline, self.writers, self.clock = tools.pipeline, tools.writers, tools.clock

    def read_in_memory(self, upload: Upload, observe: Observe = ignore) -> CaseFile:
        """Ingest, extract and route. Raises what is wrong with the file."""
        case = self._new_case(upload)
        return self.pipeline.run(case, source=lambda _: upload.data, observe=observe, last="route")

    def record(self, upload: Upload) -> dict[str, Any]:
        """Facts and route in the shape of the evaluation sets, or `error` with what is wrong with the file."""
        from denialops.pipeline.record import to_record

        cases: list[CaseFile] = []
        error = attempt(lambda: cases.append(self.read_in_memory(upload)), stage="read")
        if error:
            return {"error": error.as_record()}
        return to_record(cases[0], self.pipeline.rulebook)

    def appeal_in_memory(self, upload: Upload) -> Appeal:
        """All stages and the files; for a non-denial facts, route and manifest only. Raises what is wrong."""
        case = self.pipeline.run(self._new_case(upload), source=lambda _: upload.data)
        files = {"facts.json": _as_json(case.facts), "route.json": _as_json(case.routing)}
        if case.draft is None:
            manifest = describe_files(case, None, None, files, created_at=self._now())
        else:
            sheets = sheets_of(case, lambda _: upload.data, self.writers(), None)
            written, parts = sheets.files()
            files |= {"draft.md": _as_markdown(case.draft), **written}
            manifest = describe_files(case, case.draft, sheets.frame, files, parts, created_at=self._now())
        return Appeal(case, files | {"manifest.json": _as_json(manifest)})

    def _new_case(self, upload: Upload) -> CaseFile:
        """Named by the file's own hash, so that the same letter always gives the same output."""
        letter = as_document(upload)
        kept = letter.model_copy(update={"document_id": letter.sha256[:32]})
        return CaseFile(case_id=letter.sha256[:32], today=self.clock.today(), documents=(kept,))

    def _now(self) -> str:
        return self.clock.now().isoformat(timespec="seconds")


def _as_json(record: Record | None) -> bytes:
    data = record.model_dump(mode="json") if record else None
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _as_markdown(draft: Draft) -> bytes:
    return f"# {draft.title}\n\n{draft.body.rstrip()}\n".encode()
