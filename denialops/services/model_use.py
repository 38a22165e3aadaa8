"""What the language model is, did and cost: for one case, for the settings page, and as a test of the connection."""

from __future__ import annotations

from collections.abc import Sequence

from denialops.domain.drafts import Block
from denialops.domain.events import CaseEvent
from denialops.domain.models import ModelCall, ModelMessage, ModelReply, ModelRequest, SentText
from denialops.errors import ModelError, ModelNonsense, NoModel, Superseded
from denialops.services.assistant import Assistant
from denialops.services.base import Desk
from denialops.services.records import ModelSetup, ModelSpend, ModelView, Probe
from denialops.services.watching import run_of

PROBE = "Answer with the one word: ready"
PROBE_TOKENS = 64
DAYS_SHOWN = 30
STALE = "Facts changed while the letter was written. Write it again when you are done."


class ModelUse(Desk):
    def model_setup(self) -> ModelSetup | None:
        """None where no model is chosen."""
        return self.assistant.setup if self.assistant else None

    def test_model(self) -> Probe:
        """Asks for one word through everything a real call passes. Raises NoModel; failures are in the result."""
        assistant = self._chosen()
        try:
            reply = _last_reply(assistant)
        except ModelError as error:
            return Probe(code=error.code, message=str(error), hint=error.hint_text)
        return Probe(seconds=reply.total_s, first_token_s=reply.first_token_s, tokens=reply.tokens.total)

    def model_spend(self) -> ModelSpend:
        """What was spent, and how cache and breaker stand. Raises NoModel."""
        assistant = self._chosen()
        return ModelSpend(
            today=assistant.ledger.spent_today(),
            days=assistant.ledger.list_days(days=DAYS_SHOWN),
            breaker=assistant.breaker(),
            cache=assistant.cache(),
        )

    def model_calls(self, case_id: str) -> tuple[ModelCall, ...]:
        """Newest first; none where no model is chosen."""
        return self.assistant.ledger.list_calls(case_id) if self.assistant else ()

    def sent_texts(self, case_id: str) -> tuple[SentText, ...]:
        """What left for the provider, after redaction, newest first."""
        return self.assistant.ledger.list_sent(case_id) if self.assistant else ()

    def _chosen(self) -> Assistant:
        if self.assistant is None:
            raise NoModel()
        return self.assistant


def model_view(name: str, events: Sequence[CaseEvent], paragraphs: tuple[Block, ...]) -> ModelView:
    """What the model did in the newest reading and the newest writing, told from the case's events."""
    run = run_of(events)
    reading = _since(events, "model_asked")
    writing = _since(events, "writing_started")
    return ModelView(
        name=name,
        is_reading=_is_open(reading, run, {"model_read", "model_failed"}),
        is_writing=_is_open(writing, run, {"draft_written", "model_failed", "writing_stopped", "stage_finished"}),
        paragraphs=paragraphs,
        reading_fault=_fault(reading, "read"),
        writing_fault=_fault(writing, "write"),
        dropped=sum(event.type == "model_dropped" for event in reading),
        was_stopped=any(event.type == "writing_stopped" for event in writing),
    )


def hint_of(code: str) -> str:
    """What to do about a model's failure, by its code."""
    if code == Superseded.code:
        return STALE
    kinds: list[type[ModelError]] = ModelError.__subclasses__()
    return next((kind.hint for kind in kinds if kind.code == code), ModelError.hint)


def _last_reply(assistant: Assistant) -> ModelReply:
    request = ModelRequest(
        purpose="probe",
        prompt_version="probe-1",
        system=PROBE,
        messages=(ModelMessage(role="user", content=PROBE),),
        max_tokens=PROBE_TOKENS,
    )
    replies = [piece for piece in assistant.model.stream(request) if isinstance(piece, ModelReply)]
    if not replies:
        raise ModelNonsense()
    return replies[-1]


def _since(events: Sequence[CaseEvent], beginning: str) -> Sequence[CaseEvent]:
    """From the newest such event on; none where there is none."""
    start = max((at for at, event in enumerate(events) if event.type == beginning), default=len(events))
    return events[start:]


def _is_open(events: Sequence[CaseEvent], run: int, ends: set[str]) -> bool:
    return bool(events) and events[0].number > run and not any(event.type in ends for event in events)


def _fault(events: Sequence[CaseEvent], purpose: str) -> str:
    failed = (event for event in events if event.type == "model_failed" and event.ids.get("purpose") == purpose)
    return str(next((event.ids.get("code") for event in failed), ""))
