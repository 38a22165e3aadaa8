"""Starts the application, traces its allocations from a signal on and tells at the next one; may leak itself.

`python -m tests.long.soak.launcher PORT SITES_FILE TRACED_FILE [leak]`
"""

from __future__ import annotations

import gc
import signal
import sys
import threading
import time
import tracemalloc
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[3]
TOP = 12
LEAKED_BYTES, LEAKS_EVERY_S = 8 * 1024 * 1024, 0.5
KIBIBYTE = 1024


class Leaking:
    """Keeps a piece of a request for ever, up to twice a second: neither too little nor more than there is."""

    def __init__(self, app) -> None:
        self.app, self.kept, self._leaks_again_at = app, list[bytes](), 0.0

    async def __call__(self, scope, receive, send) -> None:
        if time.monotonic() >= self._leaks_again_at:
            self._leaks_again_at = time.monotonic() + LEAKS_EVERY_S
            self.kept.append(b"x" * LEAKED_BYTES)
        await self.app(scope, receive, send)


def main(port: str, sites: str, traced: str, *leak: str) -> None:
    _trace_on_signal(Path(sites))
    threading.Thread(target=_note_traced, args=(Path(traced),), daemon=True).start()
    # It looks for its pages beside the program that was started.
    sys.argv = [str(ROOT / "app.py")]
    import app as product
    from denialops.ui.launch import Launch

    if leak:
        product.api.add_middleware(Leaking)
    product.app.run(config=Launch(int(port), opens_browser=False).config())


def _trace_on_signal(path: Path) -> None:
    """The first signal begins to trace, so that warm-up is none of it; the second writes what is held since then."""

    def trace(_signal: int, _frame: FrameType | None) -> None:
        if tracemalloc.is_tracing():
            gc.collect()  # what waits for a collection is not held
            path.write_text(_told(tracemalloc.take_snapshot()))
        else:
            tracemalloc.start()

    signal.signal(signal.SIGUSR1, trace)


def _told(held: tracemalloc.Snapshot) -> str:
    lines = ["top allocation sites since warm-up that are still held:"]
    for entry in held.statistics("lineno")[:TOP]:
        lines.append(f"  {entry.size / KIBIBYTE:9.1f} KiB {entry.count:7d} blocks  {_place(entry)}")
    return "\n".join(lines)


def _place(entry: tracemalloc.Statistic) -> str:
    frame = entry.traceback[0]
    return f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno}"


def _note_traced(path: Path) -> None:
    """Memory of living Python objects, for who watches from outside."""
    while True:
        half_written = path.with_suffix(".new")
        half_written.write_text(str(tracemalloc.get_traced_memory()[0]))
        half_written.replace(path)
        time.sleep(0.5)


if __name__ == "__main__":
    main(*sys.argv[1:])
