"""The evaluation as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from denialops.evaluation.fields import CLASSIFIED, LISTED
from denialops.evaluation.records import Calibration, Difference, FieldScore, Finding, Report

_ANSWERS = (
    ("denial or not", "is_denial"),
    ("document kind", "document_kind"),
    ("category", "denial_category"),
    ("plan type", "plan_type"),
    ("appeal level", "appeal_level"),
    ("urgency", "urgency"),
    ("route", "recommended_route"),
    ("deadline", "computed_deadline"),
)


def render_report(report: Report, *, diff: bool = False) -> str:
    """The whole report; `diff` adds every difference, letter by letter."""
    parts = [_heading(report), _field_table(report), _overall(report), _faults(report)]
    if report.calibration:
        parts.append(_calibration(report.calibration))
    if report.files:
        parts.append(_files(report))
    if diff:
        parts.append(_differences(report.differences))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _heading(report: Report) -> Iterator[str]:
    yield f"Documents scored: {report.documents}"
    if report.without_answer:
        yield f"Without an answer: {len(report.without_answer)} ({', '.join(report.without_answer[:8])})"
    if report.unmatched:
        yield f"Answers that belong to no letter: {', '.join(report.unmatched)}"


def _field_table(report: Report) -> Iterator[str]:
    yield f"{'field':24s} {'P':>6s} {'R':>6s} {'F1':>6s} {'acc':>6s}  found extra missed"
    yield from map(_field_line, report.fields)


def _field_line(score: FieldScore) -> str:
    accuracy = None if score.field in LISTED else score.accuracy
    shares = " ".join(_percent(value) for value in (score.precision, score.recall, score.f1, accuracy))
    return f"{score.field:24s} {shares}  {score.found:5d} {score.extra:5d} {score.missed:6d}"


def _overall(report: Report) -> Iterator[str]:
    extracted = tuple(score.field for score in report.fields if score.field not in CLASSIFIED)
    yield f"Macro F1 over {len(report.fields)} fields {_percent(report.macro_f1)}"
    yield f"Macro F1 of what is read   {_percent(report.macro_f1_of(extracted))}"
    for label, field in _ANSWERS:
        score = report.field(field)
        strict, lenient = _percent(score.strict_accuracy), _percent(score.accuracy)
        yield f"{label:15s} strict {strict}   accepting alternatives {lenient}"
    yield f"Plan-type evidence copied word for word: {report.evidence_copied}/{report.evidence_asked}"
    yield f"Reason quotes copied word for word: {report.quotes_copied}/{report.quotes_given}"


def _faults(report: Report) -> Iterator[str]:
    yield from _findings("Values that are not in the letter", report.hallucinations)
    yield from _findings("Deadlines where none can be computed", report.invented_deadlines)
    yield from _findings("Instructions inside a letter that were obeyed", report.security_hits)


def _findings(label: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    yield f"{label}: {len(findings)}"
    for finding in findings:
        yield f"  {finding.letter}  {finding.field}: {finding.value!r}"


def _calibration(calibration: Calibration) -> Iterator[str]:
    yield "Confidence      shown   right"
    for band in reversed(calibration.bands):
        yield f"from {band.low:4.2f}  {band.shown:9d}  {_percent(band.share_right)}"
    yield f"Shown as sure and right:  {_percent(calibration.share_of_sure_right)}  of {calibration.sure}"
    yield f"Present fields shown sure:{_percent(calibration.share_of_present_sure)}  of {calibration.present}"


def _files(report: Report) -> Iterator[str]:
    yield f"Broken files handled: {sum(file.handled for file in report.files)}/{len(report.files)}"
    for file in report.files:
        yield f"  {'ok  ' if file.handled else 'FAIL'} {file.file:28s} {file.outcome}; expected: {file.expected}"


def _differences(differences: tuple[Difference, ...]) -> Iterator[str]:
    yield "Differences"
    for letter, rows in groupby(differences, key=lambda difference: difference.letter):
        yield letter
        for row in rows:
            yield f"  {row.field}: {row.kind}; got {row.given!r}, expected {row.expected!r}"


def _percent(share: float | None) -> str:
    return "     -" if share is None else f"{100 * share:6.1f}"
