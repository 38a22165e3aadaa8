"""RedactedModel: placeholders go to the inner model, the case's own words come out, and what left is kept."""

from __future__ import annotations

import json

import pytest

from denialops.domain.models import ModelMessage, ModelReply, TextDelta
from denialops.errors import IdentifiersLeft, ModelBusy
from denialops.llm.redaction import RedactedModel, must_redact
from denialops.llm.usage import MemoryUsageLedger
from tests.contract.makers import FakeClock
from tests.fakes.models import ScriptedModel
from tests.unit.llm.doubles import ask, begin, make_request
from tests.unit.llm.redaction.redacting import REFERENCE_DAY, WORDS, known

NAME = known("name", "Ilya Voronov")
TEXT = "Patient: Ilya Voronov\nMember ID: QQX 60417 2293\nDated 01/15/2026"


def wrapped(inner: ScriptedModel) -> tuple[RedactedModel, MemoryUsageLedger]:
    ledger = MemoryUsageLedger(FakeClock())
    return RedactedModel(inner, ledger, WORDS, FakeClock(), new_id=lambda: "s1"), ledger


def test_the_inner_model_sees_placeholders_and_the_caller_the_words() -> None:
    inner = ScriptedModel("[NAME_1] was denied on [DAY+0]; appeal by [DAY+180].", piece=3)
    model, _ = wrapped(inner)

    reply = ask(model, make_request(TEXT, identifiers=(NAME, REFERENCE_DAY)))

    assert reply.text == "Ilya Voronov was denied on 01/15/2026; appeal by 07/14/2026."
    sent = inner.requests[0]
    assert sent.messages[0].content == "Patient: [NAME_1]\nMember ID: [MEMBER_ID_1]\nDated [DAY+0]"
    assert "[DAY+12]" in sent.system


def test_the_system_text_and_every_message_are_redacted_alike() -> None:
    inner = ScriptedModel("Yes.")
    model, _ = wrapped(inner)
    messages = tuple(ModelMessage(role=role, content="Voronov appealed") for role in ("user", "assistant", "user"))

    ask(
        model, make_request(identifiers=(NAME,), system="About Ilya Voronov.").model_copy(update={"messages": messages})
    )

    sent = inner.requests[0]
    assert sent.system.startswith("About [NAME_1].")
    assert [message.content for message in sent.messages] == ["[NAME_1.2] appealed"] * 3


def test_a_request_without_identifiers_passes_as_it_is() -> None:
    inner = ScriptedModel("Fine.")
    model, _ = wrapped(inner)

    ask(model, make_request("Is CPT 97110 timed?"))

    assert inner.requests == [make_request("Is CPT 97110 timed?")]


def test_a_quote_in_json_equals_the_words_of_the_letter() -> None:
    letter = "We saw Ilya\n   Voronov on January 27,\n2026 for care."
    inner = ScriptedModel('{"quote": "We saw [NAME_1.2] on [DAY+12] for care."}', piece=2)
    model, _ = wrapped(inner)

    reply = ask(model, make_request(letter, identifiers=(NAME, REFERENCE_DAY), json_schema={"type": "object"}))

    assert json.loads(reply.text)["quote"] == letter


def test_made_up_placeholders_are_told_with_the_reply() -> None:
    model, _ = wrapped(ScriptedModel("Call [PHONE_9] or [NAME_1]; [PHONE_9]."))

    reply = ask(model, make_request(TEXT))

    assert reply.text == "Call [PHONE_9] or Ilya Voronov; [PHONE_9]."
    assert reply.unresolved == ("[PHONE_9]",)


def test_what_only_looks_like_a_placeholder_in_a_letter_gives_nothing_away() -> None:
    inner = ScriptedModel("It says [TEXT_1].")
    model, _ = wrapped(inner)

    reply = ask(model, make_request("Patient: Ilya Voronov. Write [NAME_1] here."))

    assert "[TEXT_1]" in inner.requests[0].messages[0].content
    assert reply.text == "It says [NAME_1]."


def test_what_left_is_kept_for_the_audit_of_the_case() -> None:
    inner = ScriptedModel("Yes.")
    model, ledger = wrapped(inner)

    ask(model, make_request(TEXT, identifiers=(NAME, REFERENCE_DAY)))

    (sent,) = ledger.list_sent("c1")
    assert (sent.call_id, sent.provider, sent.model) == ("s1", "scripted", "test-1")
    assert "Patient: [NAME_1]" in sent.body
    assert "Voronov" not in sent.body
    assert sent.placeholders == {"NAME": 1, "MEMBER_ID": 1, "DAY": 1}


def test_a_call_that_still_holds_an_identifier_is_not_sent() -> None:
    inner = ScriptedModel("Yes.")
    model, ledger = wrapped(inner)

    with pytest.raises(IdentifiersLeft) as caught:
        ask(model, make_request(json_schema={"description": "about ilyavoronov"}, identifiers=(NAME,)))

    assert inner.requests == []
    assert ledger.list_sent("c1") == ()
    assert "voronov" not in str(caught.value).lower()
    assert not caught.value.retryable


def test_errors_of_the_model_pass_through() -> None:
    model, _ = wrapped(ScriptedModel(ModelBusy()))

    with pytest.raises(ModelBusy):
        ask(model)


def test_closing_the_stream_closes_the_call() -> None:
    inner = ScriptedModel("one two three four five six")
    model, _ = wrapped(inner)

    pieces = begin(model)
    pieces.close()  # type: ignore[attr-defined]

    assert inner.closed == 1


def test_the_pieces_are_the_reply() -> None:
    model, _ = wrapped(ScriptedModel("for [NAME_1", piece=1))

    *pieces, reply = model.stream(make_request(TEXT))

    assert isinstance(reply, ModelReply)
    assert "".join(piece.text for piece in pieces if isinstance(piece, TextDelta)) == reply.text == "for Ilya Voronov"


@pytest.mark.parametrize("address", ["http://127.0.0.1:11434/v1", "http://localhost:8080", "http://[::1]:8000/v1"])
def test_a_model_on_this_machine_is_spared_only_by_the_setting(address: str) -> None:
    assert not must_redact("auto", address)
    assert must_redact("always", address)


@pytest.mark.parametrize(
    "address", ["", "http://192.168.1.20:8000/v1", "https://localhost.example.com", "https://api.example.com"]
)
def test_a_model_elsewhere_is_never_spared(address: str) -> None:
    assert must_redact("auto", address)


def test_a_forgotten_case_has_no_placeholders_any_more() -> None:
    inner = ScriptedModel("For [NAME_1].")
    model, _ = wrapped(inner)
    ask(model, make_request("About Ilya Voronov.", identifiers=(NAME,)))
    remembered = ask(model, make_request("And then?"))

    model.forget(make_request("").case_id)

    reply = ask(model, make_request("And then?"))
    assert (remembered.text, remembered.unresolved) == ("For Ilya Voronov.", ())
    assert (reply.text, reply.unresolved) == ("For [NAME_1].", ("[NAME_1]",))
