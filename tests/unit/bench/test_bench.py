"""The bench measures the wrappers against a provider that keeps the time it is told."""

from __future__ import annotations

import json
from http.client import HTTPConnection

import pytest

from denialops.__main__ import main
from denialops.bench.provider import HOST, PIECES, USAGE, running_provider
from denialops.bench.rows import make_row


def test_its_options_reach_it_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["bench", "--only", "nothing"])

    assert stopped.value.code == 2
    assert "--only" in capsys.readouterr().err


def test_the_provider_streams_a_whole_reply_with_its_usage_and_counts_calls() -> None:
    with running_provider() as provider:
        connection = HTTPConnection(HOST, provider.port)
        connection.request("POST", "/fast/v1/chat/completions", "{}")
        events = connection.getresponse().read().decode().split("\n\n")
        connection.close()
        calls = provider.count_calls()

    assert events[-2:] == ["data: [DONE]", ""]
    chunks = [json.loads(event.removeprefix("data: ")) for event in events[:-2]]
    texts = [choice["delta"].get("content") for chunk in chunks for choice in chunk["choices"]]
    assert (len(texts), texts[-1]) == (PIECES + 1, None)
    assert chunks[-1]["usage"] == USAGE
    assert calls == 1


@pytest.mark.parametrize(("met", "verdict"), [(True, "met"), (False, "MISSED"), (None, "")])
def test_a_missed_goal_is_said(met: bool | None, verdict: str) -> None:
    assert make_row("anything", 1.23456, "ms", met=met)["verdict"] == verdict
    assert make_row("anything", 1.23456, "ms")["value"] == 1.235
