"""What an evaluation says."""

from __future__ import annotations

from denialops.domain.base import Record


class FieldScore(Record):
    """One field over all letters. `right` of `asked` accepts listed alternatives, `exact` does not.

    A list field has no such accuracy: its values are counted one by one.
    """

    field: str
    found: int = 0
    extra: int = 0
    missed: int = 0
    right: int = 0
    exact: int = 0
    asked: int = 0

    @property
    def precision(self) -> float | None:
        return _share(self.found, self.found + self.extra)

    @property
    def recall(self) -> float | None:
        return _share(self.found, self.found + self.missed)

    @property
    def f1(self) -> float | None:
        """None for a field that no letter has and no answer gave."""
        return _share(2 * self.found, 2 * self.found + self.extra + self.missed)

    @property
    def accuracy(self) -> float:
        return _share(self.right, self.asked) or 0.0

    @property
    def strict_accuracy(self) -> float:
        return _share(self.exact, self.asked) or 0.0


class Difference(Record):
    """One place where an answer and the gold disagree; `kind` is extra, missed, wrong or should be empty."""

    letter: str
    field: str
    kind: str
    given: str | None = None
    expected: str | None = None


class Finding(Record):
    """A value that should not be there at all."""

    letter: str
    field: str
    value: str


class FileOutcome(Record):
    """What became of a file that cannot be read as it is."""

    file: str
    handled: bool
    outcome: str
    expected: str


class ConfidenceBand(Record):
    """Values shown with a confidence of at least `low` and below the next band's, and how many are right."""

    low: float
    shown: int = 0
    right: int = 0

    @property
    def share_right(self) -> float | None:
        return _share(self.right, self.shown)


class Calibration(Record):
    """Confidence against truth; sure means at least 0.9."""

    bands: tuple[ConfidenceBand, ...]
    sure: int
    sure_and_right: int
    present: int
    present_and_sure: int

    @property
    def share_of_sure_right(self) -> float | None:
        return _share(self.sure_and_right, self.sure)

    @property
    def share_of_present_sure(self) -> float | None:
        return _share(self.present_and_sure, self.present)


class Report(Record):
    """Every number of one evaluation."""

    documents: int
    without_answer: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    fields: tuple[FieldScore, ...] = ()
    differences: tuple[Difference, ...] = ()
    hallucinations: tuple[Finding, ...] = ()
    invented_deadlines: tuple[Finding, ...] = ()
    security_hits: tuple[Finding, ...] = ()
    evidence_copied: int = 0
    evidence_asked: int = 0
    quotes_copied: int = 0
    quotes_given: int = 0
    calibration: Calibration | None = None
    files: tuple[FileOutcome, ...] = ()

    def field(self, name: str) -> FieldScore:
        return next(score for score in self.fields if score.field == name)

    @property
    def macro_f1(self) -> float:
        return self.macro_f1_of(tuple(score.field for score in self.fields))

    def macro_f1_of(self, names: tuple[str, ...]) -> float:
        """The mean F1 of the fields that have one."""
        values = [f1 for score in self.fields if score.field in names and (f1 := score.f1) is not None]
        return sum(values) / len(values) if values else 0.0


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
