"""Kill switches: who stopped what, why and for how long; set and lifted."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import AwareDatetime, Field

from denialops.api.needs import Actor, Desk
from denialops.api.problems import says
from denialops.api.shapes import Page
from denialops.domain.base import Record
from denialops.domain.recovery.safety import KillSwitch, SwitchScope
from denialops.errors import InvalidValue, SwitchNotFound

router = APIRouter(tags=["recovery"])


class NewSwitch(Record):
    """`target`: the vendor or workflow; empty for the tenant. Without `expires_at` it stays until it is lifted."""

    scope: SwitchScope
    target: str = Field("", max_length=200)
    reason: str = Field(min_length=1, max_length=500)
    expires_at: AwareDatetime | None = None


@router.get("/kill-switches")
def list_switches(desk: Desk, in_force: bool = False) -> Page[KillSwitch]:
    """Newest first, also those that are over unless only what is in force is asked for."""
    return Page(items=desk.kill_switches(in_force=in_force))


@router.post("/kill-switches", status_code=201, responses=says(InvalidValue))
def set_switch(new: NewSwitch, desk: Desk, actor: Actor) -> KillSwitch:
    """In force at once."""
    return desk.set_kill_switch(new.scope, new.target, reason=new.reason, actor=actor, expires_at=new.expires_at)


@router.delete("/kill-switches/{switch_id}", status_code=204, responses=says(SwitchNotFound))
def lift_switch(switch_id: str, desk: Desk, actor: Actor) -> None:
    """What it stopped goes on; the switch stays in the list with who lifted it."""
    desk.lift_kill_switch(switch_id, actor=actor)
