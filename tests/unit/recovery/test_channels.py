"""Messages leave in the real wire formats, and every way in which the other side misbehaves has our own word."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from denialops.config import ROOT
from denialops.errors import ChannelRefused, ChannelUnavailable
from denialops.ports.recovery.actions import Alert, Channel
from denialops.recovery.channels.http import JsonPoster
from denialops.recovery.channels.opsgenie import OpsgenieChannel
from denialops.recovery.channels.pagerduty import PagerDutyChannel
from denialops.recovery.channels.smtp import MailServer, SmtpChannel
from denialops.recovery.channels.webhook import SIGNATURE, WebhookChannel
from tests.fakes.notifying import FakeMailServer, FakeReceivers, running_mail_server, running_receivers
from tests.fakes.pipeline import FakeClock

SECRET = "a secret of sixteen"
ALERT = Alert(
    key="denialops-act-1",
    title="DenialOps incident 7 (high): openai model_unavailable",
    severity="high",
    at="2026-03-02T15:00:00.000000+00:00",
    facts={"vendor": "openai", "error_code": "model_unavailable", "events": "12"},
)
CLOCK = FakeClock(datetime(2026, 3, 2, 15, 4, tzinfo=UTC))


@pytest.fixture
def receivers() -> Iterator[FakeReceivers]:
    with running_receivers() as running:
        yield running


@pytest.fixture
def mail() -> Iterator[FakeMailServer]:
    with running_mail_server() as running:
        yield running


def make_channel(name: str, url: str, *, timeout_s: float = 5.0) -> Channel:
    poster = JsonPoster(timeout_s=timeout_s)
    if name == "webhook":
        return WebhookChannel(f"{url}/hook", SECRET, poster, CLOCK)
    if name == "pagerduty":
        return PagerDutyChannel("R0UTINGKEY", poster, url=url)
    return OpsgenieChannel("0ps", poster, url=url)


def make_mail(port: int, *, url: str = "") -> SmtpChannel:
    server = MailServer.parse(url or f"smtp://127.0.0.1:{port}")
    return SmtpChannel(server, sender="denialops@example.com", receivers=("oncall@example.com",), timeout_s=5)


every_pager = pytest.mark.parametrize("name", ["pagerduty", "opsgenie"])
every_service = pytest.mark.parametrize("name", ["webhook", "pagerduty", "opsgenie"])


@every_pager
def test_an_alert_that_is_sent_twice_is_one_and_is_resolved_by_its_key(name: str, receivers: FakeReceivers) -> None:
    channel = make_channel(name, receivers.url)

    channel.send(ALERT)
    channel.send(ALERT)
    assert receivers.open_alerts == {"denialops-act-1"}
    channel.resolve(ALERT)
    assert receivers.open_alerts == set()


def test_pagerduty_gets_severity_and_facts_in_its_words(receivers: FakeReceivers) -> None:
    make_channel("pagerduty", receivers.url).send(ALERT)

    event = receivers.calls[0].json
    assert (event["event_action"], event["dedup_key"]) == ("trigger", "denialops-act-1")
    assert event["payload"]["severity"] == "error"
    assert event["payload"]["component"] == "openai"
    assert event["payload"]["custom_details"] == dict(ALERT.facts)


def test_opsgenie_gets_priority_and_a_message_of_its_length(receivers: FakeReceivers) -> None:
    make_channel("opsgenie", receivers.url).send(ALERT.model_copy(update={"title": "x" * 500, "severity": "critical"}))

    body = receivers.calls[0].json
    assert (len(body["message"]), body["priority"], body["alias"]) == (130, "P1", "denialops-act-1")


def test_a_webhook_is_signed_over_time_and_body(receivers: FakeReceivers) -> None:
    make_channel("webhook", receivers.url).send(ALERT)

    call = receivers.calls[0]
    stamp, digest = (part.partition("=")[2] for part in call.headers[SIGNATURE].split(","))
    assert int(stamp) == int(CLOCK.now().timestamp())
    assert digest == hmac.new(SECRET.encode(), f"{stamp}.".encode() + call.body, sha256).hexdigest()
    assert call.headers["Idempotency-Key"] == "incident.escalated:denialops-act-1"
    assert call.json["type"] == "incident.escalated"


def test_a_webhook_without_a_secret_sends_nothing(receivers: FakeReceivers) -> None:
    channel = WebhookChannel(f"{receivers.url}/hook", "", JsonPoster(timeout_s=5), CLOCK)

    with pytest.raises(ChannelRefused):
        channel.send(ALERT)
    assert receivers.calls == []


@every_service
@pytest.mark.parametrize("fault", ["500", "503", "408", "drop", "half"])
def test_what_may_pass_is_tried_again(name: str, fault: str, receivers: FakeReceivers) -> None:
    receivers.faults = [fault]
    channel = make_channel(name, receivers.url)

    with pytest.raises(ChannelUnavailable):
        channel.send(ALERT)
    channel.send(ALERT)


@every_service
@pytest.mark.parametrize("fault", ["400", "401", "403", "404", "302", "endless"])
def test_what_is_refused_is_not_tried_again(name: str, fault: str, receivers: FakeReceivers) -> None:
    receivers.faults = [fault]

    with pytest.raises(ChannelRefused):
        make_channel(name, receivers.url).send(ALERT)


@every_pager
def test_a_page_of_words_instead_of_an_answer_is_no_success(name: str, receivers: FakeReceivers) -> None:
    receivers.faults = ["html"]

    with pytest.raises(ChannelUnavailable):
        make_channel(name, receivers.url).send(ALERT)


@every_service
def test_who_says_nothing_is_given_up(name: str, receivers: FakeReceivers) -> None:
    receivers.faults = ["silence"]

    with pytest.raises(ChannelUnavailable):
        make_channel(name, receivers.url, timeout_s=0.2).send(ALERT)


@every_service
def test_who_is_not_there_is_unavailable(name: str) -> None:
    with pytest.raises(ChannelUnavailable):
        make_channel(name, "http://127.0.0.1:9").send(ALERT)


@pytest.mark.parametrize(
    ("asked", "waits_s"), [("7", 7.0), ("", None), ("soon", None), ("nan", None), ("999999", 3600.0), ("-5", 0.0)]
)
def test_who_asks_to_wait_is_waited_for(asked: str, waits_s: float | None, receivers: FakeReceivers) -> None:
    receivers.faults = [f"429:{asked}"]

    with pytest.raises(ChannelUnavailable) as busy:
        make_channel("pagerduty", receivers.url).send(ALERT)
    assert busy.value.retry_after_s == waits_s


def test_a_date_to_wait_until_is_understood(receivers: FakeReceivers) -> None:
    receivers.faults = [f"429:{time.strftime('%a, %d %b %Y %H:%M:%S GMT', time.gmtime(0))}"]

    with pytest.raises(ChannelUnavailable) as busy:
        make_channel("opsgenie", receivers.url).send(ALERT)
    assert busy.value.retry_after_s == 0.0


def test_a_wrong_key_is_refused(receivers: FakeReceivers) -> None:
    poster = JsonPoster(timeout_s=5)

    with pytest.raises(ChannelRefused):
        PagerDutyChannel("wrong", poster, url=receivers.url).send(ALERT)
    with pytest.raises(ChannelRefused):
        OpsgenieChannel("wrong", poster, url=receivers.url).send(ALERT)


def test_a_mail_keeps_its_message_id(mail: FakeMailServer) -> None:
    channel = make_mail(mail.port)
    channel.send(ALERT)
    channel.send(ALERT)
    channel.resolve(ALERT)

    assert len(mail.messages) == 2
    assert mail.message_ids == {"<denialops-act-1@example.com>"}
    assert "Subject: DenialOps incident 7 (high): openai model_unavailable" in mail.messages[0]
    assert mail.receivers[0].lower().startswith("rcpt to:<oncall@example.com>")


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA", "BODY"])
@pytest.mark.parametrize(("answer", "error"), [("451 later", ChannelUnavailable), ("550 no", ChannelRefused)])
def test_a_mail_server_that_refuses_says_whether_to_try_again(
    verb: str, answer: str, error: type[Exception], mail: FakeMailServer
) -> None:
    mail.refuse = {verb: answer} | ({"HELO": answer} if verb == "EHLO" else {})

    with pytest.raises(error):
        make_mail(mail.port).send(ALERT)
    assert mail.messages == []


def test_a_mail_server_that_hangs_up_before_it_says_yes_is_tried_again(mail: FakeMailServer) -> None:
    mail.closes_after = "DATA"

    with pytest.raises(ChannelUnavailable):
        make_mail(mail.port).send(ALERT)


def test_a_mail_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(ChannelUnavailable):
        make_mail(9).send(ALERT)


def test_a_password_is_sent_only_to_a_server_that_wants_one(mail: FakeMailServer) -> None:
    with pytest.raises(ChannelRefused):
        make_mail(mail.port, url=f"smtp://ruth:p%40ss@127.0.0.1:{mail.port}").send(ALERT)
    assert "AUTH" not in mail.commands


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://ruth:p%40ss@mail.example.com:2525", MailServer("smtp", "mail.example.com", 2525, "ruth", "p@ss")),
        ("smtp://mail.example.com", MailServer("smtp", "mail.example.com", 587, "", "")),
        ("smtps://mail.example.com", MailServer("smtps", "mail.example.com", 465, "", "")),
    ],
)
def test_the_address_of_a_mail_server_is_understood(url: str, server: MailServer) -> None:
    assert MailServer.parse(url) == server
    assert not server.is_here


def test_the_check_in_the_docs_lets_only_genuine_messages_through(receivers: FakeReceivers) -> None:
    make_channel("webhook", receivers.url).send(ALERT)
    call, now = receivers.calls[0], CLOCK.now().timestamp()
    header, is_genuine = call.headers[SIGNATURE], check_of_the_docs()

    assert is_genuine(SECRET, header, call.body, now)
    assert not is_genuine("another secret of ours", header, call.body, now)
    assert not is_genuine(SECRET, header, call.body + b" ", now)
    assert not is_genuine(SECRET, header, call.body, now + 301)
    assert not is_genuine(SECRET, header.replace("t=", "t=1"), call.body, now)
    assert not is_genuine(SECRET, "", call.body, now)


def check_of_the_docs() -> Callable[[str, str, bytes, float], bool]:
    text = (ROOT / "docs" / "recovery.md").read_text()
    code = text.rpartition("```python\n")[2].partition("```")[0]
    found: dict[str, Any] = {}
    exec(code, found)
    return found["is_genuine"]  # type: ignore[no-any-return]
