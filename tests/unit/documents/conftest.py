"""One pool of children for all tests of this folder: starting one costs a third of a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from denialops.config import Settings
from denialops.documents.children import Children
from denialops.documents.imager import PdfImager
from denialops.documents.limits import Limits
from denialops.documents.reader import FileReader
from denialops.domain.documents import Document

LIMITS = Limits.of(Settings())
Read = Callable[..., Document]


@pytest.fixture(scope="session")
def children() -> Iterator[Children]:
    pool = Children(LIMITS)
    yield pool
    pool.close()


@pytest.fixture
def read(children: Children) -> Read:
    """read(data, "name.pdf") with the usual limits."""
    reader = FileReader(children)
    return lambda data, filename="letter.pdf", **more: reader.read(data, filename=filename, document_id="d1", **more)


@pytest.fixture
def reader_with() -> Iterator[Callable[..., FileReader]]:
    """A reader with limits of its own."""
    pools: list[Children] = []

    def build(**limits: float) -> FileReader:
        pools.append(Children(LIMITS._replace(**limits)))
        return FileReader(pools[-1])

    yield build
    for pool in pools:
        pool.close()


@pytest.fixture
def imager(children: Children) -> PdfImager:
    return PdfImager(children)
