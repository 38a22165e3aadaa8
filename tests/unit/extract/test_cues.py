"""Cues find their words across lost and added spaces, and only whole words."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from denialops.domain.rulebook.cues import CueSet


def _finds(say: str, text: str) -> bool:
    return CueSet(strong=(say,)).first(text) is not None


@pytest.mark.parametrize("text", ["not medically necessary", "notmedically necessary", "not   medically  necessary"])
def test_spaces_may_be_lost_or_added(text: str) -> None:
    assert _finds("not medically necessary", text)


@pytest.mark.parametrize("text", ["please", "leased"])
def test_a_cue_is_a_whole_word(text: str) -> None:
    assert not _finds("lease", text)


def test_alternatives_are_found_without_a_common_word() -> None:
    assert _finds("(?:alpha|beta) plan|gamma fund", "the gamma fund pays")


def test_a_title_counts_only_near_the_start() -> None:
    cues = CueSet(title=("remittance",))

    assert cues.first("remittance advice " + "x " * 1000) is not None
    assert cues.first("x " * 1000 + "remittance advice") is None


def test_weights_follow_the_list() -> None:
    cues = CueSet(near_conclusive=("alpha",), strong=("beta",), weak=("gamma",), against=("delta",))

    assert [hit.weight for hit in cues.hits("delta gamma beta alpha")] == [9, 4, 1, -4]


@pytest.mark.parametrize("say", ["(unclosed", "Upper case"])
def test_a_faulty_cue_is_refused(say: str) -> None:
    with pytest.raises(ValidationError):
        CueSet(weak=(say,))
