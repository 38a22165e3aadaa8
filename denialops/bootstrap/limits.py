"""How often one caller of the API may ask: counted in Redis where there is one, else in this process."""

from __future__ import annotations

from denialops.config import Settings
from denialops.ports.limits import RequestWindow


def build_request_window(settings: Settings) -> RequestWindow:
    url = settings.redis_url.get_secret_value()
    if url:
        from denialops.limits.redis import RedisWindow

        return RedisWindow(url, settings.api_requests_per_minute)
    from denialops.limits.local import LocalWindow

    return LocalWindow(settings.api_requests_per_minute)
