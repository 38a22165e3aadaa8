"""The words of charts are in a grey of the theme."""

from __future__ import annotations

import tomllib

from denialops.config import ROOT
from denialops.ui.chart_words import GREYS, with_words


def test_the_greys_are_those_of_the_theme() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]

    assert {name: theme[name]["grayTextColor"] for name in GREYS} == GREYS


def test_a_chart_keeps_what_it_shows() -> None:
    chart = {"mark": "bar", "encoding": {}}

    assert chart.items() <= with_words(chart).items()
