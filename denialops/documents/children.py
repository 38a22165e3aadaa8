"""Supervised child processes: files are parsed and read here, so that a bad one can only end its child.

A child is a `python -m denialops.documents.worker` on two pipes. It is started on demand, reused, and killed when it
takes too long, grows too large, or nobody wants its answer any more. When the parent dies its pipe closes and the
child ends itself, so no orphan is left even after kill -9.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import BinaryIO, Literal, cast

import psutil

from denialops.documents.frames import Head, read_frame, write_frame
from denialops.documents.limits import MB, Limits, ocr_children, usable_cores
from denialops.errors import Cancelled, DamagedFile, InputError, ReaderOutOfMemory, ReadingTimedOut
from denialops.ports import IsCancelled, ignore, never

Kind = Literal["parser", "ocr"]
Answer = tuple[Head, bytes]

_TICK_S = 0.05
_CANCEL_TICK_S = 0.25
_START_TIMEOUT_S = 60.0
_NICE = 10
_ROOT = Path(__file__).resolve().parents[2]


class Deadline:
    """When an answer is due; `words` say which limit it was."""

    def __init__(self, seconds: float, words: str, *, within: Deadline | None = None) -> None:
        self._due, self.words = monotonic() + seconds, words
        if within is not None and within._due < self._due:
            self._due, self.words = within._due, within.words

    def check(self) -> None:
        if monotonic() > self._due:
            raise ReadingTimedOut(f"Reading took longer than {self.words}.")


class Child:
    """One child process. After any error but an answered one it is dead and must be dropped."""

    def __init__(self, limits: Limits, kind: Kind, *, is_cancelled: IsCancelled = never) -> None:
        """Raises Cancelled, too: a busy machine takes many seconds to start one."""
        command = [sys.executable, "-m", "denialops.documents.worker", json.dumps(limits)]
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nothing, cwd=_ROOT, bufsize=-1)
        self._stdin, self._stdout = cast(BinaryIO, self._process.stdin), cast(BinaryIO, self._process.stdout)
        self._watched = psutil.Process(self._process.pid)
        self._limits = limits
        self._answers: SimpleQueue[Answer | None] = SimpleQueue()
        self._next_look = self._next_cancel_look = 0.0
        self.holds = ""
        threading.Thread(target=self._listen, name="reader-child", daemon=True).start()
        deadline = Deadline(_START_TIMEOUT_S, "a minute to start")
        self.ask({"do": "ready", "kind": kind}, deadline=deadline, is_cancelled=is_cancelled)
        if kind == "ocr":
            _let_others_first(self._watched)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(
        self,
        request: Head,
        blob: bytes = b"",
        *,
        deadline: Deadline,
        is_cancelled: IsCancelled = never,
        on_part: Callable[[Head], object] = ignore,
    ) -> Answer:
        """The answer; the parts of a long one go to `on_part` as they come."""
        self._next_look = monotonic() + _TICK_S
        self._next_cancel_look = monotonic() + _CANCEL_TICK_S
        try:
            self._send(request, blob)
            while True:
                head, payload = self._next_answer(deadline, is_cancelled)
                for part in head.get("parts", ()):
                    on_part(part)
                if not head.get("more"):
                    break
        except BaseException:
            self.kill()
            raise
        if "error" in head:
            raise _error_of(head)
        return head, payload

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        with suppress(OSError):  # what was not yet written has nobody left to read it
            self._stdin.close()

    def _send(self, request: Head, blob: bytes) -> None:
        try:
            write_frame(self._stdin, request, blob)
        except OSError as error:
            raise DamagedFile("The reader stopped before it took the file.") from error

    def _listen(self) -> None:
        with self._stdout as stdout:
            while (answer := read_frame(stdout)) is not None:
                self._answers.put(answer)
        self._answers.put(None)

    def _next_answer(self, deadline: Deadline, is_cancelled: IsCancelled) -> Answer:
        while True:
            if monotonic() >= self._next_look:
                self._next_look = monotonic() + _TICK_S
                self._check_memory()
                deadline.check()
                self._check_cancelled(is_cancelled)
            try:
                answer = self._answers.get(timeout=_TICK_S)
            except Empty:
                continue
            if answer is None:
                raise DamagedFile("The file cannot be read: its content breaks the reader.")
            return answer

    def _check_cancelled(self, is_cancelled: IsCancelled) -> None:
        """Rarer than the other checks: the signal may be a question to a database."""
        if monotonic() >= self._next_cancel_look:
            self._next_cancel_look = monotonic() + _CANCEL_TICK_S
            _check_cancelled(is_cancelled)

    def _check_memory(self) -> None:
        try:
            resident = self._watched.memory_info().rss
        except psutil.Error:
            return  # it has just ended; the closed pipe says so
        if resident > self._limits.child_memory_mb * MB:
            raise ReaderOutOfMemory(f"Reading needs more than {self._limits.child_memory_mb} MB of memory.")


class Children:
    """The pool of one process: a few parsers, and as many OCR children as cores and free memory allow."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._change = threading.Condition()
        self._idle: dict[Kind, list[Child]] = {"parser": [], "ocr": []}
        self._busy: dict[Kind, int] = {"parser": 0, "ocr": 0}
        self._all: set[Child] = set()
        atexit.register(self.close)

    @contextmanager
    def borrow(self, kind: Kind, *, holding: str = "", is_cancelled: IsCancelled = never) -> Iterator[Child]:
        """A child for one question, rather one that holds the file already; waits while all are busy."""
        child = self._take(kind, holding, is_cancelled)
        try:
            if child is None:
                child = self._start(kind, is_cancelled)
            yield child
        finally:
            self._give_back(kind, child)

    def ocr_size(self) -> int:
        with self._change:
            return ocr_children(self.limits, len(self._idle["ocr"]) + self._busy["ocr"])

    def pids(self) -> tuple[int, ...]:
        with self._change:
            return tuple(child.pid for child in self._all if child.is_alive)

    def close(self) -> None:
        atexit.unregister(self.close)
        with self._change:
            children, self._all = self._all, set()
            self._idle = {"parser": [], "ocr": []}
        for child in children:
            child.kill()

    def _take(self, kind: Kind, holding: str, is_cancelled: IsCancelled) -> Child | None:
        """An idle child, or None for leave to start one."""
        with self._change:
            while True:
                self._drop_dead(kind)
                idle = self._idle[kind]
                if idle or self._busy[kind] < self._capacity(kind):
                    self._busy[kind] += 1
                    return _best(idle, holding)
                self._change.wait(_CANCEL_TICK_S)
                _check_cancelled(is_cancelled)

    def _capacity(self, kind: Kind) -> int:
        return ocr_children(self.limits, self._busy["ocr"]) if kind == "ocr" else usable_cores()

    def _start(self, kind: Kind, is_cancelled: IsCancelled) -> Child:
        child = Child(self.limits, kind, is_cancelled=is_cancelled)
        with self._change:
            self._all.add(child)
        return child

    def _give_back(self, kind: Kind, child: Child | None) -> None:
        with self._change:
            self._busy[kind] -= 1
            if child is not None and child.is_alive and child in self._all:
                self._idle[kind].append(child)
            elif child is not None:
                self._all.discard(child)
                child.kill()
            self._change.notify()

    def _drop_dead(self, kind: Kind) -> None:
        for child in [child for child in self._idle[kind] if not child.is_alive]:
            self._idle[kind].remove(child)
            self._all.discard(child)
            child.kill()


def _best(idle: list[Child], holding: str) -> Child | None:
    for child in idle:
        if child.holds == holding:
            idle.remove(child)
            return child
    return idle.pop() if idle else None


def _check_cancelled(is_cancelled: IsCancelled) -> None:
    if is_cancelled():
        raise Cancelled


def _error_of(head: Head) -> InputError:
    kinds: dict[str, type[InputError]] = {kind.code: kind for kind in InputError.__subclasses__()}
    return kinds.get(head["error"], DamagedFile)(head["message"], hint=head["hint"])


def _let_others_first(process: psutil.Process) -> None:
    """OCR keeps every core busy for minutes, and people wait for short answers meanwhile."""
    with suppress(psutil.Error):
        if sys.platform == "win32":
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            process.nice(_NICE)
