"""The model as a writer: gives the letter block by block as it arrives, each sentence with the ids it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from denialops.domain.cases import CaseFile
from denialops.domain.draft_text import print_body
from denialops.domain.drafts import FROM_MODEL, Block, Draft, Sentence, author_of
from denialops.domain.identifiers import identifiers_of
from denialops.domain.models import ModelReply, ModelRequest, TextDelta
from denialops.domain.wording import one_line
from denialops.errors import Cancelled, ModelNonsense, NothingToDraft
from denialops.pipeline.json_stream import ListStream
from denialops.pipeline.model_writing.prompt import KINDS, WritingPrompt
from denialops.pipeline.model_writing.sources import COURTESY, sources_of
from denialops.ports import IsCancelled, LanguageModel, never

MOST_BLOCKS = 200
TEMPERATURE_ANEW = 0.7


class ModelWriter:
    """Writes on from the draft that the rules made; that one stays whatever the model does."""

    def __init__(self, model: LanguageModel, prompt: WritingPrompt) -> None:
        self._model, self._prompt = model, prompt
        self.name = f"{model.provider}:{model.model}"

    def stream(self, case: CaseFile, *, anew: bool = False, is_cancelled: IsCancelled = never) -> Iterator[Block]:
        """The blocks of the new letter one by one; closing the iterator stops the model.

        `anew`: another letter than the last one is wanted, so chance has a say and no kept reply is used.

        Raises NothingToDraft without a draft, ModelError when the model gives no whole letter, Cancelled.
        """
        if case.draft is None:
            raise NothingToDraft()
        sources = sources_of(case, case.draft)
        ids = {source.tag: source.id for source in sources} | {COURTESY: "request"}
        base = {sentence.text: sentence for block in case.draft.blocks for sentence in block.sentences}
        request = self._prompt.request(case.draft, sources, identifiers_of(case))
        if anew:
            request = request.model_copy(update={"temperature": TEMPERATURE_ANEW})
        for item in self._items(request, is_cancelled):
            block = _as_block(item, ids, base)
            if block:
                yield block

    def draft_of(self, case: CaseFile, blocks: Sequence[Block]) -> Draft:
        """A version after the present one. Raises ModelNonsense for a letter without text, NothingToDraft."""
        if case.draft is None:
            raise NothingToDraft()
        if not blocks:
            raise ModelNonsense("The model wrote no letter.")
        version = case.draft.version + 1
        written_with = self.name
        return case.draft.model_copy(
            update={
                "draft_id": f"{case.case_id}.{version}",
                "version": version,
                "based_on": case.draft.version,
                "author": author_of(written_with),
                "created_at": "",
                "written_with": written_with,
                "body": print_body(blocks),
                "blocks": tuple(blocks),
            }
        )

    def _items(self, request: ModelRequest, is_cancelled: IsCancelled) -> Iterator[dict[str, Any]]:
        stream, count, reply = ListStream("blocks"), 0, None
        with closing(self._model.stream(request)) as pieces:  # type: ignore[type-var]
            for piece in pieces:
                if is_cancelled():
                    raise Cancelled()
                if isinstance(piece, ModelReply):
                    reply = piece
                elif isinstance(piece, TextDelta):
                    for item in stream.feed(piece.text):
                        count += 1
                        if count <= MOST_BLOCKS:
                            yield item
        if not stream.is_whole or reply is None or reply.is_cut:
            raise ModelNonsense("The model's letter is not whole.")


def _as_block(item: dict[str, Any], ids: Mapping[str, str], base: Mapping[str, Sentence]) -> Block | None:
    """A block with its known sources; None for what is no block."""
    sentences, kind = item.get("sentences"), item.get("kind")
    if kind not in KINDS or not isinstance(sentences, list):
        return None
    made = tuple(made for row in sentences if isinstance(row, dict) and (made := _as_sentence(row, ids, base)))
    return Block.model_validate({"kind": kind, "sentences": made}) if made else None


def _as_sentence(row: dict[str, Any], ids: Mapping[str, str], base: Mapping[str, Sentence]) -> Sentence | None:
    """A sentence of the rules' draft keeps its own sources; every other says that a model wrote it."""
    text, tags = row.get("text"), row.get("sources")
    if not isinstance(text, str) or not (plain := _plain(text)):
        return None
    if plain in base:
        return base[plain]
    named = (ids[tag] for tag in tags if isinstance(tag, str) and tag in ids) if isinstance(tags, list) else ()
    return Sentence(text=plain, rests_on=(FROM_MODEL, *dict.fromkeys(named)))


def _plain(text: str) -> str:
    """One line; blanks keep their brackets, nothing else can pass for structure."""
    pieces = text.split("[[")
    kept = [one_line(pieces[0])]
    for piece in pieces[1:]:
        blank, closed, rest = piece.partition("]]")
        kept.append(
            f"[[{one_line(blank)}]]{' ' if rest[:1] == ' ' else ''}{one_line(rest)}" if closed else one_line(piece)
        )
    return " ".join(" ".join(kept).split())
