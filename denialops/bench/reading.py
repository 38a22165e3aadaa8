"""Reading letters: text, text PDF and scans beside the bare libraries, and the memory it takes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from denialops.bench.rows import Row, make_row, seconds_of
from denialops.bootstrap import build_pipeline
from denialops.config import ROOT, load_settings
from denialops.domain.cases import CaseFile
from denialops.domain.documents import Document
from denialops.pipeline.runner import Pipeline

LETTERS = ROOT / "tests" / "golden" / "set_a" / "letters"
MB = 1024 * 1024


def measure_reading(pages: int) -> Iterator[Row]:
    """`pages`: how many scanned pages are read."""
    pipeline = build_pipeline(load_settings())
    with _peak_memory() as memory:
        yield from _text_letters(pipeline)
        yield from _text_pdf(pipeline)
        yield from _scans(pipeline, pages)
    yield make_row("peak memory of this process", memory["parent"], "MiB", goal="< 500", met=memory["parent"] < 500)
    yield make_row("peak memory of one child", memory["child"], "MiB", goal="< 1536", met=memory["child"] < 1536)


# ---------------------------------------------------------------- text letters: bytes to draft, one core


def _text_letters(pipeline: Pipeline) -> Iterator[Row]:
    letters = [path.read_bytes() for path in sorted(LETTERS.glob("*.txt"))]
    for data in letters:
        read_letter(pipeline, data)
    times = [seconds_of(lambda d=data: read_letter(pipeline, d)) * 1000 for _ in range(5) for data in letters]  # type: ignore[misc]
    bare = [seconds_of(lambda d=data: d.decode().splitlines()) * 1000 for data in letters]  # type: ignore[misc]
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    limit = f"bare decoding {statistics.median(bare):.3f} ms"
    yield make_row("text letter, bytes to draft, p50", p50, "ms", limit=limit, goal="< 10", met=p50 < 10)
    yield make_row("text letter, bytes to draft, p95", p95, "ms", limit=limit, goal="< 25", met=p95 < 25)
    yield make_row("text letters on one core", 1000 / statistics.mean(times), "a second")


def read_letter(pipeline: Pipeline, data: bytes) -> CaseFile:
    return pipeline.run(_case("letter.txt"), source=lambda _: data)


def _case(filename: str) -> CaseFile:
    from datetime import date

    document = Document(document_id="d1", filename=filename, media_type="", sha256="", size=0)
    return CaseFile(case_id="bench", today=date(2026, 11, 21), documents=(document,))


# ---------------------------------------------------------------- text PDF beside bare pdfium


def _text_pdf(pipeline: Pipeline) -> Iterator[Row]:
    pages = 200
    data = letters_as_pdf(pages)
    _read(pipeline, data, "warm.pdf")
    ours = min(seconds_of(lambda: _read(pipeline, data, "letters.pdf")) for _ in range(5))
    bare = _bare("text", data)
    ratio = ours / bare
    limit = f"bare pdfium {pages / bare:,.0f} pages/s"
    yield make_row("text PDF", pages / ours, "pages/s", limit=limit)
    yield make_row("text PDF over bare extraction", ratio, "x", limit=limit, goal="<= 1.5", met=ratio <= 1.5)


def letters_as_pdf(pages: int) -> bytes:
    import typst

    texts = [path.read_text() for path in sorted(LETTERS.glob("*.txt"))]
    chosen = [texts[n % len(texts)][:2600] for n in range(pages)]
    source = (
        '#set page("us-letter")\n#set text(size: 9pt)\n#let pages = json(bytes(sys.inputs.data))\n'
        "#for (n, page) in pages.enumerate() { if n > 0 { pagebreak() }; block(clip: true, height: 90%, raw(page)) }"
    )
    return bytes(typst.compile(source.encode(), sys_inputs={"data": json.dumps(chosen)}))


def _read(pipeline: Pipeline, data: bytes, filename: str) -> Document:
    return pipeline.reader.read(data, filename=filename, document_id="d1")


# ---------------------------------------------------------------- scans beside the bare OCR engine


def _scans(pipeline: Pipeline, pages: int) -> Iterator[Row]:
    data = as_scan(letters_as_pdf(pages))
    _read(pipeline, data, "warm.pdf")
    ours = seconds_of(lambda: _read(pipeline, data, "scan.pdf"))
    workers = psutil.cpu_count() or 1
    bare = _bare("ocr", data, workers)
    ratio = ours / bare
    limit = f"bare engine on {workers} cores {pages / bare:.2f} pages/s"
    yield make_row("scanned PDF, OCR", pages / ours, "pages/s", limit=limit)
    yield make_row("OCR over the bare engine", ratio, "x", limit=limit, goal="<= 1.2", met=ratio <= 1.2)


def as_scan(data: bytes) -> bytes:
    """The pages as 200 dpi grey pictures in one PDF."""
    import io

    import pypdfium2 as pdfium

    pictures = [page.render(scale=200 / 72).to_pil().convert("L") for page in pdfium.PdfDocument(data)]
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return out.getvalue()


def _bare(kind: str, data: bytes, processes: int = 1) -> float:
    """Seconds that the library alone takes in processes of its own, start and imports not counted."""
    command = [sys.executable, "-c", _BARE[kind]]
    running = [subprocess.Popen([*command, str(n), str(processes)], stdin=-1, stdout=-1) for n in range(processes)]
    feeders = [threading.Thread(target=_feed, args=(process, data)) for process in running]
    for feeder in feeders:
        feeder.start()
    outputs = [process.stdout.read() for process in running if process.stdout]
    for feeder, process in zip(feeders, running, strict=True):
        feeder.join()
        process.wait()
    return max(float(output) for output in outputs)


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    if process.stdin:
        process.stdin.write(data)
        process.stdin.close()


_BARE = {
    "text": """
import sys, time
import pypdfium2 as pdfium
data = sys.stdin.buffer.read()
def read():
    document = pdfium.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
read()
best = 9e9
for _ in range(5):
    start = time.perf_counter(); read(); best = min(best, time.perf_counter() - start)
print(best)
""",
    "ocr": """
import sys, time
import numpy, pypdfium2 as pdfium
from rapidocr import RapidOCR
data, mine, processes = sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2])
engine = RapidOCR(params={"Global.use_cls": False, "Global.max_side_len": 1280, "Global.log_level": "error",
                          "EngineConfig.onnxruntime.intra_op_num_threads": 1})
document = pdfium.PdfDocument(data)
def picture(n):
    return numpy.asarray(document[n].render(scale=200 / 72).to_pil().convert("RGB"))
engine(picture(0))
start = time.perf_counter()
for n in range(mine, len(document), processes):
    engine(picture(n))
print(time.perf_counter() - start)
""",
}


@contextmanager
def _peak_memory() -> Iterator[dict[str, float]]:
    """Samples the resident memory of this process and of each child that reads for us, in MiB."""
    peaks, done, me = {"parent": 0.0, "child": 0.0}, threading.Event(), psutil.Process()

    def sample() -> None:
        while not done.wait(0.05):
            peaks["parent"] = max(peaks["parent"], me.memory_info().rss / MB)
            for child in me.children():
                try:
                    if "denialops.documents.worker" in child.cmdline():
                        peaks["child"] = max(peaks["child"], child.memory_info().rss / MB)
                except psutil.NoSuchProcess:
                    continue

    sampler = threading.Thread(target=sample, daemon=True)
    sampler.start()
    yield peaks
    done.set()
    sampler.join()
