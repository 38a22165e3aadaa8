"""Who uses a data folder: one process alone, or several that each have a name of their own."""

from __future__ import annotations

import contextlib
import os
import sys
from itertools import count
from pathlib import Path
from typing import IO
from uuid import uuid4

from denialops.errors import AlreadyRunning

# Far behind the text, so that on Windows, where a locked range cannot be read, the address can.
LOCKED_BYTE = 1_000_000
# Such a lock is the process's own: taking it twice would succeed, and closing the second file would lose it.
_held: set[Path] = set()


class LockedFile:
    """A file held by a lock of the operating system, which a killed process loses by itself."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def take(self) -> bool:
        """False where somebody holds it, in this process or another."""
        if self.path in _held:
            return False
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("a+", encoding="ascii")
        try:
            _lock(file)
        except OSError:
            file.close()
            return False
        self._file = file
        _held.add(self.path)
        return True

    def read(self) -> str:
        """Also by those who do not hold it; who does must not open it a second time."""
        if self._file:
            self._file.seek(0)
            return self._file.read()
        with contextlib.suppress(OSError):
            return self.path.read_text(encoding="ascii")
        return ""

    def write(self, words: str) -> None:
        if self._file:
            self._file.truncate(0)
            self._file.write(words)
            self._file.flush()

    def release(self) -> None:
        if self._file:
            self._file.close()
            self._file = None
            _held.discard(self.path)


class FolderClaim:
    """For a data folder that only one process may use."""

    def __init__(self, data_dir: Path) -> None:
        self._file = LockedFile(data_dir.resolve() / "running")

    def take(self, address: str) -> None:
        if not self._file.take():
            raise AlreadyRunning(self._refusal())
        self._file.write(address)

    def release(self) -> None:
        self._file.write("")
        self._file.release()

    def _refusal(self) -> str:
        if self._file.path in _held:
            return "DenialOps is already running in this program"
        address = self._file.read()
        return (
            f"DenialOps is already running at {address}"
            if address
            else "DenialOps is already running with this data folder"
        )


class WorkerName:
    """A name of its own for each process on a data folder, the same at every start: what it left is found by it."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir.resolve() / "workers"
        self._file: LockedFile | None = None

    def take(self) -> str:
        """The first that no living process has; a new one where all are taken."""
        for number in count(1):
            file = LockedFile(self._folder / str(number))
            if file.take():
                break
        if not file.read():
            file.write(uuid4().hex)
        self._file = file
        return file.read()

    def release(self) -> None:
        if self._file:
            self._file.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        file.seek(LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        # Belongs to the whole process, its threads and no child of it.
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, LOCKED_BYTE, os.SEEK_SET)
