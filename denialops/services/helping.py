"""Help with a draft by the language model: shown to a person as it comes, and saved only by that person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

from denialops.domain.cases import CaseFile
from denialops.domain.drafts import Mark
from denialops.domain.models import ModelReply, TextDelta
from denialops.errors import InvalidValue, ModelNonsense, NoModel
from denialops.services.drafting import Drafting

LONGEST_WISH = 2_000


class HelpEnd(NamedTuple):
    """The whole text with its cost, and the statements in it that the case does not back."""

    reply: ModelReply
    marks: tuple[Mark, ...]


class Helping(Drafting):
    def help_with_draft(self, case_id: str, wish: str) -> Iterator[TextDelta | HelpEnd]:
        """Pieces as they come, then one HelpEnd; closing the iterator stops the model.

        Raises NoModel, InvalidValue, CaseNotFound, NothingToDraft, or the ModelError of the call, at its first piece
        or later. Budget, redaction and usage are those of every other call for this case.
        """
        if self.assistant is None:
            raise NoModel()
        if not wish.strip() or len(wish) > LONGEST_WISH:
            raise InvalidValue("What shall be written?", hint=f"Say it in at most {LONGEST_WISH} characters.")
        with self.store.snapshot() as reads:
            case = self.shown_case(reads, case_id)
        reply: ModelReply | None = None
        with closing(self.assistant.helper.stream(case, wish.strip())) as pieces:  # type: ignore[type-var]
            for piece in pieces:
                if isinstance(piece, TextDelta):
                    yield piece
                else:
                    reply = piece
        if reply is None or not reply.text.strip():
            raise ModelNonsense("The model wrote nothing.")
        yield HelpEnd(reply, self._marks(case, reply))

    def _marks(self, case: CaseFile, reply: ModelReply) -> tuple[Mark, ...]:
        """As if the text were the letter: every date, amount, number, name, quote and citation is looked for."""
        if case.draft is None:
            return ()
        written_with = f"{reply.provider}:{reply.model}"
        written = case.draft.model_copy(update={"body": reply.text, "blocks": (), "written_with": written_with})
        return self._checked(case, written).marks
