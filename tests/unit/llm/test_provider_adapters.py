"""The adapters over HTTP with the providers' own SDKs: what leaves, what comes back, and every way to fail."""

from __future__ import annotations

import logging
import socket
import traceback
from collections.abc import Iterator
from decimal import Decimal

import pytest

from denialops.domain.models import ModelMessage, Tokens
from denialops.errors import ModelBusy, ModelError, ModelNonsense, ModelRefused, ModelTimedOut, ModelUnavailable
from denialops.llm.connection import Timeouts
from denialops.llm.openai_chat import OpenAIChat
from tests.fakes.adapters import SCHEMA, WIRED, a_request, adapter, drained
from tests.fakes.providers import FakeProvider, Play

WIRES = ("openai", "anthropic", "compatible")
HASTY = Timeouts(connect_s=1, idle_s=0.15, total_s=0.4)


@pytest.fixture(scope="module")
def shared_server() -> Iterator[FakeProvider]:
    with FakeProvider() as server:
        yield server


@pytest.fixture
def server(shared_server: FakeProvider) -> FakeProvider:
    shared_server.forget()
    return shared_server


@pytest.fixture(params=WIRES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def fault_of(name: str, server: FakeProvider, play: Play, *, timeouts: Timeouts | None = None) -> ModelError:
    server.play(play)
    with pytest.raises(ModelError) as failed:
        drained(adapter(name, server, timeouts=timeouts), a_request())
    return failed.value


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (302, ModelRefused),
        (400, ModelRefused),
        (401, ModelRefused),
        (402, ModelRefused),
        (403, ModelRefused),
        (404, ModelRefused),
        (408, ModelTimedOut),
        (409, ModelUnavailable),
        (413, ModelRefused),
        (422, ModelRefused),
        (429, ModelBusy),
        (500, ModelUnavailable),
        (502, ModelUnavailable),
        (503, ModelUnavailable),
        (504, ModelTimedOut),
        (529, ModelUnavailable),
    ],
)
def test_every_status_is_one_of_our_errors(
    name: str, server: FakeProvider, status: int, error: type[ModelError]
) -> None:
    fault = fault_of(name, server, Play(status=status))

    assert type(fault) is error
    assert str(fault) == f"{name} answered {status}"
    assert len(server.received) == 1, "the SDK repeated the call by itself"


@pytest.mark.parametrize(
    ("play", "error"),
    [
        (Play(fault="cut"), ModelUnavailable),
        (Play(fault="unfinished"), ModelNonsense),
        (Play(fault="bad_json"), ModelNonsense),
        (Play(fault="html"), ModelNonsense),
        (Play(fault="html", status=502), ModelUnavailable),
        (Play(fault="html", status=403), ModelRefused),
        (Play(fault="not_a_stream"), ModelNonsense),
        (Play(text=" "), ModelNonsense),
        (Play(text=" ", finish="length"), ModelNonsense),
        (Play(finish="refusal"), ModelRefused),
        (Play(fault="error_event"), ModelUnavailable),
        (Play(fault="error_event", error_type="rate_limit_error"), ModelBusy),
        (Play(fault="error_event", error_type="overloaded_error"), ModelUnavailable),
        (Play(fault="error_event", error_type="timeout_error"), ModelTimedOut),
        (Play(fault="error_event", error_type="invalid_request_error"), ModelRefused),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else f"{value.fault}-{value.status}{value.error_type}",
)
def test_every_broken_answer_is_one_of_our_errors(
    name: str, server: FakeProvider, play: Play, error: type[ModelError]
) -> None:
    assert type(fault_of(name, server, play)) is error


@pytest.mark.parametrize(
    "play",
    [Play(first_byte_s=5), Play(between_s=5), Play(fault="silent"), Play(fault="pings")],
    ids=["slow first byte", "slow drip", "silent", "only signs of life"],
)
def test_a_slow_provider_is_given_up(name: str, server: FakeProvider, play: Play) -> None:
    fault = fault_of(name, server, play, timeouts=HASTY)

    assert type(fault) is ModelTimedOut


def test_a_whole_reply_has_an_end_although_pieces_keep_coming(name: str, server: FakeProvider) -> None:
    play = Play(pieces=("word ",) * 1000, between_s=0.02)

    fault = fault_of(name, server, play, timeouts=Timeouts(connect_s=1, idle_s=2, total_s=0.3))

    assert type(fault) is ModelTimedOut


def test_a_closed_door_is_a_provider_that_cannot_be_reached(name: str, server: FakeProvider) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    model = adapter(name, server, base_url=f"http://127.0.0.1:{port}/v1")

    with pytest.raises(ModelUnavailable):
        drained(model, a_request())


def test_an_unknown_host_is_a_provider_that_cannot_be_reached(name: str, server: FakeProvider) -> None:
    model = adapter(name, server, base_url="http://nowhere.invalid/v1")

    with pytest.raises(ModelUnavailable):
        drained(model, a_request())


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "Sat, 21 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Sat, 21 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after-ms": "1500", "retry-after": "2"}, 1.5),
        ({}, None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_the_wait_a_provider_asks_for_is_told(
    name: str, server: FakeProvider, status: int, headers: dict[str, str], wait_s: float | None
) -> None:
    assert fault_of(name, server, Play(status=status, headers=headers)).retry_after_s == wait_s


def test_an_account_without_credit_is_not_tried_again(server: FakeProvider) -> None:
    fault = fault_of("openai", server, Play(status=429, error_type="insufficient_quota"))

    assert type(fault) is ModelRefused
    assert "credit" in fault.hint_text


def test_a_letter_too_long_for_the_model_is_told_as_such(server: FakeProvider) -> None:
    fault = fault_of("openai", server, Play(status=400, error_type="context_length_exceeded"))

    assert "too long" in fault.hint_text


@pytest.mark.parametrize("play", [Play(status=400), Play(status=500), Play(fault="error_event"), Play(fault="cut")])
def test_no_error_repeats_what_was_asked(name: str, server: FakeProvider, play: Play) -> None:
    echo = play.model_copy(update={"error_message": "bad: Jane Roe", "error_type": "Jane Roe", "text": "Jane Roe " * 9})

    fault = fault_of(name, server, echo)

    assert "Jane" not in "".join(traceback.format_exception(fault))
    assert "Jane" not in str(fault.as_record())


def test_no_log_repeats_what_was_asked(name: str, server: FakeProvider, caplog: pytest.LogCaptureFixture) -> None:
    for library in ("openai", "anthropic", "httpx2", "httpcore2"):
        logging.getLogger(library).setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)

    drained(adapter(name, server), a_request(messages=(ModelMessage(role="user", content="Jane Roe"),)))

    assert "Jane" not in caplog.text


def test_the_question_leaves_as_it_was_asked(name: str, server: FakeProvider) -> None:
    talk = (
        ModelMessage(role="user", content="First?"),
        ModelMessage(role="assistant", content="Yes."),
        ModelMessage(role="user", content="Then?"),
    )

    drained(adapter(name, server), a_request(messages=talk, max_tokens=77, case_id="case-9"))

    sent = server.received[0]
    assert sent.said.replace("\n", " ") == "You read letters. First? Yes. Then?"
    assert 77 in sent.body.values()
    assert "case-9" not in sent.raw


def test_a_schema_goes_through_the_providers_own_mechanism(name: str, server: FakeProvider) -> None:
    server.play(Play(text='{"plan": "x", "days": 3}'))
    request = a_request(schema_name="facts", json_schema=SCHEMA)

    _, reply = drained(adapter(name, server), request)

    sent = server.received[0]
    assert sent.schema is not None
    assert set(sent.schema["properties"]) == {"plan", "days"}
    assert sent.schema["additionalProperties"] is False
    assert reply.text == '{"plan": "x", "days": 3}'


def test_without_a_schema_none_is_sent(name: str, server: FakeProvider) -> None:
    drained(adapter(name, server), a_request())

    assert not {"response_format", "output_config"} & set(server.received[0].body)


def test_a_reply_that_is_not_the_json_asked_for_is_refused(name: str, server: FakeProvider) -> None:
    server.play(Play(text='Sure! Here it is: {"plan": '))

    with pytest.raises(ModelNonsense):
        drained(adapter(name, server), a_request(json_schema=SCHEMA))


def test_a_reply_cut_by_the_token_limit_says_so(name: str, server: FakeProvider) -> None:
    server.play(Play(text='{"plan": "x', finish="length"))

    _, reply = drained(adapter(name, server), a_request(json_schema=SCHEMA))

    assert reply.is_cut


def test_only_a_schema_that_openai_takes_as_a_promise_is_sent_as_one(server: FakeProvider) -> None:
    strict = {**SCHEMA, "properties": {"plan": {"type": "string"}, "days": {"type": "integer"}}}
    for schema in (strict, SCHEMA, {**strict, "required": ["plan"]}, {"type": "object"}):
        server.play(Play(text="{}"))
        drained(adapter("openai", server), a_request(json_schema=schema))

    promised = [sent.body["response_format"]["json_schema"]["strict"] for sent in server.received]
    assert promised == [True, False, False, False]


def test_counts_and_cost_come_from_the_provider(name: str, server: FakeProvider) -> None:
    server.play(Play(input_tokens=120, output_tokens=30, cached_tokens=20, written_tokens=10))

    _, reply = drained(adapter(name, server, cost=Decimal("0.0012")), a_request())

    assert reply.tokens == Tokens(input=120, output=30, cached=20, written=10)
    assert (reply.cost_usd, reply.is_priced) == (Decimal("0.0012"), True)


def test_an_unknown_price_is_unknown_and_not_nothing(name: str, server: FakeProvider) -> None:
    _, reply = drained(adapter(name, server, cost=None), a_request())

    assert not reply.is_priced


def test_a_stream_without_counts_is_estimated_and_says_so(name: str, server: FakeProvider) -> None:
    server.play(Play(text="word " * 30, usage=False))

    _, reply = drained(adapter(name, server), a_request())

    assert reply.tokens.is_estimate
    assert reply.tokens.output == 50
    assert reply.tokens.input > 10


def test_times_are_counted_from_the_call(name: str, server: FakeProvider) -> None:
    ticks = iter(range(10_000))
    server.play(Play(text="one two three"))

    _, reply = drained(adapter(name, server, clock=lambda: next(ticks) / 1000), a_request())

    assert 0 < reply.first_token_s < reply.total_s < 1


def test_closing_the_stream_hangs_up_at_once(name: str, server: FakeProvider) -> None:
    server.hung_up.clear()
    server.play(Play(pieces=("word ",) * 10_000, between_s=0.01))
    stream = adapter(name, server).stream(a_request())
    next(stream)

    stream.close()  # type: ignore[attr-defined]

    assert server.hung_up.wait(timeout=2)


def test_a_temperature_is_sent_where_there_is_one(server: FakeProvider) -> None:
    for name in WIRED:
        drained(adapter(name, server), a_request(temperature=0.0))

    assert [sent.body.get("temperature") for sent in server.received] == [0.0, None, 0.0, 0.0]


def test_a_model_that_refuses_a_temperature_is_asked_without_one_from_then_on(server: FakeProvider) -> None:
    server.play(Play(status=400, error_param="temperature", error_type="unsupported_value"))
    model = adapter("openai", server)

    for _ in range(2):
        drained(model, a_request())

    assert [sent.body.get("temperature") for sent in server.received] == [0.0, None, None]
    assert not model.has_temperature


def test_only_openai_hears_the_words_that_only_openai_knows(server: FakeProvider) -> None:
    for name in ("openai", "compatible"):
        drained(adapter(name, server), a_request(max_tokens=9))

    openai, compatible = (sent.body for sent in server.received)
    assert (openai["max_completion_tokens"], openai["store"]) == (9, False)
    assert compatible["max_tokens"] == 9
    assert not {"max_completion_tokens", "store"} & set(compatible)


def test_the_key_goes_to_the_provider_alone(server: FakeProvider) -> None:
    for name in ("openai", "anthropic"):
        drained(adapter(name, server, key="k-77"), a_request())

    assert [sent.headers["authorization"] for sent in server.received] == ["Bearer k-77", "Bearer k-77"]
    assert not any("k-77" in sent.raw for sent in server.received)


def test_the_environment_cannot_redirect_a_call(server: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "another")

    for name in ("openai", "anthropic"):
        drained(adapter(name, server), a_request())

    assert len(server.received) == 2
    assert [sent.headers["authorization"] for sent in server.received] == ["Bearer k-1", "Bearer k-1"]


def test_a_redirect_is_not_followed(name: str, server: FakeProvider) -> None:
    with FakeProvider() as elsewhere:
        address = elsewhere.openai_url + server.openai_url.removeprefix("http://127.0.0.1")
        fault = fault_of(name, server, Play(status=307, headers={"location": address}))

    assert type(fault) is ModelRefused
    assert elsewhere.received == []


def test_the_openai_adapter_needs_no_class_of_its_own_for_compatible_servers(server: FakeProvider) -> None:
    assert all(isinstance(adapter(name, server), OpenAIChat) for name in ("openai", "compatible", "local"))
