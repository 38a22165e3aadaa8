"""Files that cannot be read as they are: an error, nothing, or a marked part is right; made-up facts are not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from denialops.evaluation.fields import Answer, value_of
from denialops.evaluation.golden import GoldenFile
from denialops.evaluation.records import FileOutcome

_MUST_BE_EMPTY = "patient_name member_id claim_numbers denial_reason_quote denial_date appeal_fax payer".split()


def judge_files(files: Sequence[GoldenFile], answers: Mapping[str, Answer]) -> tuple[FileOutcome, ...]:
    """One outcome for each broken file of a set."""
    return tuple(_judge(file, answers.get(file.stem)) for file in files if not file.letter)


def _judge(file: GoldenFile, answer: Answer | None) -> FileOutcome:
    if answer is None:
        return FileOutcome(file=file.file, handled=False, outcome="no result", expected=file.expected)
    handled = _is_refused(answer) or (_may_be_partial(file) and _is_marked(answer))
    return FileOutcome(
        file=file.file, handled=handled, outcome="ok" if handled else "facts from a broken file", expected=file.expected
    )


def _is_refused(answer: Answer) -> bool:
    if answer.get("error") or answer.get("errors"):
        return True
    return not any(value_of(answer, field) for field in _MUST_BE_EMPTY)


def _may_be_partial(file: GoldenFile) -> bool:
    return re.search(r"partial|marked|warn|flag|several|two letters", file.expected, re.IGNORECASE) is not None


def _is_marked(answer: Answer) -> bool:
    return bool(answer.get("warnings") or answer.get("flags")) or len(answer.get("documents") or ()) > 1
