"""Rules change while the program runs; bad ones never take effect, and are told."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from denialops.errors import RulesInvalid
from denialops.recovery.rule_files import RuleFiles
from tests.unit.recovery.makers import ERRORS, VENDORS, write_rules


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_rules(tmp_path / "recovery")


def test_a_changed_file_takes_effect_within_a_second(folder: Path) -> None:
    seconds = Seconds()
    files = RuleFiles(folder, seconds=seconds)
    before = files.current()

    (folder / "vendors.yaml").write_text(VENDORS.replace("breaker_failures: 3", "breaker_failures: 9"))
    at_once = files.current()
    seconds.now += 1
    after = files.current()

    assert at_once == before
    assert after.vendor("quick_fax").breaker_failures == 9
    assert after.version != before.version


def test_an_edit_that_leaves_time_and_length_alike_is_seen(folder: Path) -> None:
    seconds = Seconds()
    files = RuleFiles(folder, seconds=seconds)
    path = folder / "vendors.yaml"
    stat = path.stat()

    path.write_text(VENDORS.replace("breaker_failures: 3", "breaker_failures: 9"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    seconds.now += 1

    assert path.stat().st_size == stat.st_size
    assert files.current().vendor("quick_fax").breaker_failures == 9


def test_bad_rules_are_told_and_the_old_ones_kept_until_they_are_good_again(folder: Path) -> None:
    seconds = Seconds()
    files = RuleFiles(folder, seconds=seconds)
    before = files.current()

    (folder / "error_codes.yaml").write_text(ERRORS.replace("severity: high", "severity: awful"))
    seconds.now += 1
    kept, faults = files.current(), files.faults()
    (folder / "error_codes.yaml").write_text(ERRORS.replace("severity: high", "severity: critical"))
    seconds.now += 1

    assert kept == before
    assert [fault.split(": ")[:2] for fault in faults] == [
        ["error_codes.yaml", "error_codes[server_error].severity"],
        ["error_codes.yaml", "error_codes[medical_necessity].severity"],
    ]
    assert files.faults() == ()
    assert files.current().error("server_error").severity == "critical"


@pytest.mark.parametrize("name", ["error_codes.yaml", "retry_policies.yaml", "vendors.yaml"])
def test_a_file_that_is_gone_or_half_written_changes_nothing(folder: Path, name: str) -> None:
    seconds = Seconds()
    files = RuleFiles(folder, seconds=seconds)
    before, text = files.current(), (folder / name).read_bytes()

    for broken in (None, text[: len(text) // 2], b"\xff\xfe\x00"):
        (folder / name).unlink() if broken is None else (folder / name).write_bytes(broken)
        seconds.now += 1

        assert files.current() == before
        assert files.faults()


def test_what_somebody_typed_into_a_rule_file_is_not_logged(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seconds = Seconds()
    files = RuleFiles(folder, seconds=seconds)

    (folder / "vendors.yaml").write_text("vendors: [{id: Ada Example}]")
    seconds.now += 1
    files.current()

    captured = capsys.readouterr()
    assert "Ada Example" not in captured.out + captured.err


def test_no_program_starts_on_bad_rules(folder: Path) -> None:
    shutil.rmtree(folder)

    with pytest.raises(RulesInvalid) as raised:
        RuleFiles(folder)

    assert raised.value.faults == [
        "error_codes.yaml: file: is missing",
        "retry_policies.yaml: file: is missing",
        "vendors.yaml: file: is missing",
    ]


def test_a_row_that_ones_own_rules_lack_is_named_with_the_folder_to_look_in(folder: Path) -> None:
    (folder / "retry_policies.yaml").write_text("{}")

    with pytest.raises(RulesInvalid) as raised:
        RuleFiles(folder)

    assert raised.value.faults and all(fault.startswith("retry_policies.yaml: ") for fault in raised.value.faults)
    assert "DENIALOPS_RECOVERY_RULES_DIR" in raised.value.hint_text
