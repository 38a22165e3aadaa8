"""A call that is stopped while its provider says nothing, over real connections on loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from denialops.bootstrap import load_reading_prompt, load_rulebook
from denialops.domain.documents import LetterText, Page
from denialops.domain.models import TextDelta
from denialops.errors import Cancelled, ModelUnavailable
from denialops.llm.connection import Timeouts
from denialops.llm.stopping import StoppableModel
from denialops.llm.wrapping import STILL_WAITING
from denialops.pipeline.model_reading.reader import ModelFactReader
from denialops.ports import ReadingContext
from tests.fakes.adapters import a_request, adapter, drained
from tests.fakes.models import ScriptedModel
from tests.fakes.providers import FakeProvider, Play

PATIENT = Timeouts(connect_s=5, idle_s=30, total_s=60)
BOUND_S = 10


@pytest.fixture
def server() -> Iterator[FakeProvider]:
    with FakeProvider() as server:
        yield server


@pytest.fixture
def mute() -> Iterator[socket.socket]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(BOUND_S)
        yield listener


@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_closing_the_stream_hangs_up_on_a_provider_that_went_silent(name: str, server: FakeProvider) -> None:
    server.play(Play(fault="silent"))
    stream = StoppableModel(adapter(name, server, timeouts=PATIENT)).stream(a_request())
    silence = next(piece for piece in stream if piece == STILL_WAITING)

    stream.close()  # type: ignore[attr-defined]

    assert silence == TextDelta("")
    assert server.hung_up.wait(BOUND_S)


def test_closing_the_stream_hangs_up_before_the_first_byte(server: FakeProvider, mute: socket.socket) -> None:
    address = f"http://127.0.0.1:{mute.getsockname()[1]}/v1"
    stream = StoppableModel(adapter("openai", server, base_url=address, timeouts=PATIENT)).stream(a_request())
    next(stream)
    connection, _ = mute.accept()
    connection.settimeout(BOUND_S)

    stream.close()  # type: ignore[attr-defined]

    with connection:
        while connection.recv(65_536):
            pass


def test_a_second_call_over_the_same_connection_can_be_stopped_too(server: FakeProvider) -> None:
    model = StoppableModel(adapter("openai", server, timeouts=PATIENT))
    server.play(Play(text="all of it"), Play(fault="silent"))
    _, reply = drained(model, a_request())
    stream = model.stream(a_request())
    next(piece for piece in stream if piece == STILL_WAITING)

    stream.close()  # type: ignore[attr-defined]

    assert reply.text == "all of it"
    assert server.hung_up.wait(BOUND_S)


def test_what_ends_a_call_comes_out_as_it_was(server: FakeProvider) -> None:
    server.play(Play(fault="cut"))
    over_http = StoppableModel(adapter("openai", server))
    scripted = StoppableModel(ScriptedModel(ModelUnavailable("gone"), pieces_before_error=1))

    with pytest.raises(ModelUnavailable):
        list(over_http.stream(a_request()))
    with pytest.raises(ModelUnavailable, match="gone"):
        list(scripted.stream(a_request()))


def test_reading_that_is_stopped_does_not_wait_for_a_silent_model(server: FakeProvider) -> None:
    server.play(Play(fault="silent", after_pieces=0))
    model = StoppableModel(adapter("openai", server, timeouts=PATIENT))
    reader = ModelFactReader(model, load_reading_prompt(), load_rulebook().kinds)
    letter = LetterText.of("d", (Page(number=1, text="The request is denied.", origin="file"),))
    context = ReadingContext("c1", is_cancelled=lambda: bool(server.received))

    with pytest.raises(Cancelled):
        list(reader.read(letter, context))

    assert server.hung_up.wait(BOUND_S)
