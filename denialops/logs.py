"""Structured JSON logs on stderr with a correlation id; patient text cannot get in."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import cast
from uuid import uuid4

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor

from denialops.errors import DenialOpsError

ALLOWED_KEYS = frozenset(
    "timestamp level event logger correlation_id where error_type code "
    "case_id document_id task_id request_id user_id browser_id stage version attempt actor_kind "
    "method route status address port count pages page size seconds duration_ms "
    "provider model purpose cached tokens request_id trace_parent".split()
)
# A name or sentence has blanks; ids, codes, places, times and templates of routes have none.
HARMLESS = re.compile(r"[\w.,:/@+\-{}]{0,200}")
REFUSED = "refused"
# These libraries never see what a letter says, so what they report may be shown.
TRUSTED_LIBRARIES = ("dbos", "uvicorn.error", "alembic")


def configure_logs(level: str) -> None:
    """Our own events and those of every library as one line of JSON each."""
    _configure_events(level)
    logging.basicConfig(level=logging.WARNING, handlers=[LibraryHandler()], force=True)


def get_log() -> FilteringBoundLogger:
    return cast(FilteringBoundLogger, structlog.get_logger())


def correlation_id() -> str:
    """Of the request or task under way; "" outside of one."""
    return str(structlog.contextvars.get_contextvars().get("correlation_id", ""))


def trace_parent() -> str:
    """The span under way, for spans within it and for tasks that go on elsewhere; "" where nobody traces."""
    return str(structlog.contextvars.get_contextvars().get("trace_parent", ""))


@contextmanager
def correlated(correlation_id: str = "", **ids: str) -> Iterator[str]:
    """Every line within carries this id; a new one is made when none came in."""
    chosen = correlation_id or uuid4().hex
    known = {name: value for name, value in ids.items() if value}
    with structlog.contextvars.bound_contextvars(correlation_id=chosen, **known):
        yield chosen


class LibraryHandler(logging.Handler):
    """Says which library spoke and from where; its words only when it cannot know a patient."""

    def emit(self, record: logging.LogRecord) -> None:
        event: EventDict = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "message": "library_message",
            "logger": record.name,
            "where": f"{record.module}:{record.lineno}",
        }
        if record.exc_info and record.exc_info[1]:
            event.update(described(record.exc_info[1]))
        if record.name.startswith(TRUSTED_LIBRARIES):
            event["message"] = record.getMessage()
        sys.stderr.write(json.dumps(event) + "\n")


def described(error: BaseException) -> dict[str, str]:
    """An exception without its message and locals: type, code, and the line it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    code = error.code if isinstance(error, DenialOpsError) else DenialOpsError.code
    last = frames[-1] if frames else None
    where = f"{_short(last.filename)}:{last.lineno}" if last else ""
    return {"error_type": type(error).__name__, "code": code, "where": where}


def _without_text(_: object, __: str, event: EventDict) -> EventDict:
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event.update(described(error))
    return {key: harmless(value) for key, value in event.items() if key in ALLOWED_KEYS}


def harmless(value: object) -> object:
    """The value, or REFUSED where it could be words of a letter."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return value if isinstance(value, str) and HARMLESS.fullmatch(value) else REFUSED


def _short(filename: str) -> str:
    return "/".join(filename.replace("\\", "/").split("/")[-2:])


def _configure_events(level: str) -> None:
    chain: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_text,
        structlog.processors.EventRenamer("message"),
        structlog.processors.JSONRenderer(),
    ]
    structlog.configure(
        processors=chain,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


# From the first import on: the library's own default prints messages and local variables.
_configure_events("INFO")
