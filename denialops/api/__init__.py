"""The HTTP API under /api/v1, over the same services as the pages, and what watches it."""

from denialops.api.application import build_api
from denialops.api.operations import operation_routes
from denialops.api.request_log import RequestLog

__all__ = ["RequestLog", "build_api", "operation_routes"]
