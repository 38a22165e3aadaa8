"""Answers scored against golds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import chain
from typing import NamedTuple

from denialops.evaluation.calibration import calibrate, shown
from denialops.evaluation.fields import SCORED, Answer, value_of
from denialops.evaluation.golden import GoldenFile
from denialops.evaluation.presence import LetterIndex
from denialops.evaluation.records import Difference, FieldScore, Report
from denialops.evaluation.robustness import judge_files
from denialops.evaluation.tally import FieldVerdict, Pair, invented_deadline, judge, made_up, obeyed


def evaluate(
    golds: Mapping[str, Answer],
    letters: Mapping[str, str],
    answers: Mapping[str, Answer],
    *,
    files: Sequence[GoldenFile] = (),
    only_answered: bool = False,
) -> Report:
    """Scores answers named after a gold, or `gold__variant`. A gold without an answer counts as all missed."""
    broken = {file.stem for file in files if not file.letter}
    headers = {file.stem: file.header_text for file in files}
    scored = {name: _record(answer) for name, answer in answers.items() if name not in broken}
    answered = {_base(name) for name in scored}
    missing = [name for name in golds if name not in answered]
    if not only_answered:
        scored |= {name: {} for name in missing}
    pairs = [
        Pair(name, golds[_base(name)], answer, LetterIndex(letters.get(_base(name), "") + "\n" + headers.get(name, "")))
        for name, answer in sorted(scored.items())
        if _base(name) in golds
    ]
    unmatched = tuple(sorted(name for name in scored if _base(name) not in golds))
    report = _report(pairs, Coverage(tuple(missing), unmatched))
    return report.model_copy(update={"files": judge_files(files, answers)})


class Coverage(NamedTuple):
    without_answer: tuple[str, ...]
    unmatched: tuple[str, ...]


def _report(pairs: list[Pair], coverage: Coverage) -> Report:
    verdicts = [[judge(pair, field) for field in SCORED] for pair in pairs]
    differences = tuple(chain.from_iterable(verdict.differences for row in verdicts for verdict in row))
    evidence = [pair for pair in pairs if pair.gold.get("plan_type_evidence")]
    quotes = [pair for pair in pairs if _gives_quote(pair)]
    return Report(
        documents=len(pairs),
        without_answer=coverage.without_answer,
        unmatched=coverage.unmatched,
        fields=_totals(verdicts),
        differences=differences,
        hallucinations=tuple(chain.from_iterable(map(made_up, pairs))),
        invented_deadlines=tuple(finding for pair in pairs if (finding := invented_deadline(pair))),
        security_hits=tuple(chain.from_iterable(map(obeyed, pairs))),
        evidence_copied=sum(_copies(pair, "plan_type_evidence") for pair in evidence),
        evidence_asked=len(evidence),
        quotes_copied=sum(_copies(pair, "denial_reason_quote") for pair in quotes),
        quotes_given=len(quotes),
        calibration=calibrate(chain.from_iterable(shown(p.gold, p.answer, _wrong(p, differences)) for p in pairs)),
    )


def _totals(verdicts: Iterable[list[FieldVerdict]]) -> tuple[FieldScore, ...]:
    empty = [FieldScore(field=field) for field in SCORED]
    rows = ([verdict.score for verdict in row] for row in verdicts)
    return tuple(reduce(lambda total, row: list(map(_sum, total, row)), rows, empty))


def _sum(left: FieldScore, right: FieldScore) -> FieldScore:
    counts = {name: getattr(left, name) + getattr(right, name) for name in FieldScore.model_fields if name != "field"}
    return FieldScore(field=left.field, **counts)


def _record(answer: Answer) -> Answer:
    """An answer, also where it stands under "fields"."""
    inner = answer.get("fields", answer)
    return inner if isinstance(inner, Mapping) else {}


def _base(name: str) -> str:
    return name.partition("__")[0]


def _gives_quote(pair: Pair) -> bool:
    field = "denial_reason_quote"
    return bool(value_of(pair.gold, field) and value_of(pair.answer, field))


def _copies(pair: Pair, field: str) -> bool:
    value = value_of(pair.answer, field)
    return bool(value) and pair.letter.holds(field, value)


def _wrong(pair: Pair, differences: tuple[Difference, ...]) -> frozenset[str]:
    """Fields of which something said is not so; leaving something out is no claim."""
    return frozenset(
        difference.field for difference in differences if difference.letter == pair.name and difference.kind != "missed"
    )
