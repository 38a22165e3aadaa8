"""Who did what and when, newest first, as the services word it."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from denialops.services.records import TimelineLine
from denialops.ui.chips import moment, plain


def show_timeline(lines: tuple[TimelineLine, ...]) -> None:
    if not lines:
        st.info("Nothing has happened yet.", icon=":material/history:")
    for when, group in groupby(lines, key=lambda line: moment(line.at).rsplit(",", 1)[0]):
        st.markdown(f"**{when}**")
        rows = (f"| {moment(line.at).rsplit(',', 1)[-1].strip()} | {plain(line.text)} |" for line in group)
        st.markdown("\n".join(("| Time | What |", "|---|---|", *rows)))
