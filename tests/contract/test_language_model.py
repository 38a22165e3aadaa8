"""What every language model does, whoever provides it: the real adapters over HTTP, and the scripted one of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from denialops.domain.models import ModelReply, TextDelta
from denialops.errors import ModelError, ModelUnavailable
from denialops.ports import LanguageModel
from tests.fakes.adapters import WIRED, a_request, adapter, drained
from tests.fakes.models import ScriptedModel
from tests.fakes.providers import FakeProvider, Play

TEXT = "The plan pays.\nNext paragraph: naïve “quotes” stay."


@pytest.fixture(scope="module")
def server() -> Iterator[FakeProvider]:
    with FakeProvider() as server:
        yield server


@pytest.fixture(params=[*WIRED, "scripted"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def answering(name: str, server: FakeProvider, text: str) -> LanguageModel:
    if name == "scripted":
        return ScriptedModel(text)
    server.forget()
    server.play(Play(text=text))
    return adapter(name, server)


def failing(name: str, server: FakeProvider, *, pieces: int) -> LanguageModel:
    if name == "scripted":
        return ScriptedModel(ModelUnavailable(), pieces_before_error=pieces)
    server.forget()
    server.play(Play(fault="cut", after_pieces=pieces) if pieces else Play(status=503))
    return adapter(name, server)


def test_the_pieces_together_are_the_reply(name: str, server: FakeProvider) -> None:
    model = answering(name, server, TEXT)

    pieces, reply = drained(model, a_request())

    assert len(pieces) > 1
    assert "".join(pieces) == reply.text == TEXT


def test_the_reply_names_its_provider_and_counts_its_tokens(name: str, server: FakeProvider) -> None:
    model = answering(name, server, TEXT)

    _, reply = drained(model, a_request())

    assert (reply.provider, reply.model) == (model.provider, model.model)
    assert reply.tokens.input > 0
    assert reply.tokens.output > 0
    assert not reply.is_cut
    assert not reply.from_cache


def test_a_model_answers_again_and_again(name: str, server: FakeProvider) -> None:
    model = answering(name, server, TEXT)
    server.play(Play(text=TEXT))

    replies = [drained(model, a_request())[1].text for _ in range(2)]

    assert replies == [TEXT, TEXT]


def test_a_failure_before_the_first_piece_is_a_model_error(name: str, server: FakeProvider) -> None:
    model = failing(name, server, pieces=0)

    with pytest.raises(ModelUnavailable):
        list(model.stream(a_request()))


def test_a_failure_between_pieces_comes_after_those_that_arrived(name: str, server: FakeProvider) -> None:
    model = failing(name, server, pieces=2)
    seen: list[TextDelta | ModelReply] = []

    with pytest.raises(ModelError):
        for piece in model.stream(a_request()):
            seen.append(piece)

    assert [type(piece) for piece in seen] == [TextDelta, TextDelta]


def test_a_call_that_is_closed_gives_nothing_more(name: str, server: FakeProvider) -> None:
    model = answering(name, server, TEXT)
    stream = model.stream(a_request())
    first = next(stream)

    stream.close()  # type: ignore[attr-defined]

    assert isinstance(first, TextDelta)
    assert list(stream) == []
