"""The API as one ASGI application."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anyio import CapacityLimiter
from fastapi import APIRouter, FastAPI

from denialops import __version__
from denialops.api import (
    actions,
    artifacts,
    cases,
    clinic,
    decisions,
    documents,
    drafts,
    events,
    facts,
    incidents,
    kill_switches,
    letters,
    runs,
    streams,
    vendors,
)
from denialops.api.body_limit import BodyLimit
from denialops.api.edge import Edge
from denialops.api.gate import Gate
from denialops.api.health import HealthDesk
from denialops.api.needs import HELPERS
from denialops.api.openapi import document_of
from denialops.api.problems import add_problem_details
from denialops.api.repeats import Repeats
from denialops.api.throttle import Throttle
from denialops.api.watch import EventWatch
from denialops.bootstrap.limits import build_request_window
from denialops.config import Settings
from denialops.services import Services

ROUTERS = (
    events,
    cases,
    documents,
    letters,
    facts,
    drafts,
    artifacts,
    runs,
    streams,
    clinic,
    incidents,
    vendors,
    kill_switches,
    actions,
    decisions,
)
DESCRIPTION = "Denial letters in, appeals out: the same cases as on the pages. docs/api.md walks through it with curl."


class Api(FastAPI):
    def openapi(self) -> dict[str, Any]:
        return document_of(self)


def build_api(services: Callable[[], Services], settings: Settings) -> FastAPI:
    """To be mounted at /api. `services` is asked with each request, so that mounting builds nothing."""
    api = Api(
        title="DenialOps",
        version=__version__,
        description=DESCRIPTION,
        docs_url="/v1/docs",
        openapi_url="/v1/openapi.json",
        redoc_url=None,
        # Its own telemetry would send the words of errors and of faulty requests.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    api.state.services, api.state.settings = services, settings
    api.state.watch = EventWatch(lambda case_ids: services().last_events(case_ids))
    api.state.helpers = CapacityLimiter(HELPERS)
    routes = APIRouter(prefix="/v1")
    for module in ROUTERS:
        routes.include_router(module.router)
    api.include_router(routes)
    desk = HealthDesk(services)
    for path, answer in (
        ("", desk.overall),
        ("/live", desk.live),
        ("/ready", desk.ready),
        ("/detailed", desk.detailed),
    ):
        api.add_route(f"/v1/health{path}", answer)
    add_problem_details(api)
    # The last added is the outermost.
    api.add_middleware(Repeats, services=services)
    api.add_middleware(BodyLimit, max_file_mb=settings.max_file_mb)
    api.add_middleware(Gate, services=services, key=settings.api_key)
    api.add_middleware(
        Throttle,
        window=build_request_window(settings, settings.api_requests_per_minute),
        events=build_request_window(settings, settings.event_requests_per_minute),
    )
    api.add_middleware(Edge)
    return api
