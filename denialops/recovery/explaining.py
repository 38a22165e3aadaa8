"""A language model's second opinion on an incident: from the same evidence, checked word for word, never acting."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from hashlib import sha256

from pydantic import Field, ValidationError

from denialops.domain.base import Record
from denialops.domain.models import ModelReply, ModelRequest
from denialops.domain.recovery.decisions import UNKNOWN, Decision
from denialops.domain.recovery.rules import RecoveryRules
from denialops.errors import ModelError, ModelNonsense
from denialops.logs import get_log
from denialops.ports import LanguageModel
from denialops.recovery.analysis_inputs import Inputs
from denialops.recovery.analysis_rules import AnalysisRules, CauseRule
from denialops.recovery.causes import confidence_in, possible_causes
from denialops.recovery.explaining_prompt import MOST_WORDS, ExplainingPrompt


class Opinion(Record):
    """The reply; whatever else stands in it makes it none."""

    cause: str
    words: str = Field(min_length=1, max_length=MOST_WORDS)
    evidence: tuple[str, ...]


class ModelExplainer:
    """Implements analysis.Explains. The model comes with its redaction, budget and breaker around it."""

    def __init__(self, model: LanguageModel, prompt: ExplainingPrompt, rules: AnalysisRules) -> None:
        self._model, self._prompt, self._rules = model, prompt, rules

    def explain(self, decision: Decision, inputs: Inputs, codes: RecoveryRules) -> Decision | None:
        """None where the model is away, or says what cannot be checked; the reason is logged as a code.

        Who does not answer is not asked why.
        """
        if inputs.incident.vendor == self._model.provider:
            return None
        causes = possible_causes(inputs, codes, self._rules)
        try:
            reply = self._reply(self._prompt.request(decision, inputs, causes))
            opinion = checked_opinion(reply.text, decision, causes)
        except ModelError as error:
            get_log().info("incident_not_explained", incident_id=decision.incident_id, code=error.code)
            return None
        confidence = confidence_in(opinion.cause, inputs, codes, self._rules)
        return _as_decision(
            opinion, decision, causes, confidence, f"{self._prompt.version}:{reply.provider}:{reply.model}"
        )

    def _reply(self, request: ModelRequest) -> ModelReply:
        with closing(self._model.stream(request)) as pieces:  # type: ignore[type-var]
            for piece in pieces:
                if isinstance(piece, ModelReply):
                    return piece
        raise ModelNonsense("The model ended without a reply.")


def checked_opinion(text: str, decision: Decision, causes: Mapping[str, CauseRule]) -> Opinion:
    """Raises ModelNonsense for another shape, a cause that is not possible, or evidence that does not exist."""
    try:
        opinion = Opinion.model_validate_json(text)
    except ValidationError as error:
        raise ModelNonsense("The reply has another shape than was asked for.") from error
    known = {piece.evidence_id for piece in decision.evidence}
    if opinion.cause != UNKNOWN and opinion.cause not in causes:
        raise ModelNonsense("The reply names a cause that is none of the possible ones.")
    if not set(opinion.evidence) <= known or (opinion.cause != UNKNOWN and not opinion.evidence):
        raise ModelNonsense("The reply rests on evidence that does not exist.")
    if not opinion.words.strip() or not all(letter.isprintable() or letter == "\n" for letter in opinion.words):
        raise ModelNonsense("The reply holds no words for people.")
    return opinion


def _as_decision(
    opinion: Opinion, first: Decision, causes: Mapping[str, CauseRule], confidence: float, version: str
) -> Decision:
    """Beside the rules' one, with the same inputs and similar incidents, and nothing proposed."""
    cited = tuple(piece for piece in first.evidence if piece.evidence_id in opinion.evidence)
    changes = {
        "decision_id": f"dec-{sha256(f'model:{first.decision_id}'.encode()).hexdigest()[:20]}",
        "made_by": "model",
        "version": version,
        "error_class": causes[opinion.cause].error_class if opinion.cause in causes else "unknown",
        "cause": opinion.cause,
        "words": " ".join(opinion.words.split()),
        "confidence": confidence,
        "evidence": cited,
        "proposals": (),
    }
    return first.model_copy(update=changes)
