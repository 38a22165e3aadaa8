"""Pieces of text with places to lines of text: rows kept together, cells two spaces apart, columns of prose apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

Rect = tuple[float, float, float, float]

_ROW_TOLERANCE = 0.5
_CELL_GAP = 0.9
_COLUMN_ROWS = 6
_COLUMN_CHARACTERS = 28
_COLUMN_SHARE = 0.7


class PlacedWord(NamedTuple):
    """One word and its box, in any unit, y downwards."""

    text: str
    box: Rect
    confidence: float


class Piece(NamedTuple):
    """Words that belong together on one line; `level` is the height of their middle once the page is straight."""

    words: tuple[PlacedWord, ...]
    x0: float
    x1: float
    level: float
    height: float

    @property
    def length(self) -> int:
        return sum(len(word.text) + 1 for word in self.words)


Row = list[Piece]
WordAt = tuple[int, int, PlacedWord]


def arranged(pieces: Iterable[Piece]) -> tuple[str, list[WordAt]]:
    """The text of the page, and for each word where it stands in that text."""
    text: list[str] = []
    words: list[WordAt] = []
    position = 0
    for row in _in_reading_order(_rows(pieces)):
        if text:
            text.append("\n")
            position += 1
        for before, piece in zip([None, *row], row, strict=False):
            gap = _gap(before, piece) if before else ""
            text.append(gap)
            position += len(gap)
            position = _put(piece, position, text, words)
    return "".join(text), words


def _rows(pieces: Iterable[Piece]) -> list[Row]:
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: piece.level):
        row = _row_for(piece, rows[-4:])
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    for row in rows:
        row.sort(key=lambda piece: piece.x0)
    return rows


def _row_for(piece: Piece, rows: Sequence[Row]) -> Row | None:
    """The row whose nearest neighbour stands level with the piece and beside it, not above."""
    best, best_distance = None, _ROW_TOLERANCE
    for row in rows:
        neighbour = min(row, key=lambda other: _apart(other, piece))
        distance = abs(neighbour.level - piece.level) / max(min(neighbour.height, piece.height), 1e-9)
        if distance < best_distance and not any(_overlap(other, piece) > 0.4 for other in row):
            best, best_distance = row, distance
    return best


def _in_reading_order(rows: list[Row]) -> Iterable[Row]:
    """Rows top to bottom, except where long runs of them are two columns of prose: the left one first."""
    start = 0
    while start < len(rows):
        end, gutter = _column_run(rows, start)
        if end - start < _COLUMN_ROWS:
            yield rows[start]
            start += 1
            continue
        for is_right in (False, True):
            for row in rows[start:end]:
                side = [piece for piece in row if (piece.x0 > gutter) == is_right]
                if side:
                    yield side
        start = end


def _column_run(rows: list[Row], start: int) -> tuple[int, float]:
    """How far from `start` rows are split at one place into two sides of prose, and the place."""
    gutter = _gutter(rows[start])
    if gutter is None:
        return start, 0.0
    end, both, left, right = start, 0, 0, 0
    while end < len(rows) and all(piece.x1 < gutter or piece.x0 > gutter for piece in rows[end]):
        lengths = [sum(p.length for p in rows[end] if (p.x0 > gutter) == is_right) for is_right in (False, True)]
        both += all(lengths)
        left, right = left + lengths[0], right + lengths[1]
        end += 1
    enough = _COLUMN_CHARACTERS * max(both, 1)
    is_prose = both >= _COLUMN_SHARE * (end - start) and left >= enough and right >= enough
    return (end if is_prose else start), gutter


def _gutter(row: Row) -> float | None:
    for before, after in pairwise(row):
        if _gap(before, after) == "  " and before.length >= _COLUMN_CHARACTERS <= after.length:
            return (before.x1 + after.x0) / 2
    return None


def _gap(before: Piece, after: Piece) -> str:
    return "  " if after.x0 - before.x1 > _CELL_GAP * min(before.height, after.height) else " "


def _put(piece: Piece, position: int, text: list[str], words: list[WordAt]) -> int:
    for index, word in enumerate(piece.words):
        if index:
            text.append(" ")
            position += 1
        words.append((position, position + len(word.text), word))
        text.append(word.text)
        position += len(word.text)
    return position


def _apart(one: Piece, other: Piece) -> float:
    return max(one.x0, other.x0) - min(one.x1, other.x1)


def _overlap(one: Piece, other: Piece) -> float:
    """Share of the narrower piece that lies over or under the other."""
    return -_apart(one, other) / max(min(one.x1 - one.x0, other.x1 - other.x0), 1e-9)
