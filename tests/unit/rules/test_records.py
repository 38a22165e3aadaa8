"""Records forget what they computed when a changed copy is made."""

from __future__ import annotations

from tests.fakes.routing_cases import make_document, make_page


def test_a_copy_computes_anew_from_its_own_values() -> None:
    document = make_document("letter", "denial_letter", "first")
    assert document.letter.text == "first"

    copy = document.model_copy(update={"pages": (make_page("second"),)})

    assert copy.letter.text == "second"
    assert document.letter.text == "first"
