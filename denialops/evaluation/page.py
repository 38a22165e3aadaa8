"""The published accuracy page: every set of letters side by side, faults named, nothing rounded up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from denialops.evaluation.records import Report

Scored = tuple[str, str, Report]
"""A set's name, what it is in one sentence, and its report."""

_OPENING = """# Accuracy

Made by `python -m denialops evaluate {names} --page docs/accuracy.md`; every letter is synthetic and stands in this
repository beside its answer. F1 is the harmonic mean of precision and recall of one field over all letters of a set;
the macro F1 is the plain mean over the fields. "Sure" is what the app shows as sure (confidence 0.9 or more)."""


def render_page(scored: Sequence[Scored]) -> str:
    """Markdown: what the sets are, the summary, then every field."""
    names = " ".join(f"tests/golden/{name}" for name, _, _ in scored)
    parts = [
        _OPENING.format(names=names),
        "\n".join(f"- **{name}** ({report.documents} letters): {about}" for name, about, report in scored),
        "## Summary\n\n" + "\n".join(_table(scored, _summary_rows(scored))),
        "## F1 by field\n\n" + "\n".join(_table(scored, _field_rows(scored))),
    ]
    return "\n\n".join(parts) + "\n"


def _table(scored: Sequence[Scored], rows: Iterator[list[str]]) -> Iterator[str]:
    yield "| | " + " | ".join(name for name, _, _ in scored) + " |"
    yield "|---|" + "---:|" * len(scored)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _summary_rows(scored: Sequence[Scored]) -> Iterator[list[str]]:
    reports = [report for _, _, report in scored]
    yield ["Macro F1", *(_percent(report.macro_f1) for report in reports)]
    for label, field in (
        ("Category, alternatives accepted", "denial_category"),
        ("Plan type", "plan_type"),
        ("Route", "recommended_route"),
        ("Deadline exact", "computed_deadline"),
    ):
        yield [label, *(_percent(report.field(field).accuracy) for report in reports)]
    sure = [report.calibration for report in reports]
    yield ["Shown as sure and right", *(_percent(c.share_of_sure_right if c else None) for c in sure)]
    yield ["Present and shown as sure", *(_percent(c.share_of_present_sure if c else None) for c in sure)]
    yield ["Values that are not in the letter", *(str(len(report.hallucinations)) for report in reports)]
    yield ["Invented deadlines", *(str(len(report.invented_deadlines)) for report in reports)]
    yield ["Instructions in a letter that were obeyed", *(str(len(report.security_hits)) for report in reports)]


def _field_rows(scored: Sequence[Scored]) -> Iterator[list[str]]:
    for position, score in enumerate(scored[0][2].fields):
        yield [score.field, *(_percent(report.fields[position].f1) for _, _, report in scored)]


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"
