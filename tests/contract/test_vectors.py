"""Incidents alike in meaning, where the optional package is installed; what needs no package is tested without it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

from denialops.errors import StoreUnavailable
from denialops.ports.recovery import RecoveryStore
from denialops.recovery.similar import merge
from denialops.recovery.vectors import (
    MODEL,
    PACKAGE,
    SIZE,
    Numbers,
    SentenceModel,
    VectorLikeness,
    find_likeness,
    model_folder,
    read_safetensors,
)

LABELLED = Path(__file__).parent.parent / "fixtures" / "similar_incidents.yaml"


class FirstLetters:
    """A model for which words that begin alike mean the same."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def vector(self, words: str) -> Numbers:
        self.asked.append(words)
        numbers = np.zeros(SIZE, np.float32)
        for word in words.split():
            numbers[ord(word[0]) % SIZE] += 1
        return numbers / max(float(np.linalg.norm(numbers)), 1e-12)


def index(recovery: RecoveryStore, **words: str) -> None:
    with recovery.transaction() as work:
        for incident_id, text in words.items():
            work.index_incident(incident_id, text)


def test_what_means_the_same_is_found_without_a_word_in_common(recovery: RecoveryStore) -> None:
    index(recovery, slow="timeout gateway", denied="precertification missing")
    likeness = VectorLikeness(recovery, FirstLetters())

    made = likeness.prepare()

    with recovery.snapshot() as reads:
        found = likeness.search(reads, "tardy guard", limit=5)
    assert made == 2
    assert found == {"slow": pytest.approx(1.0)}


def test_a_vector_is_made_once_and_again_for_other_words(recovery: RecoveryStore) -> None:
    index(recovery, one="timeout", two="denied")
    model = FirstLetters()
    likeness = VectorLikeness(recovery, model)

    counts = [likeness.prepare(), likeness.prepare()]
    index(recovery, one="credentials")
    counts.append(likeness.prepare())

    assert counts == [2, 0, 1]
    assert sorted(model.asked) == ["credentials", "denied", "timeout"]


def test_without_any_vector_nothing_is_found(recovery: RecoveryStore) -> None:
    with recovery.snapshot() as reads:
        assert VectorLikeness(recovery, FirstLetters()).search(reads, "timeout", limit=5) == {}


def test_both_searches_weigh_and_the_better_one_comes_first() -> None:
    merged = merge({"words": 1.0, "both": 0.5}, {"both": 0.8, "meaning": 0.9})

    assert [name for name, _ in merged] == ["both", "meaning", "words"]
    assert dict(merged)["both"] == pytest.approx(0.7 * 0.8 + 0.3 * 0.5)
    assert all(0 <= score <= 1 for _, score in merged)


def test_without_the_package_the_words_alone_decide() -> None:
    assert merge({"b": 0.5, "a": 0.5, "c": 0.9}, None) == [("c", 0.9), ("a", 0.5), ("b", 0.5)]


def test_numbers_are_read_from_the_file_format(tmp_path: Path) -> None:
    numbers = np.arange(6, dtype=np.float32).reshape(2, 3)
    places = np.zeros(2, np.int64)
    header = {
        "__metadata__": {"format": "pt"},
        "places": {"dtype": "I64", "shape": [2], "data_offsets": [0, 16]},
        "numbers": {"dtype": "F32", "shape": [2, 3], "data_offsets": [16, 40]},
    }
    text = json.dumps(header).encode().ljust(240)
    file = tmp_path / "model.safetensors"
    file.write_bytes(len(text).to_bytes(8, "little") + text + places.tobytes() + numbers.tobytes())

    found = read_safetensors(file)

    assert found.keys() == {"numbers"}
    assert np.array_equal(found["numbers"], numbers)


def test_a_file_without_numbers_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes((2).to_bytes(8, "little") + b"{}")

    with pytest.raises(StoreUnavailable):
        read_safetensors(file)


@pytest.fixture
def model() -> SentenceModel:
    folder = model_folder()
    if folder is None:
        pytest.skip(f"the optional package {PACKAGE.replace('_', '-')} is not installed")
    return SentenceModel(folder)


def test_the_model_puts_the_labelled_incidents_first(model: SentenceModel, recovery: RecoveryStore) -> None:
    labelled = yaml.safe_load(LABELLED.read_text("utf-8"))
    index(recovery, **labelled["past"])
    likeness = VectorLikeness(recovery, model)
    likeness.prepare()

    by_words, by_both = 0, 0
    with recovery.snapshot() as reads:
        for query in labelled["queries"]:
            words = dict(reads.search_incidents(query["words"], limit=20))
            both = merge(words, likeness.search(reads, query["words"], limit=20))
            by_words += bool(words) and max(words, key=lambda name: words[name]) == query["best"]
            by_both += both[0][0] == query["best"]

    assert by_both >= 19
    assert by_words <= 14


def test_the_model_knows_what_is_meant(model: SentenceModel) -> None:
    slow, alike, other = (
        model.vector(words) for words in ("the server is slow", "responses take long", "the fax number is wrong")
    )

    assert float(slow @ alike) > float(slow @ other)
    assert float(slow @ slow) == pytest.approx(1.0, abs=1e-5)


def test_the_package_is_found_where_it_is_installed(model: SentenceModel, recovery: RecoveryStore) -> None:
    index(recovery, slow="timeout gateway")
    likeness = find_likeness(recovery)

    assert likeness is not None
    likeness.prepare()
    with recovery.snapshot() as reads:
        assert reads.list_vectors(MODEL, limit=1).keys() == {"slow"}
