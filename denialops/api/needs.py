"""What routes ask for: the services, who calls, and the watch over the event log."""

from __future__ import annotations

from typing import Annotated

from anyio import CapacityLimiter
from fastapi import Depends
from starlette.requests import Request

from denialops.api.watch import EventWatch
from denialops.config import Settings
from denialops.services import Services

# Waiting for a model holds a thread: these wait among themselves and leave the others to everybody else.
HELPERS = 8


async def _services(request: Request) -> Services:
    found: Services = request.app.state.services()
    return found


async def _actor(request: Request) -> str:
    actor: str = request.state.caller.actor
    return actor


async def _settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


async def _watch(request: Request) -> EventWatch:
    found: EventWatch = request.app.state.watch
    return found


async def _helpers(request: Request) -> CapacityLimiter:
    found: CapacityLimiter = request.app.state.helpers
    return found


Desk = Annotated[Services, Depends(_services)]
Actor = Annotated[str, Depends(_actor)]
Chosen = Annotated[Settings, Depends(_settings)]
Watch = Annotated[EventWatch, Depends(_watch)]
Helpers = Annotated[CapacityLimiter, Depends(_helpers)]
