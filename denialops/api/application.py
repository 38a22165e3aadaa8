"""The API as one ASGI application."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import Route

from denialops import __version__
from denialops.api.access import ApiKey
from denialops.api.artifacts import artifacts_router
from denialops.api.cases import cases_router
from denialops.api.edge import Edge
from denialops.api.health import Health
from denialops.api.problems import add_problem_details
from denialops.config import Settings
from denialops.services import Services


def build_api(services: Callable[[], Services], settings: Settings) -> FastAPI:
    """To be mounted at /api. `services` is asked with each request, so that mounting builds nothing."""
    api = FastAPI(
        title="DenialOps", version=__version__, docs_url="/v1/docs", openapi_url="/v1/openapi.json", redoc_url=None
    )
    guarded = APIRouter(prefix="/v1", dependencies=[Depends(ApiKey(settings.api_key))])
    guarded.include_router(cases_router(services, settings))
    guarded.include_router(artifacts_router(services))
    api.include_router(guarded)
    api.get("/v1/health")(Health(services).told)
    add_problem_details(api)
    api.add_middleware(Edge)
    return api


def health_routes(services: Callable[[], Services]) -> list[Route]:
    """To be mounted at the root: what a load balancer asks."""
    return [Route("/health", Health(services).answer)]
