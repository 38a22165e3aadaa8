"""The template folder: read once, all faults listed, nothing in it unused, nothing it says unchecked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2.exceptions import SecurityError, UndefinedError

from denialops.config import ROOT
from denialops.errors import RulesInvalid
from denialops.pipeline.provenance import Told, tell, told_series, traced_blocks
from denialops.pipeline.statements import find_statements
from denialops.pipeline.templates import Templates, load_templates
from tests.unit.draft.cases import templates

FOLDER = ROOT / "data" / "templates"
SOURCES = {path.relative_to(FOLDER).as_posix(): path.read_text("utf-8") for path in sorted(FOLDER.rglob("*.j2"))}


def copy_of(folder: Path, **changes: str | None) -> Path:
    """The shipped folder with some files changed or (None) left out."""
    files = {**SOURCES, "words.yaml": (FOLDER / "words.yaml").read_text("utf-8"), **changes}
    for name, text in files.items():
        if text is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return folder


def test_the_shipped_folder_is_sound():
    assert load_templates(FOLDER).faults == []


def test_every_missing_and_broken_template_is_listed_together(tmp_path):
    folder = copy_of(tmp_path, **{"appeal.j2": "{% if %}", "arguments/cob.j2": None, "rules/tricare.j2": None})

    with pytest.raises(RulesInvalid) as caught:
        load_templates(folder)

    assert [fault.split(":")[0] for fault in caught.value.faults] == [
        "templates/appeal.j2", "templates/arguments/cob.j2", "templates/rules/tricare.j2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "key"),
    [("routes: [", "cannot be read"), ("routes: {}\nextra: 1", "extra"), ("levels: {}", "routes")],
)
def test_a_faulty_words_file_is_refused(tmp_path, words, key):
    folder = copy_of(tmp_path, **{"words.yaml": words})

    with pytest.raises(RulesInvalid, match=key):
        load_templates(folder)


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(RulesInvalid):
        load_templates(tmp_path / "none")


def test_no_template_file_is_unused():
    words = templates().words
    named = {f"{row.template}.j2" for row in words.routes.values()}
    named |= {f"arguments/{name}.j2" for name in words.arguments.values()}
    named |= {f"{part}/{family}.j2" for part in ("standing", "rules") for family in templates().families}
    included = set(re.findall(r'include "([^"]+)"', "".join(SOURCES.values())))

    assert set(SOURCES) == named | {name for name in included if name.endswith(".j2")}


def test_templates_cannot_reach_python():
    made = Templates({"x.j2": "{{ value.__class__.__mro__ }}"}, templates().words)

    with pytest.raises(SecurityError):
        made.render("x", {"value": "text"})


def test_a_misspelt_name_in_a_template_is_an_error_and_not_a_gap():
    made = Templates({"x.j2": "{{ nobody }}"}, templates().words)

    with pytest.raises(UndefinedError):
        made.render("x", {})


def test_what_templates_say_themselves_holds_no_number_that_a_check_would_miss():
    """Numbers, amounts, dates and law in the fixed words would be marked in every letter."""
    for name, source in SOURCES.items():
        fixed = re.sub(r"\{[{%].*?[%}]\}", "", source)
        found = [row for row in find_statements(fixed) if row.kind in ("number", "amount", "date", "law")]
        assert found == [], name


def test_no_template_uses_other_markup_or_filler():
    for name, source in SOURCES.items():
        assert not re.search(r"\*\*|__\w|lorem|to whom it may concern|please find|kindly", source, re.IGNORECASE), name


# Values that remember their source


def test_a_sentence_knows_the_sources_of_its_values():
    made = Templates({"x.j2": "Pay {{ amount }} now. Then write."}, templates().words)

    (block,) = traced_blocks(made.render("x", {"amount": Told("$5.00", ("f1", "f2"))}))

    assert [(row.text, row.rests_on) for row in block.sentences] == [
        ("Pay $5.00 now.", ("f1", "f2")),
        ("Then write.", ("template",)),
    ]


def test_a_value_that_is_absent_leaves_no_gap_before_the_stop():
    made = Templates({"x.j2": "Decide afresh {{ law }}."}, templates().words)

    (block,) = traced_blocks(made.render("x", {"law": None}))

    assert block.text == "Decide afresh."


def test_a_phrase_of_several_values_rests_on_all_of_them():
    assert told_series([Told("a", ("f1",)), Told("b", ("f2", "f1"))]) == Told("a and b", ("f1", "f2"))
    assert told_series([]) is None
    assert tell("x", [None]) == Told("x", ())
