"""Runs a piece of background work so that whatever it does, the runner lives and only a code is kept."""

from __future__ import annotations

from collections.abc import Callable

from denialops.errors import DenialOpsError
from denialops.logs import get_log


def attempt(work: Callable[[], object], **ids: str | int) -> DenialOpsError | None:
    """None when it went well. An error we did not foresee comes back as internal_error, without its words."""
    try:
        work()
    except DenialOpsError as error:
        get_log().warning("work_failed", exc_info=error, **ids)
        return error
    except Exception as error:  # noqa: BLE001 - the runner outlives whatever a stage does
        get_log().error("work_broke", exc_info=error, **ids)
        return DenialOpsError()
    return None
