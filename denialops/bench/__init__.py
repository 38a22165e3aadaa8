"""Speed and memory, each figure beside its limit (the bare library or provider) measured in the same run."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from denialops.bench.rows import Row

PARTS = ("reading", "model", "work", "http", "latency", "events")


def main(arguments: Sequence[str] = ()) -> int:
    """`bench [--json FILE] [--pages N] [--only PART] [--postgres URL]`: prints the table; exit 0 also with a miss."""
    parser = argparse.ArgumentParser(prog="denialops bench", description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--pages", type=int, default=12, help="scanned pages to read")
    parser.add_argument("--only", choices=PARTS, help="this part alone")
    parser.add_argument(
        "--postgres", default="", metavar="URL", help="an empty database, to measure work and events there too"
    )
    options = parser.parse_args(arguments)
    rows = []
    for row in _measured(options.only, options.pages, options.postgres):
        figure = f"{row['what']:42s} {row['value']:>9.2f} {row['unit']:8s}"
        print(f"{figure} {row['limit']:36s} {row['goal']:22s} {row['verdict']}", flush=True)
        rows.append(row)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))
    return 0


def _measured(only: str | None, pages: int, postgres_url: str) -> Iterator[Row]:
    """Each part is imported when it is measured, so that none weighs on the memory of another."""
    if only in (None, "reading"):
        from denialops.bench.reading import measure_reading

        yield from measure_reading(pages)
    if only in (None, "model"):
        from denialops.bench.model import measure_model

        yield from measure_model()
    if only in (None, "work"):
        from denialops.bench.work import measure_work

        yield from measure_work(postgres_url)
    if only in (None, "http"):
        from denialops.bench.http import measure_http

        yield from measure_http()
    if only in (None, "latency"):
        from denialops.bench.latency import measure_latency

        yield from measure_latency()
    if only in (None, "events"):
        from denialops.bench.events import measure_events

        yield from measure_events(postgres_url)
