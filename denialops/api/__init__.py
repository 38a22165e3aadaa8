"""The HTTP API under /api/v1, over the same services as the pages."""

from denialops.api.application import build_api, health_routes

__all__ = ["build_api", "health_routes"]
