"""Vendors and payers: breaker, rates and limits of each; reviewed, paused and resumed by a person."""

from __future__ import annotations

from fastapi import APIRouter

from denialops.api.needs import Actor, Desk
from denialops.api.problems import says
from denialops.api.shapes import Page
from denialops.domain.recovery.safety import KnownWorkflow, QuotaUse
from denialops.errors import VendorNotFound
from denialops.services.safety import RulesState, VendorRow

router = APIRouter(tags=["recovery"])

FAULTS = says(VendorNotFound)


@router.get("/vendors")
def list_vendors(desk: Desk) -> Page[VendorRow]:
    """Every one that an event named, by name; rates are of the last 24 hours."""
    return Page(items=desk.vendors())


@router.get("/vendors/{vendor}", responses=FAULTS)
def get_vendor(vendor: str, desk: Desk) -> VendorRow:
    return desk.vendor(vendor)


@router.post("/vendors/{vendor}/review", responses=FAULTS)
def review_vendor(vendor: str, desk: Desk, actor: Actor) -> VendorRow:
    """Somebody looked at it and knows it."""
    return desk.review_vendor(vendor, actor=actor)


@router.post("/vendors/{vendor}/pause", responses=FAULTS)
def pause_vendor(vendor: str, desk: Desk, actor: Actor) -> VendorRow:
    """It is not called until it is resumed."""
    return desk.pause_vendor(vendor, actor=actor)


@router.post("/vendors/{vendor}/resume", responses=FAULTS)
def resume_vendor(vendor: str, desk: Desk, actor: Actor) -> VendorRow:
    return desk.resume_vendor(vendor, actor=actor)


@router.get("/workflows")
def list_workflows(desk: Desk) -> Page[KnownWorkflow]:
    """Every one that an event named, by name."""
    return Page(items=desk.workflows())


@router.get("/recovery-rules")
def get_rules_state(desk: Desk) -> RulesState:
    """Which rules are in use, and what is wrong with files that are therefore not used."""
    return desk.recovery_rules()


@router.get("/quotas")
def list_quotas(desk: Desk) -> Page[QuotaUse]:
    """What of today's quotas is used; limit 0: none."""
    return Page(items=desk.quotas())
