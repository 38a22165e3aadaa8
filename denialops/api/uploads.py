"""Files that come in, and originals that go out."""

from __future__ import annotations

import re
from urllib.parse import quote

from fastapi import UploadFile
from starlette.responses import Response

from denialops.config import Settings
from denialops.errors import FileTooLarge
from denialops.services.records import Upload

MB = 1024 * 1024
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


def taken(file: UploadFile, settings: Settings) -> Upload:
    """The bytes, once. Raises FileTooLarge; never more than the limit is taken into memory."""
    limit_mb = settings.max_file_mb
    data = file.file.read(limit_mb * MB + 1)
    if len(data) > limit_mb * MB:
        raise FileTooLarge(f"The file is larger than {limit_mb} MB.")
    return Upload(file.filename or "letter", data)


def download(data: bytes, name: str, *, media_type: str = "application/octet-stream", tag: str = "") -> Response:
    """Never shown by a browser in our name, whatever is in it."""
    is_plain = PLAIN.fullmatch(name) is not None
    named = f'filename="{name}"' if is_plain else f"filename*=UTF-8''{quote(name, safe='')}"
    headers = {
        "Content-Disposition": f"attachment; {named}",
        "X-Content-Type-Options": "nosniff",
    }
    if tag:
        headers |= {"ETag": tag, "Cache-Control": "private, no-cache"}
    return Response(data, media_type=media_type, headers=headers)
