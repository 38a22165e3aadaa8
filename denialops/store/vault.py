"""Originals on disk under their SHA-256: written whole or not at all, never overwritten, checked when read."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from denialops.errors import DocumentNotFound, StoreUnavailable


class FileVault:
    """`folder`/<first two digits>/<sha256>."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        try:
            # A damaged copy is replaced by the good bytes that just came in.
            if _holds(path, sha256):
                path.touch()
            else:
                _write_whole(path, data)
        except OSError as error:
            raise StoreUnavailable(hint="The original could not be written. Check the disk's free space.") from error
        return sha256

    def get(self, sha256: str) -> bytes:
        try:
            data = self._path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise DocumentNotFound(hint="The original file is missing from the data folder.") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DocumentNotFound(hint="The original file was damaged on disk. Upload it again.")
        return data

    def delete(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def close(self) -> None:
        """Nothing is held open between two calls."""

    def list_stored(self, before: datetime) -> Iterator[str]:
        for path in self._folder.glob("??/*"):
            if path.stat().st_mtime < before.timestamp():
                yield path.name

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def _holds(path: Path, sha256: str) -> bool:
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _write_whole(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink()
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """The new name is durable only with its folder; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
