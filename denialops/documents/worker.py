"""The program of a child process: one question after the other from its pipe, until the pipe closes."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from time import perf_counter
from typing import BinaryIO

from denialops.documents.frames import Head, read_frame, write_frame
from denialops.documents.limits import Limits
from denialops.documents.sniff import DOCX, HTML, PDF
from denialops.errors import InputError, ReaderOutOfMemory

Answer = tuple[Head, bytes]
Question = tuple[Head, bytes]

_BATCH_S = 0.02


def main() -> None:
    limits = Limits(*json.loads(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which closes our pipe
    answers = _private_stdout()
    questions: SimpleQueue[Question] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, questions), daemon=True).start()
    worker = Worker(limits)
    while True:
        head, blob = questions.get()
        for answer_head, payload in worker.answer(head, blob):
            write_frame(answers, answer_head, payload)


class Worker:
    """Knows the file it was handed last, so that many pages of it are asked for without sending it again."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._data = b""
        self._tasks: dict[str, Callable[[Head], Iterator[Answer]]] = {
            "ready": self._ready,
            "parse": self._parse,
            "ocr": self._ocr,
            "image": self._image,
            "locate": self._locate,
            "words": self._words,
            "unlock": self._unlock,
        }

    def answer(self, head: Head, blob: bytes) -> Iterator[Answer]:
        """Foreign errors are not caught: they end this process, and the parent calls the file damaged."""
        if blob:
            self._data = blob
        try:
            yield from self._tasks[head["do"]](head)
        except InputError as error:
            yield _refusal(error)
        except MemoryError:
            yield _refusal(ReaderOutOfMemory("Reading needs more memory than the computer has."))

    def _ready(self, head: Head) -> Iterator[Answer]:
        """OCR children load their models now, before the clock of a page runs."""
        if head["kind"] == "ocr":
            from denialops.documents import ocr

            ocr.engine()
        yield {}, b""

    def _parse(self, head: Head) -> Iterator[Answer]:
        media_type = head["type"]
        if media_type == PDF:
            from denialops.documents import pdf

            parts = pdf.read(self._data, self._limits)
        elif media_type == DOCX:
            from denialops.documents import docx

            parts = docx.read(self._data, self._limits)
        elif media_type == HTML:
            from denialops.documents import html

            parts = html.read(self._data)
        else:
            from denialops.documents import image

            parts = image.read(self._data, self._limits)
        yield from _batches(parts)

    def _ocr(self, head: Head) -> Iterator[Answer]:
        from denialops.documents import ocr, pictures

        started = perf_counter()
        picture = pictures.for_reading(self._data, head["type"], head["page"], self._limits)
        answer = ocr.engine().read(picture)
        yield {**answer, "seconds": perf_counter() - started}, b""

    def _image(self, head: Head) -> Iterator[Answer]:
        from denialops.documents import pictures

        png = pictures.for_showing(self._data, head["type"], head["page"], self._limits, **head["view"])
        yield {}, png

    def _locate(self, head: Head) -> Iterator[Answer]:
        from denialops.documents import pdf

        yield {"boxes": pdf.locate(self._data, head["page"], head["text"], head["start"], head["end"])}, b""

    def _words(self, head: Head) -> Iterator[Answer]:
        from denialops.documents import pdf

        yield {"words": pdf.words_of(self._data, head["page"], head["text"])}, b""

    def _unlock(self, head: Head) -> Iterator[Answer]:
        from denialops.documents import pdf_page

        yield {}, pdf_page.unlock(self._data, head["password"])


def _batches(parts: Iterator[Head]) -> Iterator[Answer]:
    """Pages as they are read, but not a message for each: fast pages travel together."""
    batch: list[Head] = []
    since = perf_counter()
    before = since
    for part in parts:
        now = perf_counter()
        batch.append({**part, "seconds": now - before})
        before = now
        if now - since > _BATCH_S:
            yield {"more": True, "parts": batch}, b""
            batch, since = [], now
    yield {"parts": batch}, b""


def _refusal(error: InputError) -> Answer:
    return {"error": error.code, "message": str(error), "hint": error.hint_text}, b""


def _private_stdout() -> BinaryIO:
    """The pipe to the parent; whatever a library prints goes to stderr instead of into our messages."""
    pipe = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return os.fdopen(pipe, "wb")


def _listen(stdin: BinaryIO, questions: SimpleQueue[Question]) -> None:
    while (question := read_frame(stdin)) is not None:
        questions.put(question)
    os._exit(0)  # the parent is gone, whatever we are busy with


if __name__ == "__main__":
    main()
