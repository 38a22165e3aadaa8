"""`admin settings` shows what is in force; a wrong name ends any command with the right one."""

from __future__ import annotations

import pytest

from denialops.__main__ import main


def test_settings_in_force_are_shown_with_their_source_and_without_keys(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DENIALOPS_API_KEY", "hush-1")

    assert main(["admin", "settings"]) == 0
    shown = capsys.readouterr().out
    assert "DENIALOPS_API_KEY=********  (environment)" in shown
    assert "DENIALOPS_TENANT=clinic  (default)" in shown
    assert "hush" not in shown


def test_a_wrong_name_ends_a_command_with_the_right_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DENIALOPS_DATADIR", "/data")

    assert main(["admin", "settings"]) == 2
    assert "did you mean DENIALOPS_DATA_DIR?" in capsys.readouterr().err
