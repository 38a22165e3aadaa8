"""How long short requests take while the same server reads 200 pages: health, and the list of cases."""

from __future__ import annotations

import io
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from denialops.bench.letters import Letters, realistic_letters
from denialops.bench.load import case_seconds, percentile
from denialops.bench.reading import as_scan, letters_as_pdf
from denialops.bench.rows import Row, make_row
from denialops.bench.serving import Server, ask, running_server

PAGES, SCANNED = 200, 8
KNOWN_CASES = 50
EVERY_S = 0.02
HEALTH_LIMIT_MS = 50.0
HEALTH = ("/health/live", "/health/ready")
ASKED = (*HEALTH, "/api/v1/cases")

Answers = Mapping[str, Sequence[float]]
"""By path: the seconds of each answer."""


def measure_latency() -> Iterator[Row]:
    text = letters_as_pdf(PAGES)
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        letters = Letters(*realistic_letters())
        with closing(server.connect()) as connection:
            for _ in range(KNOWN_CASES):
                case_seconds(connection, letters.next())
        yield from answer_rows("alone", _answers_for(server, seconds=5))
        yield from answer_rows("while 200 pages are read", _answers_while_reading(server, text))
        mixed = with_scans(text, SCANNED)
        yield from answer_rows(f"of which {SCANNED} are scans", _answers_while_reading(server, mixed))


def answer_rows(when: str, answers: Answers) -> Iterator[Row]:
    """One row a path: the 95th percentile, beside it what is usual and the longest of all."""
    for path, seconds in answers.items():
        p95 = percentile(seconds, 95) * 1000
        usual, longest = statistics.median(seconds) * 1000, max(seconds) * 1000
        goal, met = (f"< {HEALTH_LIMIT_MS:g}", p95 < HEALTH_LIMIT_MS) if path in HEALTH else ("", None)
        limit = f"p50 {usual:.1f}, longest {longest:.1f}, {len(seconds)} asked"
        yield make_row(f"{path} {when}, p95", p95, "ms", limit=limit, goal=goal, met=met)


def with_scans(text: bytes, scanned: int) -> bytes:
    """The same pages, the first so many of them as pictures."""
    import pypdfium2 as pdfium

    pages = pdfium.PdfDocument(text)
    first = pdfium.PdfDocument.new()
    first.import_pages(pages, list(range(scanned)))
    whole = pdfium.PdfDocument(as_scan(_saved(first)))
    whole.import_pages(pages, list(range(scanned, len(pages))))
    return _saved(whole)


def _saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def _answers_while_reading(server: Server, pdf: bytes) -> Answers:
    """From the arrival of the file to the end of the work on it."""
    with closing(server.connect()) as connection, _asking(server) as answers:
        case_seconds(connection, pdf, "letter.pdf")
    return answers


def _answers_for(server: Server, *, seconds: float) -> Answers:
    with _asking(server) as answers:
        time.sleep(seconds)
    return answers


@contextmanager
def _asking(server: Server) -> Iterator[Answers]:
    """Asks every path again and again, each over a connection of its own."""
    done, answers = threading.Event(), {path: list[float]() for path in ASKED}

    def ask_on(path: str) -> None:
        with closing(server.connect()) as connection:
            while not done.wait(EVERY_S):
                started = time.perf_counter()
                ask(connection, "GET", path)
                answers[path].append(time.perf_counter() - started)

    askers = [threading.Thread(target=ask_on, args=(path,)) for path in ASKED]
    for asker in askers:
        asker.start()
    try:
        yield answers
    finally:
        done.set()
        for asker in askers:
            asker.join()
