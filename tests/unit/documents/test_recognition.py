"""From the model's answer to words: alphabet, hidden spaces, places."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from denialops.documents.recognition import Line, LineWord, Recogniser, without_stray_accents

LETTERS = ["blank", *"abceijnosx0123456789.:é中", " "]
CUT = np.full((48, 480), 255, np.uint8)


def recogniser(*steps: dict[str, float]) -> Recogniser:
    """One whose model sees the given probabilities, step by step."""
    answer = np.zeros((1, len(steps), len(LETTERS)), np.float32)
    for step, seen in enumerate(steps):
        for letter, probability in seen.items():
            answer[0, step, LETTERS.index(letter)] = probability
    known = {letter: index for index, letter in enumerate(LETTERS)}
    return Recogniser(SimpleNamespace(session=lambda strip: answer, postprocess_op=SimpleNamespace(dict=known)))


def spelled(text: str, *, space: float = 0.0) -> list[dict[str, float]]:
    """Each letter, then a blank step in which a space is seen with that probability."""
    steps: list[dict[str, float]] = []
    for letter in text:
        steps += [{letter: 0.9}, {"blank": 0.95 - space, " ": space}]
    return steps


def text_of(line: Line) -> str:
    return " ".join(word.text for word in line.words)


def test_repeated_steps_are_one_letter_and_blanks_part_doubles() -> None:
    steps = [{"a": 0.9}, {"a": 0.8}, {"blank": 0.9}, {"a": 0.9}, {"b": 0.9}]

    assert text_of(recogniser(*steps).read(CUT)) == "aab"


def test_a_space_ranked_second_still_parts_two_words() -> None:
    steps = [*spelled("bo"), {"x": 0.9}, {"blank": 0.7, " ": 0.2}, *spelled("14079")]

    assert text_of(recogniser(*steps).read(CUT)) == "box 14079"


@pytest.mark.parametrize("text", ["12.50", "1407998", "a:b"])
def test_numbers_and_signs_are_not_parted_by_a_faint_space(text) -> None:
    steps = spelled(text, space=0.05 if text == "a:b" else 0.2)

    assert text_of(recogniser(*steps).read(CUT)) == text


def test_letters_of_other_scripts_are_never_read() -> None:
    steps = [{"a": 0.9}, {"中": 0.8, "b": 0.15}, {"c": 0.9}]

    assert text_of(recogniser(*steps).read(CUT)) == "abc"


def test_words_have_places_in_order_inside_the_line() -> None:
    first, second = recogniser(*spelled("abc"), {" ": 0.9}, *spelled("nos")).read(CUT).words

    assert 0 <= first.left < first.right < second.left < second.right <= 1


def test_a_line_without_letters_scores_nothing() -> None:
    assert recogniser({"blank": 1.0}, {"blank": 1.0}).read(CUT) == Line((), 0.0)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("the date of deniéd care", "the date of denied care"),
        ("la carta de usted para él", "la carta de usted para él"),
    ],
)
def test_accents_on_a_noisy_page_are_kept_in_spanish_only(text, cleaned) -> None:
    line = Line(tuple(LineWord(word, 0, 1, 0.9) for word in text.split()), 0.9)

    assert text_of(without_stray_accents([line])[0]) == cleaned
