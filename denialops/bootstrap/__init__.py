"""The only room that names concrete classes: what runs behind every port.

Store, engine and web are imported where they are built, so that `read` starts without them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from denialops.bootstrap.assistant import (
    build_assistant,
    build_model_reader,
    load_reading_prompt,
    load_writing_prompt,
)
from denialops.bootstrap.models import build_reply_cache
from denialops.clock import SystemClock
from denialops.config import ROOT, Settings
from denialops.documents.children import Children
from denialops.documents.imager import PdfImager
from denialops.documents.limits import Limits
from denialops.documents.reader import FileReader
from denialops.domain.rulebook import Rulebook, parse_rulebook
from denialops.envelope import Envelope
from denialops.pipeline.extract import RuleFactReader
from denialops.pipeline.runner import Pipeline
from denialops.services.base import Rooms, Tools, Writers
from denialops.services.memory import InMemory

if TYPE_CHECKING:
    from denialops.pipeline.templates import Templates
    from denialops.ports import Clock, ReplyCache, TaskQueue, UsageLedger
    from denialops.services import Services
    from denialops.services.assistant import Assistant

__all__ = [
    "build_in_memory",
    "build_pipeline",
    "build_reply_cache",
    "build_services",
    "load_reading_prompt",
    "load_rulebook",
    "load_writing_prompt",
    "start_work",
    "stop_work",
]

RULES = ROOT / "data" / "rules"
TEMPLATES = ROOT / "data" / "templates"
SAMPLES = ROOT / "data" / "samples"


def build_pipeline(settings: Settings) -> Pipeline:
    """The stages with the reader, rules and templates of this installation. Raises RulesInvalid."""
    return _pipeline(Children(Limits.of(settings)), load_rulebook())


def build_in_memory(settings: Settings) -> InMemory:
    """What the command line needs: no store, no engine, no web."""
    from denialops.llm.usage import MemoryUsageLedger

    clock = SystemClock(settings.timezone)
    return InMemory(_tools(settings, Children(Limits.of(settings)), clock, lambda: MemoryUsageLedger(clock)))


def build_services(settings: Settings, *, at_once: bool = False) -> Services:
    """Everything over the store; `at_once` does the work in the caller instead of the durable engine."""
    from denialops.services import Services
    from denialops.store.case_store import SqliteCaseStore
    from denialops.store.vault import FileVault

    children, clock = Children(Limits.of(settings)), SystemClock(settings.timezone)
    store = SqliteCaseStore(settings.data_dir, tenant=settings.tenant, clock=clock)
    replies = build_reply_cache(settings)
    tools = _tools(settings, children, clock, lambda: store.ledger(Envelope(settings.data_dir)), replies)
    rooms = Rooms(
        store=store,
        vault=FileVault(settings.data_dir / "originals"),
        queue=_inline_queue(lambda: services) if at_once else _engine_queue(settings),
        imager=PdfImager(children),
        samples_dir=SAMPLES,
        forget_replies=replies.forget,
    )
    services = Services(tools, rooms)
    return services


def start_work(services: Services, settings: Settings, *, address: str = "") -> None:
    """Starts the engine, which takes up what an earlier process left. Blocks shortly; raises AlreadyRunning."""
    from denialops.logs import configure_logs
    from denialops.store.purge import purge_removed
    from denialops.tasks.engine import DbosTaskQueue

    configure_logs(settings.log_level)

    def purge() -> None:
        limit = services.clock.now() - timedelta(days=settings.undo_days)
        purge_removed(services.store, services.vault, removed_before=limit, forget_replies=services.forget_replies)

    if isinstance(services.queue, DbosTaskQueue):
        services.queue.start(services, address=address, daily=(purge,))


def stop_work(services: Services) -> None:
    """Tells running stages to stop and lets go of the data folder; blocks until they did."""
    from denialops.tasks.engine import DbosTaskQueue

    if isinstance(services.queue, DbosTaskQueue):
        services.queue.stop()
    services.store.close()


def load_rulebook() -> Rulebook:
    """The rules under data/rules. Raises RulesInvalid with every fault."""
    return parse_rulebook({path.name: path.read_text("utf-8") for path in sorted(RULES.glob("*.yaml"))})


def _tools(
    settings: Settings,
    children: Children,
    clock: Clock,
    ledger: Callable[[], UsageLedger],
    replies: ReplyCache | None = None,
) -> Tools:
    """`ledger` is opened, and replies are kept, only where a model is chosen."""
    rulebook = load_rulebook()
    assistant = build_assistant(settings, rulebook, clock, ledger, replies)
    pipeline = _pipeline(children, rulebook, assistant)
    return Tools(pipeline=pipeline, writers=_writers, clock=clock, assistant=assistant)


def _pipeline(children: Children, rulebook: Rulebook, assistant: Assistant | None = None) -> Pipeline:
    rules = RuleFactReader(rulebook)
    return Pipeline(
        reader=FileReader(children, rulebook.codes),
        fact_readers=(rules, build_model_reader(assistant, rulebook)) if assistant else (rules,),
        rulebook=rulebook,
        load_templates=_templates,
        words_of=PdfImager(children).words_of,
    )


def _templates() -> Templates:
    from denialops.pipeline.templates import load_templates

    return load_templates(TEMPLATES)


def _engine_queue(settings: Settings) -> TaskQueue:
    from denialops.store.database import open_engine
    from denialops.tasks.engine import DbosTaskQueue

    return DbosTaskQueue(settings.data_dir, lambda: open_engine(settings.data_dir / "engine.sqlite"))


def _inline_queue(services: Callable[[], Services]) -> TaskQueue:
    from denialops.services.inline import InlineQueue

    return InlineQueue(services)


def _writers() -> Writers:
    """Imported with the first letter: typesetting and Word take longer to load than a text letter to read."""
    from denialops.documents.letter_docx import write_letter_docx
    from denialops.documents.letter_pdf import write_letter_pdf
    from denialops.documents.packet import assemble_packet, with_page_counts

    return Writers(docx=write_letter_docx, pdf=write_letter_pdf, packet=assemble_packet, counted=with_page_counts)
