"""A child that fails, grows, hangs or is not wanted any more ends alone; the pool goes on with a fresh one."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from denialops.documents.children import Children
from denialops.documents.reader import FileReader
from denialops.errors import Cancelled, DamagedFile
from tests.fixtures import files
from tests.unit.documents.conftest import LIMITS

MANY_PAGES = [files.LETTER_LINES * 3] * 120


@pytest.fixture
def pool():
    children = Children(LIMITS)
    yield children
    children.close()


def test_a_child_is_started_on_demand_and_used_again(pool) -> None:
    reader = FileReader(pool)
    assert pool.pids() == ()

    for _ in range(3):
        reader.read(files.docx_file(), filename="a.docx", document_id="d1")

    assert len(pool.pids()) == 1


def test_a_child_killed_in_the_middle_of_a_file_fails_that_file_only(pool) -> None:
    reader = FileReader(pool)
    data = files.text_pdf(MANY_PAGES)
    with pytest.raises(DamagedFile):
        reader.read(data, filename="a.pdf", document_id="d1", on_page=lambda _: [_kill(pid) for pid in pool.pids()])

    assert len(reader.read(data, filename="a.pdf", document_id="d1").pages) == 120


def test_a_cancelled_read_ends_its_child(pool) -> None:
    reader = FileReader(pool)
    reader.read(files.docx_file(), filename="a.docx", document_id="d1")
    (child,) = pool.pids()
    with pytest.raises(Cancelled):
        reader.read(files.slow_docx(), filename="a.docx", document_id="d1", is_cancelled=lambda: True)

    assert not psutil.pid_exists(child)
    assert pool.pids() == ()


def test_a_child_that_is_still_starting_ends_when_its_reading_is_cancelled(pool) -> None:
    others = set(psutil.Process().children())
    with pytest.raises(Cancelled), pool.borrow("ocr", is_cancelled=lambda: True):
        pytest.fail("nobody wants it any more")

    assert set(psutil.Process().children()) <= others


def test_a_child_that_ended_while_idle_is_replaced(pool) -> None:
    reader = FileReader(pool)
    reader.read(files.docx_file(), filename="a.docx", document_id="d1")
    (child,) = pool.pids()
    _kill(child)

    reader.read(files.docx_file(), filename="a.docx", document_id="d1")

    assert pool.pids() != (child,)


def test_files_are_read_at_the_same_time(pool) -> None:
    reader = FileReader(pool)
    letters = [files.text_pdf([[f"This is letter number {n} of the day."]]) for n in range(8)]

    with ThreadPoolExecutor(4) as threads:
        documents = list(threads.map(lambda data: reader.read(data, filename="a.pdf", document_id="d1"), letters))

    assert [f"number {n} of" in document.pages[0].text for n, document in enumerate(documents)] == [True] * 8


def test_closing_the_pool_leaves_no_child(pool) -> None:
    FileReader(pool).read(files.docx_file(), filename="a.docx", document_id="d1")
    (child,) = pool.pids()

    pool.close()

    assert not psutil.pid_exists(child)


def test_no_child_outlives_a_parent_that_is_killed() -> None:
    script = (
        "import sys; from denialops.documents.children import Children\n"
        "from tests.unit.documents.conftest import LIMITS\n"
        "pool = Children(LIMITS)\n"
        "with pool.borrow('parser') as child:\n"
        "    print(child.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()

    _, alive = psutil.wait_procs([child], timeout=10)
    assert alive == [] or alive[0].status() == psutil.STATUS_ZOMBIE


def test_the_parent_loads_no_heavy_library() -> None:
    script = (
        "import sys; from denialops.documents.reader import FileReader\n"
        "from denialops.documents.imager import PdfImager\n"
        "heavy = ('cv2', 'onnxruntime', 'rapidocr', 'PIL', 'numpy', 'pypdfium2')\n"
        "print([name for name in heavy if name in sys.modules])"
    )

    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert found.strip() == "[]"


def _kill(pid: int) -> None:
    process = psutil.Process(pid)
    process.kill()
    psutil.wait_procs([process], timeout=10)


def test_recognition_lets_everything_else_go_first_and_parsing_does_not(pool) -> None:
    with pool.borrow("ocr") as ocr, pool.borrow("parser") as parser:
        of_ocr, of_parser = (psutil.Process(child.pid).nice() for child in (ocr, parser))

    assert of_parser == psutil.Process().nice()
    assert of_ocr != of_parser
