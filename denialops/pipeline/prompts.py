"""Prompts are files with a version; a file that is no prompt is refused at start."""

from __future__ import annotations

from typing import TypeVar

import yaml
from pydantic import ValidationError

from denialops.domain.base import Record
from denialops.errors import RulesInvalid

P = TypeVar("P", bound=Record)


def parse_prompt(kind: type[P], name: str, text: str) -> P:
    """The prompt of a YAML file. Raises RulesInvalid with every fault."""
    try:
        return kind.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise RulesInvalid([f"prompts/{name}: is no YAML"]) from error
    except ValidationError as error:
        faults = [f"prompts/{name}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise RulesInvalid(faults) from error
