"""The command line on an electronic remittance: one result a denied claim."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from denialops.__main__ import main
from tests.fixtures.remittances import DENIED, PAID, PARTLY, Remittance


def _read(tmp_path: Path, *remittances: Remittance) -> Path:
    out = tmp_path / "out"
    files = []
    for number, remittance in enumerate(remittances):
        file = tmp_path / str(number) / "november.835"
        file.parent.mkdir()
        file.write_bytes(remittance.file())
        files.append(str(file))
    assert main(["read", *files, "--out", str(out)]) == 0
    return out


def _record(path: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return record


def test_read_writes_one_result_a_denied_claim_and_the_first_names_the_others(tmp_path: Path) -> None:
    out = _read(tmp_path, Remittance())

    assert sorted(path.name for path in out.iterdir()) == ["november-2.json", "november.json"]
    first, second = _record(out / "november.json"), _record(out / "november-2.json")
    assert (first["carc"], second["carc"]) == (["197"], ["97"])
    assert (first["document_kind"], first["is_denial"]) == ("remittance_advice", True)
    assert {"code": "other_denied_claims", "detail": "november-2.json", "pages": []} in first["warnings"]
    assert not any(warning["code"] == "other_denied_claims" for warning in second["warnings"])


def test_two_files_of_one_name_keep_every_claim(tmp_path: Path) -> None:
    out = _read(tmp_path, Remittance(), Remittance(claims=(PARTLY,)))

    assert sorted(path.name for path in out.iterdir()) == ["november-2.json", "november-3.json", "november.json"]


def test_a_remittance_without_denials_is_no_denial(tmp_path: Path) -> None:
    out = _read(tmp_path, Remittance(claims=(PAID,)))

    record = _record(out / "november.json")
    assert (record["is_denial"], record["recommended_route"]) == (False, "not_a_denial")
    assert (record["carc"], record["denied_amount"]) == ([], None)


def test_what_is_wrong_with_the_file_is_told_with_its_place(tmp_path: Path) -> None:
    broken = Remittance(claims=(DENIED,)).file().replace(b"DTM*472*20261005", b"DTM*472*2026")
    file, out = tmp_path / "broken.835", tmp_path / "out"
    file.write_bytes(broken)
    assert main(["read", str(file), "--out", str(out)]) == 0

    record = _record(out / "broken.json")
    told = [warning["detail"] for warning in record["warnings"] if warning["code"] == "remittance_problem"]
    assert told == ["line 17, segment 17: DTM02: this is not a date"]
    assert record["service_dates"] == {"from": None, "to": None}


def test_appeal_writes_a_folder_a_denied_claim(tmp_path: Path) -> None:
    file, out = tmp_path / "november.835", tmp_path / "out"
    file.write_bytes(Remittance().file())

    assert main(["appeal", str(file), "--out", str(out)]) == 0
    assert (out / "november" / "packet.pdf").exists()
    assert (out / "november-2" / "appeal.docx").exists()


def test_save_opens_the_cases_of_the_denied_claims_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DENIALOPS_DATA_DIR", str(tmp_path / "data"))
    file = tmp_path / "november.835"
    file.write_bytes(Remittance().file())
    for _ in range(2):
        main(["read", str(file), "--out", str(tmp_path / "out"), "--save"])

    told = [line for line in capsys.readouterr().out.splitlines() if "claims" in line]
    assert "2 saved as new cases, 0 added to open cases, 0 here already" in told[0]
    assert "0 saved as new cases, 0 added to open cases, 2 here already" in told[1]
