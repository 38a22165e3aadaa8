"""Settings are documented, read, and refused with all faults at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from denialops.config import Settings, load_settings
from denialops.config_names import MASK, list_settings
from denialops.errors import SettingsInvalid

ROOT = Path(__file__).resolve().parents[3]


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    documented = set(re.findall(r"^([A-Z]\w+)=", (ROOT / ".env.example").read_text(), re.M))

    fields = Settings.model_fields.items()
    assert documented == {field.validation_alias or f"DENIALOPS_{name.upper()}" for name, field in fields}


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


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("DENIALOPS_MAXPAGES", "DENIALOPS_MAX_PAGES"),
        ("DENIALOPS_DATABASE_POOL_SIZE", "DENIALOPS_DATABASE_POOL"),
        ("DENIALOPS_OPENAI_API_KEY", "OPENAI_API_KEY"),
        ("denialops_redis", "DENIALOPS_REDIS_URL"),
    ],
)
def test_a_name_that_is_no_setting_is_refused_with_the_one_that_is_meant(
    monkeypatch: pytest.MonkeyPatch, given: str, meant: str
) -> None:
    monkeypatch.setenv(given, "5")

    with pytest.raises(SettingsInvalid) as refused:
        load_settings()

    assert refused.value.faults == [f"{given.upper()}: there is no such setting; did you mean {meant}?"]


def test_wrong_names_of_environment_and_file_are_told_together_with_wrong_values(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("DENIALOPS_UNDO_DAY=3\nSOMEBODY_ELSES=1\n")
    monkeypatch.setenv("DENIALOPS_MAX_PAGES", "many")
    monkeypatch.setenv("DENIALOPS_LOGLEVEL", "INFO")

    with pytest.raises(SettingsInvalid) as refused:
        load_settings()

    names = [fault.split(":")[0] for fault in refused.value.faults]
    assert names == ["DENIALOPS_MAX_PAGES", "DENIALOPS_LOGLEVEL", "DENIALOPS_UNDO_DAY"]


def test_settings_in_force_are_told_with_their_source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("DENIALOPS_UNDO_DAYS=3\nDENIALOPS_MAX_PAGES=7\n")
    monkeypatch.setenv("DENIALOPS_MAX_PAGES", "9")

    shown = {line.name: (line.value, line.source) for line in list_settings(load_settings())}

    assert shown["DENIALOPS_MAX_PAGES"] == ("9", "environment")
    assert shown["DENIALOPS_UNDO_DAYS"] == ("3", ".env")
    assert shown["DENIALOPS_TENANT"] == ("clinic", "default")


SECRETS = {
    "DENIALOPS_API_KEY": "hush-1",
    "OPENAI_API_KEY": "hush-2",
    "DENIALOPS_DATABASE_URL": "postgresql://me:hush-3@db/denialops",
    "DENIALOPS_REDIS_URL": "redis://:hush-4@cache/0",
    "DENIALOPS_SECRET_KEY": "ab" * 32,
}


def test_no_secret_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)

    shown = {line.name: line.value for line in list_settings(load_settings())}

    assert {shown[name] for name in SECRETS} == {MASK}
    assert shown["ANTHROPIC_API_KEY"] == ""
    assert not [value for value in shown.values() if "hush" in value or "abab" in value]


@pytest.mark.parametrize("name", ["DENIALOPS_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"])
def test_traces_need_an_address(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "collector:4317")

    with pytest.raises(SettingsInvalid) as refused:
        load_settings()

    assert refused.value.faults[0].startswith(f"{name}: must be an address")


def test_the_data_folder_stays_inside_the_clone_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DENIALOPS_DATA_DIR")

    assert load_settings().data_dir == ROOT / ".denialops"


FAULTY = [
    ({"PROVIDER": "gpt"}, "DENIALOPS_LLM_PROVIDER: 'gpt' is not a provider"),
    ({"PROVIDER": "openai", "MODEL": ""}, "DENIALOPS_LLM_MODEL: OpenAI needs the name of a model"),
    ({"PROVIDER": "openai"}, "OPENAI_API_KEY: OpenAI needs a key"),
    ({"PROVIDER": "anthropic"}, "ANTHROPIC_API_KEY: Anthropic needs a key"),
    ({"PROVIDER": "compatible"}, "DENIALOPS_LLM_BASE_URL: An OpenAI-compatible server needs the address"),
    ({"PROVIDER": "compatible", "BASE_URL": "gpu:8000"}, "DENIALOPS_LLM_BASE_URL: must be an http or https"),
    ({"PROVIDER": "compatible", "BASE_URL": "http://gpu:x/v1"}, "DENIALOPS_LLM_BASE_URL: must be an http or https"),
    ({"PROVIDER": "compatible", "BASE_URL": "http://me:x@gpu/v1"}, "DENIALOPS_LLM_BASE_URL: must not hold a name"),
    ({"PROVIDER": "openai", "BASE_URL": "http://proxy/v1"}, "DENIALOPS_LLM_BASE_URL: must be an https address"),
    ({"PROVIDER": "local", "BASE_URL": "http://gpu:11434/v1"}, "DENIALOPS_LLM_BASE_URL: `local` runs on this"),
    ({"PROVIDER": "local", "MODEL": "big:120b-cloud"}, "DENIALOPS_LLM_MODEL: this model is passed on to a cloud"),
    ({"API_KEY": "two parts"}, "DENIALOPS_LLM_API_KEY: holds a blank"),
    ({"TRIES": "0"}, "DENIALOPS_LLM_TRIES: Input should be greater than or equal to 1"),
    ({"REDACT": "never"}, "DENIALOPS_LLM_REDACT: Input should be 'always' or 'auto'"),
    ({"TOTAL_TIMEOUT_S": "0"}, "DENIALOPS_LLM_TOTAL_TIMEOUT_S: Input should be greater than 0"),
]


@pytest.mark.parametrize(("chosen", "fault"), FAULTY)
def test_a_model_that_cannot_work_is_refused_at_start(
    monkeypatch: pytest.MonkeyPatch, chosen: dict[str, str], fault: str
) -> None:
    for name, value in {"MODEL": "m-1", **chosen}.items():
        monkeypatch.setenv(f"DENIALOPS_LLM_{name}", value)

    with pytest.raises(SettingsInvalid) as refused:
        load_settings()

    assert any(line.startswith(fault) for line in refused.value.faults), refused.value.faults


def test_the_faults_of_a_model_are_named_together_with_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DENIALOPS_LLM_PROVIDER", "openai")
    monkeypatch.setenv("DENIALOPS_LLM_BASE_URL", "nowhere")
    monkeypatch.setenv("DENIALOPS_MAX_PAGES", "many")

    with pytest.raises(SettingsInvalid) as refused:
        load_settings()

    names = [fault.split(":")[0] for fault in refused.value.faults]
    assert names == ["DENIALOPS_MAX_PAGES", "DENIALOPS_LLM_MODEL", "DENIALOPS_LLM_BASE_URL", "OPENAI_API_KEY"]


def test_a_key_is_shown_neither_by_the_settings_nor_by_their_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hidden-1234")
    shown = repr(load_settings())
    load_settings.cache_clear()
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hidden 1234")

    with pytest.raises(SettingsInvalid) as refused:
        load_settings()

    assert "hidden" not in shown
    assert "hidden" not in f"{refused.value} {refused.value.__cause__}"


@pytest.mark.parametrize("provider", ["none", "local", "compatible"])
def test_no_key_is_needed_where_nobody_asks_for_one(monkeypatch: pytest.MonkeyPatch, provider: str) -> None:
    monkeypatch.setenv("DENIALOPS_LLM_PROVIDER", provider)
    monkeypatch.setenv("DENIALOPS_LLM_MODEL", "m-1")
    monkeypatch.setenv("DENIALOPS_LLM_BASE_URL", "http://127.0.0.1:8000/v1")

    assert load_settings().llm_provider == provider


@pytest.mark.parametrize("url", ["", "http://cache", "127.0.0.1:6379"])
def test_a_cache_in_redis_needs_the_address_of_one(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DENIALOPS_CACHE", "redis")
    monkeypatch.setenv("DENIALOPS_REDIS_URL", url)

    with pytest.raises(SettingsInvalid) as refused:
        load_settings()

    assert refused.value.faults[0].startswith("DENIALOPS_REDIS_URL: ")


def test_the_password_of_a_database_is_shown_neither_by_the_settings_nor_by_their_faults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DENIALOPS_DATABASE_URL", "postgresql://denialops:hidden@db/denialops")
    shown = repr(load_settings())
    load_settings.cache_clear()
    monkeypatch.setenv("DENIALOPS_DATABASE_URL", "mysql://denialops:hidden@db/denialops")

    with pytest.raises(SettingsInvalid, match="DENIALOPS_DATABASE_URL: must be an address such as") as refused:
        load_settings()

    assert "hidden" not in f"{shown} {refused.value} {refused.value.__cause__}"


@pytest.mark.parametrize("key", ["ab" * 31, "zz" * 32, "ab" * 33])
def test_a_key_that_is_no_key_is_refused(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("DENIALOPS_SECRET_KEY", key)

    with pytest.raises(SettingsInvalid, match="DENIALOPS_SECRET_KEY: must be 64 hexadecimal digits") as refused:
        load_settings()

    assert key not in str(refused.value)
