"""Messages between the parent and its children: a JSON head and raw bytes behind it.

JSON and not pickle: a child that a hostile file took over must not be able to run code in its parent.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

_SIZES = struct.Struct(">IQ")

Head = dict[str, Any]


def write_frame(stream: BinaryIO, head: Head, blob: bytes = b"") -> None:
    text = json.dumps(head, separators=(",", ":")).encode()
    stream.write(_SIZES.pack(len(text), len(blob)) + text)
    if blob:
        stream.write(blob)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[Head, bytes] | None:
    """The next message, or None when the other side is gone."""
    sizes = stream.read(_SIZES.size)
    if len(sizes) < _SIZES.size:
        return None
    head_size, blob_size = _SIZES.unpack(sizes)
    text, blob = stream.read(head_size), stream.read(blob_size)
    if len(text) < head_size or len(blob) < blob_size:
        return None
    return json.loads(text), blob
