"""The innermost wrapper around a remote model: identifiers stay here, and what really left is kept for the audit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from uuid import uuid4

from denialops.domain.models import ModelRequest, SentText, TextDelta
from denialops.errors import IdentifiersLeft
from denialops.llm.redaction.redactor import Redacted, Redactor
from denialops.llm.redaction.residue import ResidueCheck
from denialops.llm.redaction.restoring import Restorer
from denialops.llm.redaction.words import NameWords
from denialops.llm.wrapping import Piece, WrappedModel
from denialops.ports import Clock, LanguageModel, UsageLedger


class RedactedModel(WrappedModel):
    """A LanguageModel that tells its inner one placeholders for identifiers and gives back the case's own words."""

    def __init__(
        self,
        model: LanguageModel,
        ledger: UsageLedger,
        words: NameWords,
        clock: Clock,
        *,
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        super().__init__(model)
        self._ledger = ledger
        self._redactor = Redactor(words)
        self._residue = ResidueCheck(words)
        self._clock = clock
        self._new_id = new_id

    def stream(self, request: ModelRequest) -> Iterator[Piece]:
        """As the port says. Raises IdentifiersLeft, and sends nothing, where a check still sees an identifier."""
        redacted, pseudonyms = self._redactor.redact(request)
        body = body_of(redacted.request)
        self._refuse(body, request)
        self._keep(body, redacted)
        restorer = Restorer(pseudonyms, in_json=request.json_schema is not None)
        with self._asked(redacted.request) as pieces:
            for piece in pieces:
                yield from _restored(piece, restorer)

    def forget(self, case_id: str) -> None:
        """Drops what the placeholders of a case stand for; a later call of the case begins anew."""
        self._redactor.forget(case_id)

    def _refuse(self, body: str, request: ModelRequest) -> None:
        left = self._residue.find(body, request.identifiers)
        if left:
            raise IdentifiersLeft(f"Nothing was sent; these checks fired: {', '.join(left)}.")

    def _keep(self, body: str, redacted: Redacted) -> None:
        sent = SentText(
            call_id=redacted.request.call_id or self._new_id(),
            at=self._clock.now().isoformat(),
            case_id=redacted.request.case_id,
            provider=self.provider,
            model=self.model,
            body=body,
            placeholders=redacted.placeholders,
        )
        self._ledger.keep_sent(sent)


def body_of(request: ModelRequest) -> str:
    """Everything of a request that a provider gets to read, as one text."""
    parts = [("system", request.system), *((message.role, message.content) for message in request.messages)]
    if request.json_schema is not None:
        parts.append(("schema", json.dumps(request.json_schema, ensure_ascii=False)))
    return "\n\n".join(f"{role}:\n{text}" for role, text in parts)


def _restored(piece: Piece, restorer: Restorer) -> Iterator[Piece]:
    if isinstance(piece, TextDelta):
        yield TextDelta(restorer.feed(piece.text))
        return
    rest = restorer.finish()
    if rest:
        yield TextDelta(rest)
    restorer.unknown.clear()
    text = restorer.restore(piece.text)
    yield piece.model_copy(update={"text": text, "unresolved": tuple(dict.fromkeys(restorer.unknown))})
