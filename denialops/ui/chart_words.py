"""The words of charts in the grey that pages use, which reads well on paper and on black."""

from __future__ import annotations

from typing import Any

import streamlit as st

GREYS = {"light": "#4a5866", "dark": "#b4c0cc"}
"""As `grayTextColor` of .streamlit/config.toml; a chart is a picture and knows no style sheet."""


def with_words(chart: dict[str, Any]) -> dict[str, Any]:
    """The chart with readable words on its axes and legend."""
    grey = GREYS[st.context.theme.type or "light"]
    return chart | {
        "config": {"axis": {"labelColor": grey, "titleColor": grey}, "legend": {"labelColor": grey}},
    }
