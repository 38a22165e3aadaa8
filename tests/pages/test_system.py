"""System: incidents, events, vendors, switches, work items, rules; and one incident with all that can be done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from denialops.domain.recovery.actions import WorkItem
from denialops.services import Services
from denialops.ui import pages, session
from tests.fakes.desk import make_clock, open_services
from tests.fakes.pipeline import FakePipeline
from tests.fakes.recovery import AT, add_incident, add_outage, add_rise, make_action, make_incident
from tests.fakes.services import FakeServices
from tests.pages.conftest import Open, keys, words
from tests.pages.recovered import NamedServices

ALERT = WorkItem(
    item_id="w1", number=1, kind="page", incident_id="i1", action_id="a1", title="Northgate is down", opened_at=AT
)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with open_services(tmp_path, clock=make_clock(), pipeline=FakePipeline(), kind=NamedServices) as services:
        yield services


def _open_tab(open_page: Open, services: Services, tab: str) -> AppTest:
    at = open_page(services, pages.SYSTEM)
    at.session_state["system_tab"] = tab
    at.run()
    assert not at.exception
    return at


def test_without_incidents_the_page_says_how_they_come(open_page: Open, services: Services) -> None:
    assert "appear here by themselves" in words(open_page(services, pages.SYSTEM))


def test_incidents_are_listed_in_words_and_lead_to_their_detail(open_page: Open, services: Services) -> None:
    add_outage(services.recovery)
    at = open_page(services, pages.SYSTEM)

    assert "Claim submission fails at Northgate with timeout" in words(at)
    assert all(part in words(at) for part in ("High", "Being looked at"))
    assert "incident=i1" in {link.proto.query_string for link in at.get("page_link")}


def test_the_list_is_narrowed_and_says_when_nothing_matches(open_page: Open, services: Services) -> None:
    add_outage(services.recovery)
    at = open_page(services, pages.SYSTEM)
    at.text_input(key="incidents_vendor").set_value("somebody").run()

    assert not at.exception
    assert "No incident matches" in words(at)


def test_a_long_list_goes_on_behind_a_button(open_page: Open, services: Services) -> None:
    for number in range(30):
        last = f"2026-03-02T14:{number:02}:00.000000+00:00"
        incident = make_incident(f"i{number}", signature=f"s{number}", error_code=f"e{number:02}", last_seen=last)
        add_incident(services.recovery, incident)
    at = open_page(services, pages.SYSTEM)
    first = words(at)
    at.button(key="incidents_older").click().run()

    assert not at.exception
    assert "with e05" in first
    assert "with e04" not in first
    assert "with e04" in words(at)
    at.button(key="incidents_newer").click().run()
    assert "with e05" in words(at)


def test_events_without_any_say_where_they_come_from(open_page: Open, services: Services) -> None:
    assert "/api/v1/events" in words(_open_tab(open_page, services, "Events"))


def test_a_vendor_shows_its_state_and_is_paused_and_resumed(open_page: Open, services: Services) -> None:
    add_outage(services.recovery)
    at = _open_tab(open_page, services, "Vendors")
    assert all(part in words(at) for part in ("Northgate", "Works", "not reviewed"))

    at.button(key="review_northgate").click().run()
    at.button(key="pause_northgate").click().run()
    assert "Stopped" in words(at)
    assert "not reviewed" not in words(at)
    at.button(key="resume_northgate").click().run()

    assert not at.exception
    assert "Works" in words(at)


def test_a_switch_is_set_with_reason_and_end_and_lifted(open_page: Open, services: Services) -> None:
    at = _open_tab(open_page, services, "Kill switches")
    assert "Nothing is stopped" in words(at)
    at.segmented_control(key="switch_scope").set_value("tenant").run()
    at.text_input(key="switch_reason").set_value("Wrong letters go out")
    at.selectbox(key="switch_lasts").set_value("Until somebody lifts it")
    at.button(key="set_switch").click().run()

    assert not at.exception
    assert "All work of this clinic" in words(at)
    assert "Wrong letters go out" in words(at)
    (switch,) = services.kill_switches(in_force=True)
    assert switch.set_by == "Maria Lopez"
    at.button(key=f"lift_{switch.switch_id}").click().run()
    assert services.kill_switches(in_force=True) == ()


def test_a_switch_without_a_reason_is_refused_in_words(open_page: Open, services: Services) -> None:
    at = _open_tab(open_page, services, "Kill switches")
    at.button(key="set_switch").click().run()

    assert not at.exception
    assert at.error
    assert services.kill_switches() == ()


def test_a_work_item_is_taken_and_done(open_page: Open, services: Services) -> None:
    add_outage(services.recovery)
    with services.recovery.transaction() as work:
        work.add_work_item(ALERT)
    at = _open_tab(open_page, services, "Work items")
    at.button(key="take_w1").click().run()
    assert "taken by Maria Lopez" in words(at)
    at.button(key="close_w1").click().run()

    assert not at.exception
    assert "Nothing waits for a person" in words(at)


def test_rules_and_quotas_are_told(open_page: Open, services: Services) -> None:
    shown = words(_open_tab(open_page, services, "Rules and quotas"))

    assert "Every rule file is read and in use" in shown
    assert "Events today" in shown


def test_who_may_not_see_the_system_sees_nothing_of_it(
    open_page: Open, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_outage(services.recovery)
    monkeypatch.setattr(session, "may_see_system", lambda: False)
    at = open_page(services, pages.INCIDENT, incident="i1")

    assert "Only administrators" in words(at)
    assert "Northgate does not answer" not in words(at)


def test_an_incident_tells_why_what_happened_and_what_can_be_done(open_page: Open, services: Services) -> None:
    add_outage(services.recovery)
    shown = words(open_page(services, pages.INCIDENT, incident="i1"))

    assert "Northgate does not answer" in shown
    assert "12 events in an hour" in shown
    assert "The incident was opened" in shown
    assert "Ask nothing of Northgate for now" in shown
    assert "no answer after 30 s" in shown


def test_an_incident_is_resolved_with_a_reason(open_page: Open, services: Services) -> None:
    add_outage(services.recovery)
    at = open_page(services, pages.INCIDENT, incident="i1")
    at.text_input(key="reason_i1").set_value("They are back")
    at.button(key="to_RESOLVED").click().run()

    assert not at.exception
    assert services.incident("i1").status == "RESOLVED"
    assert "Maria Lopez set it to resolved" in words(at)


def test_an_incident_is_not_ignored_without_a_reason(open_page: Open, services: Services) -> None:
    add_outage(services.recovery)
    at = open_page(services, pages.INCIDENT, incident="i1")
    at.button(key="to_IGNORED").click().run()

    assert not at.exception
    assert "A reason is needed" in words(at)
    assert services.incident("i1").status == "ANALYZING"


def test_a_done_action_can_be_taken_back_only_where_that_is_possible(open_page: Open, services: Services) -> None:
    add_outage(services.recovery)
    with services.recovery.transaction() as work:
        work.add_action(make_action("a2", status="done", is_reversible=True, key="k2"))
        work.add_action(make_action("a3", kind="redraft_cases", status="done", key="k3"))
    at = open_page(services, pages.INCIDENT, incident="i1")

    assert "take_incident_a2" in keys(at)
    assert "take_incident_a3" not in keys(at)


def test_a_rise_is_for_everybody(open_page: Open, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    add_rise(services.recovery)
    monkeypatch.setattr(session, "may_see_system", lambda: False)

    assert "denies CARC 197" in words(open_page(services, pages.INCIDENT, incident="rise"))


def test_an_incident_without_an_id_leads_on(open_page: Open, services: Services) -> None:
    assert "Choose an incident" in words(open_page(services, pages.INCIDENT))


def test_an_incident_that_is_gone_is_told_in_words(open_page: Open, services: Services) -> None:
    assert "There is no such incident" in words(open_page(services, pages.INCIDENT, incident="none"))


def test_alerts_stand_on_the_work_list_until_somebody_closes_them(open_page: Open) -> None:
    services = FakeServices()
    services.items = (ALERT,)
    at = open_page(services)

    assert "Northgate is down" in words(at)
    assert "incident=i1" in {link.proto.query_string for link in at.get("page_link")}
    services.items = ()
    assert "Northgate is down" not in words(at.run())
