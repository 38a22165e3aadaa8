"""The names of settings: which there are, which of those given are not, and where each value came from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from dotenv import dotenv_values
from pydantic import SecretStr
from pydantic_settings import BaseSettings

PREFIX = "DENIALOPS_"
MASK = "********"
MASKED = ("key", "password", "token", "secret")


class SettingLine(NamedTuple):
    """`source`: environment, .env or default. A secret is masked where one is set."""

    name: str
    value: str
    source: str


def names_of(settings: type[BaseSettings]) -> dict[str, str]:
    """The name in the environment of each field."""
    fields = settings.model_fields.items()
    return {field: str(info.validation_alias or f"{PREFIX}{field.upper()}") for field, info in fields}


def unknown_names(settings: type[BaseSettings]) -> list[str]:
    """A fault for each of our names that is no setting, with the one that is nearest."""
    known = set(names_of(settings).values())
    given = {name.upper() for name in (*os.environ, *_in_file(settings)) if name.upper().startswith(PREFIX)}
    return [_fault(name, known) for name in sorted(given - known)]


def list_settings(settings: BaseSettings) -> Iterator[SettingLine]:
    """Every setting in force, in the order of .env.example."""
    environment, file = {name.upper() for name in os.environ}, {name.upper() for name in _in_file(type(settings))}
    for field, name in names_of(type(settings)).items():
        source = "environment" if name in environment else ".env" if name in file else "default"
        yield SettingLine(name, _shown(field, getattr(settings, field)), source)


def _fault(name: str, known: Iterable[str]) -> str:
    """Compared without what all have in common, which would make every name near."""
    ends = {full.removeprefix(PREFIX): full for full in known}
    near = get_close_matches(name.removeprefix(PREFIX), ends, n=1, cutoff=0.0)[0]
    return f"{name}: there is no such setting; did you mean {ends[near]}?"


def _in_file(settings: type[BaseSettings]) -> Iterable[str]:
    file = settings.model_config.get("env_file")
    return dotenv_values(file) if isinstance(file, str) and Path(file).is_file() else ()


def _shown(field: str, value: object) -> str:
    is_secret = isinstance(value, SecretStr)
    text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return MASK if text and (is_secret or field.rsplit("_", maxsplit=1)[-1] in MASKED) else text
