"""A rise in one payer's denials is told on the page, its cases are there, and the bulk re-draft starts on approval."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from denialops.client import Client
from denialops.domain.recovery.actions import Action
from denialops.domain.recovery.events import CLAIM_DENIED, WorkflowEvent
from tests.browser.conftest import ROOT, WORK_LIMIT_MS, Person, Server

pytestmark = pytest.mark.browser

KEY = "clinic-key"
STEADY, RISEN = 4, 15
WEEKS, RISEN_WEEKS = 20, 3
PAUSE_MS = 250


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(
        tmp_path_factory.mktemp("server") / "data", DENIALOPS_API_KEY=KEY, DENIALOPS_API_REQUESTS_PER_MINUTE="0"
    )
    running.start()
    yield running
    running.stop()


def _deny(client: Client) -> None:
    """Four letters a week, then fifteen."""
    for week in range(WEEKS, 0, -1):
        events = [_denial(week, place) for place in range(RISEN if week <= RISEN_WEEKS else STEADY)]
        assert all(answer.status == 201 for answer in client.post_events(events).items)


def _denial(week: int, place: int, **payload: str) -> WorkflowEvent:
    return WorkflowEvent(
        workflow_id="claims",
        event_type=CLAIM_DENIED,
        vendor="Meridian Health",
        error_code="197",
        idempotency_key=f"denied-{week}-{place}",
        occurred_at=datetime.now(UTC) - timedelta(weeks=week, hours=-place * 9),
        payload=payload,
    )


def test_a_bulk_redraft_is_approved_where_the_rise_is_told(person: Person, server: Server) -> None:
    client = Client(server.address, KEY)
    case_id = client.open_case().case_id
    client.add_document(case_id, ROOT / "data" / "samples" / "medicaid-therapy-notice.docx")
    assert not client.run(case_id).is_running
    page = person("Maria Lopez")
    _deny(client)
    _wait(page, lambda: any(client.actions()))
    client.post_event(_denial(1, RISEN, case_id=case_id))
    _wait(page, lambda: any(incident.case_count for incident in client.incidents(kind="denials")))

    page.get_by_role("link", name="Payer trends").first.click()
    expect(page.get_by_text(re.compile("Meridian Health denies CARC 197 .* as often"))).to_be_visible()
    page.get_by_text("Affected cases (1)").click()
    expect(page.get_by_role("link", name=re.compile("Case 1"))).to_be_visible()
    page.get_by_role("button", name="Propose to write 1 letter anew").click()
    page.get_by_role("button", name="Approve").click()

    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    _wait(page, lambda: _redraft(client).status == "done")
    assert _redraft(client).result["unchanged"] == [case_id]
    page.reload()
    expect(page.get_by_text("approved by Maria Lopez")).to_be_visible()


def _redraft(client: Client) -> Action:
    return next(action for action in client.actions() if action.kind == "redraft_cases")


def _wait(page: Page, is_so: Callable[[], bool]) -> None:
    """Lets the page live meanwhile."""
    for _ in range(WORK_LIMIT_MS // PAUSE_MS):
        if is_so():
            return
        page.wait_for_timeout(PAUSE_MS)
    raise AssertionError("it did not come about")
