"""The command line: one result a file, whatever the others are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from denialops.__main__ import main
from denialops.bootstrap import build_services
from denialops.config import load_settings

LETTER = """NORTHWIND HEALTH PLAN
Date: January 15, 2026
Member: Clementine Ashgrove      Member ID: NW-4455-01
Claim number: 26-000-1234
Provider: Juniper Street Family Clinic  NPI 2000000010

Your claim for knee MRI without contrast (73721) on December 3, 2025 is denied because it is not medically necessary.
Billed: $1,240.00   Denied: $1,240.00

You may appeal within 180 days of the date of this notice.
Northwind Appeals, PO Box 12, Maple Hollow, OH 43999. Fax 614-555-0120.
"""
NEWSLETTER = "Spring newsletter\n\nOur clinic has a new garden. Come and see the tulips on Saturday.\n"


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    return _file(tmp_path, "letter.txt", LETTER)


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def _record(path: Path) -> dict[str, object]:
    record: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return record


def test_read_writes_facts_and_route_of_each_letter(letter: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    assert _run("read", letter, "--out", out) == 0
    record = _record(out / "letter.json")
    assert (record["is_denial"], record["member_id"], record["denial_date"]) == (True, "NW-4455-01", "2026-01-15")
    assert record["recommended_route"]


def test_a_file_that_cannot_be_read_says_why_and_the_others_go_on(letter: Path, tmp_path: Path) -> None:
    empty, missing, out = _file(tmp_path, "empty.pdf", ""), tmp_path / "missing.pdf", tmp_path / "out"

    assert _run("read", empty, missing, letter, "--out", out) == 0
    assert _record(out / "empty.json") == {
        "error": {
            "code": "empty_file",
            "message": "The file has 0 bytes.",
            "hint": "The file has no content. Scan or export the letter again.",
        }
    }
    error = _record(out / "missing.json")["error"]
    assert isinstance(error, dict) and error["code"] == "bad_input"
    assert _record(out / "letter.json")["is_denial"] is True


def test_when_no_file_can_be_read_the_command_fails(tmp_path: Path) -> None:
    assert _run("read", _file(tmp_path, "empty.pdf", ""), "--out", tmp_path / "out") == 1
    assert _run("appeal", _file(tmp_path, "empty.pdf", ""), "--out", tmp_path / "out") == 1


def test_equal_stems_are_numbered(tmp_path: Path) -> None:
    one = _file(tmp_path, "a/letter.txt", LETTER)
    two = _file(tmp_path, "b/letter.txt", LETTER.replace("NW-4455-01", "NW-4455-02"))
    three = _file(tmp_path, "c/LETTER.html", f"<html><body>{NEWSLETTER}</body></html>")
    taken = _file(tmp_path, "letter-2.txt", NEWSLETTER)
    out = tmp_path / "out"

    _run("read", one, two, three, taken, "--out", out)

    assert {path.name for path in out.iterdir()} == {
        "letter.json",
        "letter-2.json",
        "LETTER-3.json",
        "letter-2-2.json",
    }
    assert _record(out / "letter-2.json")["member_id"] == "NW-4455-02"


def test_two_letters_in_one_file_give_the_first_with_a_warning(tmp_path: Path) -> None:
    second = LETTER.replace("26-000-1234", "26-999-9999").replace("NW-4455-01", "NW-9999-99")
    both = _file(tmp_path, "both.txt", f"{LETTER}Page 1 of 1\f{second}Page 1 of 1\n")

    _run("read", both, "--out", tmp_path / "out")

    record = _record(tmp_path / "out" / "both.json")
    assert record["member_id"] == "NW-4455-01"
    assert {"code": "several_letters", "detail": "1, 2", "pages": [1, 2]} in record["warnings"]  # type: ignore[operator]


def test_appeal_writes_the_letter_in_every_form(letter: Path, tmp_path: Path) -> None:
    assert _run("appeal", letter, "--out", tmp_path / "out") == 0

    folder = tmp_path / "out" / "letter"
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "facts.json", "route.json", "draft.md", "appeal.docx", "appeal.pdf", "packet.pdf", "manifest.json",
    }  # fmt: skip
    assert (folder / "appeal.pdf").read_bytes().startswith(b"%PDF")
    assert set(_record(folder / "manifest.json")["files"]) == names - {"manifest.json"}  # type: ignore[call-overload]


def test_appeal_writes_no_letter_for_what_is_no_denial(tmp_path: Path) -> None:
    newsletter = _file(tmp_path, "newsletter.txt", NEWSLETTER)

    assert _run("appeal", newsletter, "--out", tmp_path / "out") == 0
    names = {path.name for path in (tmp_path / "out" / "newsletter").iterdir()}
    assert names == {"facts.json", "route.json", "manifest.json"}


def test_appeal_says_what_is_wrong_with_a_file(letter: Path, tmp_path: Path) -> None:
    empty = _file(tmp_path, "empty.pdf", "")

    assert _run("appeal", empty, letter, "--out", tmp_path / "out") == 0
    error = _record(tmp_path / "out" / "empty" / "error.json")["error"]
    assert isinstance(error, dict) and error["code"] == "empty_file"


def test_save_opens_a_case_once(letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run("read", letter, "--out", tmp_path / "out", "--save")
    _run("read", letter, "--out", tmp_path / "out", "--save")

    services = build_services(load_settings(), at_once=True)
    rows = services.work_list().rows
    services.store.close()
    assert [(row.status, row.patient) for row in rows] == [("review", "Clementine Ashgrove")]
    told = capsys.readouterr().out
    assert "letter.txt: saved as case 1" in told
    assert "letter.txt: not saved: This file is in the system already: open its case." in told


def test_without_save_nothing_is_kept(letter: Path, tmp_path: Path) -> None:
    _run("read", letter, "--out", tmp_path / "out")

    assert not load_settings().data_dir.exists()


def test_evaluate_scores_against_the_answers(letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "set"
    _file(folder, "letters/one.txt", LETTER)
    _file(folder, "gold/one.json", json.dumps({"id": "one", "is_denial": True, "member_id": "NW-4455-01", "npi": "X"}))

    assert _run("evaluate", folder, "--diff", "--json", tmp_path / "report.json") == 0
    assert "Documents scored: 1" in capsys.readouterr().out
    fields = {score["field"]: score for score in _record(tmp_path / "report.json")["fields"]}  # type: ignore[attr-defined]
    assert fields["member_id"]["found"] == 1
    assert fields["npi"]["found"] == 0


def test_a_folder_without_answers_cannot_be_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("evaluate", tmp_path) == 1
    assert "bad_input" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["read"], ["read", "x.pdf"], ["paint", "x"]])
def test_a_wrong_call_is_answered_with_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(
    letter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("read", letter, "--out", letter) == 1
    assert str(letter) in capsys.readouterr().err


def test_wrong_settings_are_listed(letter: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DENIALOPS_MAX_PAGES", "0")
    load_settings.cache_clear()

    assert _run("read", letter, "--out", tmp_path / "out") == 2


def test_a_plan_document_is_quoted_in_the_appeal(letter: Path, tmp_path: Path) -> None:
    plan = _file(tmp_path, "plan.txt", "DEFINITIONS\n\nMedically Necessary means care that is safe; and needed.\n")
    out = tmp_path / "out"

    assert _run("appeal", letter, "--plan", plan, "--out", out) == 0
    assert "> Medically Necessary means care that is safe; and needed." in (out / "letter" / "draft.md").read_text()


def test_the_record_of_a_letter_has_the_plan_terms_only_where_a_plan_was_given(letter: Path, tmp_path: Path) -> None:
    plan, out = _file(tmp_path, "plan.txt", "EXCLUSIONS\n\n- Cosmetic surgery.\n"), tmp_path / "out"

    _run("read", letter, "--out", out)
    _run("read", letter, "--plan", plan, "--out", tmp_path / "planned")

    assert "plan_terms" not in _record(out / "letter.json")
    assert "plan_terms" in _record(tmp_path / "planned" / "letter.json")


def test_the_record_of_a_letter_says_what_it_lacks_and_demands(letter: Path, tmp_path: Path) -> None:
    demanding = tmp_path / "demanding.txt"
    law = "Your plan is self-funded by your employer. You may bring a civil action under section 502(a) of ERISA."
    words = f"{letter.read_text('utf-8')}\n{law}\n\nAppeals may not exceed 25 pages.\n"
    demanding.write_text(words, encoding="utf-8")
    main(["read", str(demanding), "--out", str(tmp_path / "out")])

    advice = json.loads((tmp_path / "out" / "demanding.json").read_text("utf-8"))["advice"]
    (demand,) = advice["must_meet"]
    assert (demand["words"], demand["quote"]) == ("At most 25 pages in all", "Appeals may not exceed 25 pages.")
    assert {row["answer"] for row in advice["defects"]} >= {"present", "not_found"}
    assert all(row["quote"] for row in advice["defects"] if row["answer"] == "present")
    assert advice["evidence_needed"]
    assert {"field": "page_limit", "value": "25"}.items() <= next(
        row for row in advice["other_facts"] if row["field"] == "page_limit"
    ).items()
