"""The event log of a case as a list and as a stream; a summary as a stream; help with a draft as a stream."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from anyio import CancelScope, CapacityLimiter, to_thread
from fastapi import APIRouter, Header, Query
from pydantic import Field

from denialops.api.needs import Desk, Helpers, Watch
from denialops.api.problems import says
from denialops.api.shapes import Page, StreamEnd, Usage
from denialops.api.sse import HEARTBEAT, MEDIA_TYPE, RETRY, EventStream, event, failure
from denialops.api.watch import EventWatch
from denialops.domain.base import Record
from denialops.domain.events import CaseEvent
from denialops.domain.models import Spend, TextDelta
from denialops.errors import (
    BudgetSpent,
    CaseNotFound,
    DenialOpsError,
    IdentifiersLeft,
    InvalidValue,
    ModelBusy,
    ModelError,
    ModelNonsense,
    ModelRefused,
    ModelTimedOut,
    NoModel,
    NothingToDraft,
)
from denialops.services import Services
from denialops.services.feed import Feed
from denialops.services.helping import LONGEST_WISH, HelpEnd

router = APIRouter(tags=["streams"])

HEARTBEAT_S = 15.0
BATCH = 500
STREAMED: dict[int | str, dict[str, Any]] = {
    200: {"description": "server-sent events", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}
}
FAULTS_OF_MODELS = says(
    CaseNotFound, NothingToDraft, InvalidValue, NoModel, ModelError, ModelBusy, BudgetSpent, ModelTimedOut,
    ModelRefused, ModelNonsense, IdentifiersLeft,
)  # fmt: skip


class Wish(Record):
    """What shall be written for the draft of this case; it is answered from the case's own material."""

    case_id: str = Field(max_length=64)
    prompt: str = Field(min_length=1, max_length=LONGEST_WISH)


@router.get("/cases/{case_id}/events", responses=says(CaseNotFound))
def list_events(
    case_id: str,
    desk: Desk,
    cursor: Annotated[int, Query(ge=0, le=10**12)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> Page[CaseEvent]:
    """Oldest first, from the number behind `cursor` on."""
    found = desk.feed(case_id, after=cursor, limit=limit + 1).events
    shown = found[:limit]
    return Page(items=shown, next_cursor=str(shown[-1].number) if len(found) > limit else None)


@router.get("/cases/{case_id}/stream", response_class=EventStream, responses={**STREAMED, **says(CaseNotFound)})
async def stream_events(
    case_id: str, desk: Desk, watch: Watch, last_event_id: Annotated[int, Header(ge=0, le=10**12)] = 0
) -> EventStream:
    """Every event under its number, then `done` with what a model took, or `error`.

    A client that lost the connection sends the last number as Last-Event-ID and misses nothing.
    """
    feed = await _look(desk, case_id, last_event_id)
    return EventStream(_events(desk, watch, case_id, feed, last_event_id))


@router.get("/cases/{case_id}/stream/summary", response_class=EventStream, responses={**STREAMED, **says(CaseNotFound)})
async def stream_summary(case_id: str, desk: Desk) -> EventStream:
    """The case in a few sentences: `chunk` by `chunk`, then `done`. Made of what was read; no model is asked."""
    paragraphs = await to_thread.run_sync(lambda: tuple(desk.summary(case_id)))
    return EventStream(_chunks(paragraphs))


@router.post("/stream/completion", response_class=EventStream, responses={**STREAMED, **FAULTS_OF_MODELS})
async def stream_completion(wish: Wish, desk: Desk, helpers: Helpers, watch: Watch) -> EventStream:
    """Help with the draft by the language model: `chunk` by `chunk`, then `done` with its usage and with the statements
    that the case does not back, or `error`. Nothing is saved."""
    pieces = desk.help_with_draft(wish.case_id, wish.prompt)
    first = await to_thread.run_sync(next, pieces, None, limiter=helpers)
    return EventStream(_completion(first, pieces, helpers, watch))


async def _events(desk: Services, watch: EventWatch, case_id: str, feed: Feed, after: int) -> AsyncIterator[bytes]:
    yield RETRY
    try:
        while True:
            for found in feed.events:
                after = found.number
                yield event(found.type, found, number=found.number)
            if len(feed.events) < BATCH:
                if not feed.run.is_running:
                    break
                while not await watch.wait(case_id, after=after, timeout_s=HEARTBEAT_S):
                    yield HEARTBEAT
                if watch.is_closed:
                    return
            feed = await _look(desk, case_id, after)
        if feed.run.error:
            yield event("error", {**feed.run.error, "retryable": False})
        else:
            spend = await to_thread.run_sync(desk.case_spend, case_id)
            yield event("done", StreamEnd(status=feed.run.status, last_event=after, usage=Usage.of(spend)))
    except DenialOpsError as error:
        yield failure(error)


async def _look(desk: Services, case_id: str, after: int) -> Feed:
    return await to_thread.run_sync(lambda: desk.feed(case_id, after=after, limit=BATCH))


async def _chunks(paragraphs: tuple[str, ...]) -> AsyncIterator[bytes]:
    for text in paragraphs:
        yield event("chunk", {"text": f"{text}\n\n"})
    yield event("done", StreamEnd(status="completed"))


async def _completion(
    first: TextDelta | HelpEnd | None,
    pieces: Iterator[TextDelta | HelpEnd],
    helpers: CapacityLimiter,
    watch: EventWatch,
) -> AsyncIterator[bytes]:
    piece = first
    try:
        while piece is not None and not watch.is_closed:
            yield _written(piece)
            piece = await to_thread.run_sync(next, pieces, None, limiter=helpers)
    except DenialOpsError as error:
        yield failure(error)
    finally:
        # The reader may be gone: closing ends the call at the provider.
        with CancelScope(shield=True):
            await to_thread.run_sync(pieces.close)  # type: ignore[attr-defined]


def _written(piece: TextDelta | HelpEnd) -> bytes:
    if isinstance(piece, TextDelta):
        return event("chunk", {"text": piece.text}) if piece.text else HEARTBEAT
    reply = piece.reply
    spend = Spend(
        calls=0 if reply.from_cache else 1,
        from_cache=int(reply.from_cache),
        unpriced=0 if reply.is_priced else 1,
        tokens=reply.tokens,
        cost_usd=reply.cost_usd,
    )
    return event("done", StreamEnd(status="completed", usage=Usage.of(spend), marks=piece.marks))
