"""Trains data/likeness/letters.npz on the letters under tests/golden: `python -m tools.train_likeness [SET …]`.

Softmax regression over terms with a quadratic penalty, each answer weighed alike however rare it is; the same letters
always give the same file. With `--without SET` a set is left out, to measure on it.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml

from denialops.pipeline.likeness import terms_of

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
TARGET = ROOT / "data" / "likeness" / "letters.npz"
QUESTIONS = ("is_denial", "document_kind", "plan_type", "denial_category", "appeal_level", "urgency")
HELD_OUT = "set_f"
"""The set that measures is never learnt from."""

FEWEST_LETTERS = 2
PENALTY, STEP, ROUNDS = 0.05, 0.1, 300


class Example(NamedTuple):
    text: str
    answers: dict[str, str]


def main() -> None:
    options = _options()
    examples = [*_letters(options.without), *_decisions()]
    terms, rarity, matrix = _matrix([example.text for example in examples])
    arrays: dict[str, Any] = {"terms": _packed(terms), "rarity": rarity, "questions": _packed(QUESTIONS)}
    for question in QUESTIONS:
        told = [number for number, example in enumerate(examples) if question in example.answers]
        answers, weights, bias = _fit(matrix[told], [examples[number].answers[question] for number in told])
        arrays |= {f"{question}.answers": _packed(answers), f"{question}.weights": weights, f"{question}.bias": bias}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.out, **arrays)
    print(f"{len(examples)} letters, {len(terms)} terms, {options.out.stat().st_size // 1024} KiB")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", action="append", default=[HELD_OUT], metavar="SET")
    parser.add_argument("--out", type=Path, default=TARGET)
    return parser.parse_args()


def _letters(without: Sequence[str]) -> Iterator[Example]:
    for folder in sorted(GOLDEN.glob("set_*")):
        for path in sorted(folder.glob("letters/*.txt")) if folder.name not in without else ():
            gold = json.loads((folder / "gold" / f"{path.stem}.json").read_text("utf-8"))
            yield Example(path.read_text("utf-8"), {name: _word(gold.get(name)) for name in QUESTIONS})


def _decisions() -> Iterator[Example]:
    """Short letters of which only the decisions are known."""
    for path in sorted((GOLDEN / "decisions").glob("*.yaml")):
        for row in yaml.safe_load(path.read_text("utf-8")):
            yield Example(row["text"], {name: _word(row[name]) for name in QUESTIONS if name in row})


def _word(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _matrix(texts: Sequence[str]) -> tuple[list[str], Any, Any]:
    counted = [Counter(terms_of(text)) for text in texts]
    letters = Counter(term for counts in counted for term in counts)
    terms = sorted(term for term, count in letters.items() if count >= FEWEST_LETTERS)
    places = {term: place for place, term in enumerate(terms)}
    rarity = np.array([math.log((1 + len(texts)) / (1 + letters[term])) + 1 for term in terms], dtype=np.float32)
    matrix = np.zeros((len(texts), len(terms)), dtype=np.float32)
    for row, counts in enumerate(counted):
        for term, count in counts.items():
            if term in places:
                matrix[row, places[term]] = (1 + math.log(count)) * rarity[places[term]]
    return terms, rarity, matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)


def _fit(matrix: Any, labels: Sequence[str]) -> tuple[list[str], Any, Any]:
    """Adam over all letters at once; the mean loss of every answer counts alike."""
    answers = sorted(set(labels))
    wanted = np.zeros((len(labels), len(answers)), dtype=np.float32)
    wanted[np.arange(len(labels)), [answers.index(label) for label in labels]] = 1.0
    balance = (len(labels) / len(answers) / wanted.sum(axis=0))[wanted.argmax(axis=1)][:, None]
    weights = np.zeros((matrix.shape[1], len(answers)), dtype=np.float32)
    bias = np.zeros(len(answers), dtype=np.float32)
    state = [np.zeros_like(weights), np.zeros_like(weights), np.zeros_like(bias), np.zeros_like(bias)]
    for number in range(1, ROUNDS + 1):
        error = (_softmax(matrix @ weights + bias) - wanted) * balance
        slopes = (matrix.T @ error + PENALTY * weights, error.sum(axis=0))
        for value, slope, at in ((weights, slopes[0], 0), (bias, slopes[1], 2)):
            _step(value, slope, state, at, number)
    return answers, weights.astype(np.float16), bias


def _step(value: Any, slope: Any, state: list[Any], at: int, number: int) -> None:
    state[at] = 0.9 * state[at] + 0.1 * slope
    state[at + 1] = 0.999 * state[at + 1] + 0.001 * slope**2
    mean, spread = state[at] / (1 - 0.9**number), state[at + 1] / (1 - 0.999**number)
    value -= STEP * mean / (np.sqrt(spread) + 1e-8)


def _softmax(scores: Any) -> Any:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def _packed(words: Sequence[str]) -> Any:
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


if __name__ == "__main__":
    main()
