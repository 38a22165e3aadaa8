"""Letter templates: read once, compiled once, unable to run code or to let a value pass for structure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import yaml
from jinja2 import DictLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import ValidationError

from denialops.domain.base import Record
from denialops.domain.drafts import DraftKind
from denialops.domain.wording import one_line
from denialops.errors import RulesInvalid
from denialops.pipeline.provenance import Told

WORDS_FILE = "words.yaml"


class RouteWords(Record):
    """What a route writes; `title` and `noun` may be overruled by the level."""

    kind: DraftKind
    template: str
    title: str
    noun: str


class LevelWords(Record):
    """`next_step` follows if this one fails; `filing_law`: library ids for the time to file."""

    title: str
    noun: str
    greeting: str
    next_step: str = ""
    filing_law: tuple[str, ...] = ()


class RegimeWords(Record):
    """`family`: the partials under standing/ and rules/ that speak for the regime."""

    family: str


class Words(Record):
    """data/templates/words.yaml: which document a route writes and what each step is called."""

    routes: dict[str, RouteWords]
    silent_routes: dict[str, str]
    levels: dict[str, LevelWords]
    regimes: dict[str, RegimeWords]
    arguments: dict[str, str]
    ordinary_words: frozenset[str]


class Templates:
    """Compiled templates of one folder, and their words."""

    def __init__(self, sources: Mapping[str, str], words: Words) -> None:
        self.words = words
        self._environment = ImmutableSandboxedEnvironment(
            loader=DictLoader(dict(sources)),
            undefined=StrictUndefined,
            finalize=_plain,
            auto_reload=False,
        )
        self.faults = [*self._compile(sources), *self._missing(sources)]

    def render(self, name: str, context: Mapping[str, object]) -> str:
        return self._environment.get_template(f"{name}.j2").render(context)

    @cached_property
    def families(self) -> frozenset[str]:
        return frozenset(words.family for words in self.words.regimes.values())

    def _compile(self, sources: Mapping[str, str]) -> list[str]:
        faults = []
        for name in sorted(sources):
            try:
                self._environment.get_template(name)
            except TemplateSyntaxError as error:
                faults.append(f"{name}: line {error.lineno}: {error.message}")
        return faults

    def _missing(self, sources: Mapping[str, str]) -> list[str]:
        needed = [
            *(f"{words.template}.j2" for words in self.words.routes.values()),
            *(f"arguments/{name}.j2" for name in self.words.arguments.values()),
            *(f"{part}/{family}.j2" for part in ("standing", "rules") for family in self.families),
        ]
        return [f"{name}: is missing" for name in sorted(set(needed) - set(sources))]


def load_templates(folder: Path) -> Templates:
    """The templates under `folder`. Raises RulesInvalid with every fault."""
    sources = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.j2"))}
    templates = Templates(sources, _read_words(folder / WORDS_FILE))
    if templates.faults:
        raise RulesInvalid([f"templates/{fault}" for fault in templates.faults])
    return templates


def _read_words(path: Path) -> Words:
    try:
        return Words.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise RulesInvalid([f"templates/{WORDS_FILE}: {type(error).__name__}: cannot be read"]) from error
    except ValidationError as error:
        faults = [f"templates/{WORDS_FILE}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise RulesInvalid(faults) from error


def _plain(value: object) -> object:
    """What every {{ value }} passes through: told values bring their sources, texts lose all structure."""
    if isinstance(value, Told):
        return value.marked()
    return "" if value is None else one_line(str(value))
