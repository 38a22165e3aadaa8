"""Typst in one place: templates of ours, data as JSON, one compiler a template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import cast

import typst

from denialops.config import ROOT
from denialops.errors import OutputError

TEMPLATES = ROOT / "data" / "templates"
_compiling = Lock()


def typeset(template: str, data: Mapping[str, object], *, accessible: bool = True) -> bytes:
    """The PDF of a template filled with data. Raises OutputError. `accessible`: tagged, PDF/UA-1 and PDF/A-2a."""
    text = json.dumps(data, ensure_ascii=False)
    try:
        with _compiling:
            pdf = _compiler(TEMPLATES / template).compile(
                sys_inputs={"letter": text}, format="pdf", pdf_standards=["a-2a", "ua-1"] if accessible else []
            )
    except typst.TypstError as error:
        raise OutputError(f"The page could not be set ({template}).") from error
    return cast(bytes, pdf)


@cache
def _compiler(path: Path) -> typst.Compiler:
    """Only the fonts inside the library, so that a letter looks the same on every machine."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(path, root=path.parent, font_paths=fonts)
