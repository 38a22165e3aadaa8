"""One running DenialOps for each data folder; a second one is told where the first is."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import IO

from denialops.errors import AlreadyRunning

# Far behind the text, so that on Windows, where a locked range cannot be read, the address can.
LOCKED_BYTE = 1_000_000
# Such a lock is the process's own: taking it twice would succeed, and closing the second file would lose it.
_held: set[Path] = set()


class FolderClaim:
    """Held by a lock of the operating system, which a killed process loses by itself."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir.resolve() / "running"
        self._file: IO[str] | None = None

    def take(self, address: str) -> None:
        if self._path in _held:
            raise AlreadyRunning(self._refusal())
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+", encoding="ascii")
        try:
            _lock(file)
        except OSError as error:
            file.close()
            raise AlreadyRunning(self._refusal()) from error
        file.truncate(0)
        file.write(address)
        file.flush()
        self._file = file
        _held.add(self._path)

    def release(self) -> None:
        if self._file:
            self._file.truncate(0)
            self._file.close()
            self._file = None
            _held.discard(self._path)

    def _refusal(self) -> str:
        if self._path in _held:
            return "DenialOps is already running in this program"
        with contextlib.suppress(OSError):
            if address := self._path.read_text(encoding="ascii"):
                return f"DenialOps is already running at {address}"
        return "DenialOps is already running with this data folder"


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
