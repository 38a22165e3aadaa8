"""Settings are documented, read, and refused with all faults at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from denialops.config import Settings, load_settings
from denialops.errors import SettingsInvalid

ROOT = Path(__file__).resolve().parents[3]


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    documented = set(re.findall(r"^DENIALOPS_(\w+)=", (ROOT / ".env.example").read_text(), re.M))

    assert documented == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_read_somewhere(name: str) -> None:
    sources = [p.read_text() for p in (ROOT / "denialops").rglob("*.py") if p.name != "config.py"]
    sources.append((ROOT / "app.py").read_text())

    assert any(re.search(rf"\bsettings\b[^\n]*\.{name}\b|\.{name}\b", text) for text in sources)


def test_all_bad_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DENIALOPS_MAX_PAGES", "many")
    monkeypatch.setenv("DENIALOPS_TIMEZONE", "Mars/Olympus")

    with pytest.raises(SettingsInvalid) as refused:
        load_settings()

    assert [fault.split(":")[0] for fault in refused.value.faults] == ["DENIALOPS_TIMEZONE", "DENIALOPS_MAX_PAGES"]


def test_the_data_folder_stays_inside_the_clone_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DENIALOPS_DATA_DIR")

    assert load_settings().data_dir == ROOT / ".denialops"
