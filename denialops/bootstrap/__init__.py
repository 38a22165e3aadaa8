"""The only room that names concrete classes: what runs behind every port.

Store, engine and web are imported where they are built, so that `read` starts without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from denialops.bootstrap.assistant import (
    CallRecords,
    build_assistant,
    build_forgetting,
    build_model_reader,
    load_help_prompt,
    load_reading_prompt,
    load_writing_prompt,
)
from denialops.bootstrap.background import build_acting
from denialops.bootstrap.limits import build_circuits
from denialops.bootstrap.models import build_reply_cache
from denialops.bootstrap.recovery import build_event_intake, load_rise_test, reported_ledger
from denialops.bootstrap.safety import build_guards
from denialops.bootstrap.stores import open_stores
from denialops.bootstrap.watching import build_checks, build_watch, watched_reader, watched_services
from denialops.bootstrap.work import build_inline_queue, build_queue, start_work, stop_work
from denialops.clock import SystemClock
from denialops.config import ROOT, Settings
from denialops.documents.children import Children
from denialops.documents.imager import PdfImager
from denialops.documents.limits import Limits
from denialops.documents.reader import FileReader
from denialops.domain.rulebook import Rulebook, parse_rulebook
from denialops.pipeline.likeness import load_likeness
from denialops.pipeline.rule_reader import RuleFactReader
from denialops.pipeline.runner import Pipeline
from denialops.ports.observing import UNWATCHED, Watch
from denialops.recovery.quotas import LimitedVault
from denialops.recovery.reroutes import Reroutes
from denialops.services.base import Rooms, Tools, Writers
from denialops.services.memory import InMemory

if TYPE_CHECKING:
    from denialops.pipeline.templates import Templates
    from denialops.ports import Clock, ReplyCache
    from denialops.services import Services
    from denialops.services.assistant import Assistant

__all__ = [
    "build_in_memory",
    "build_pipeline",
    "build_reply_cache",
    "build_services",
    "load_help_prompt",
    "load_reading_prompt",
    "load_rulebook",
    "load_writing_prompt",
    "start_work",
    "stop_work",
]

RULES = ROOT / "data" / "rules"
LIKENESS = ROOT / "data" / "likeness" / "letters.npz"
TEMPLATES = ROOT / "data" / "templates"
SAMPLES = ROOT / "data" / "samples"


def build_pipeline(settings: Settings) -> Pipeline:
    """The stages with the reader, rules and templates of this installation. Raises RulesInvalid."""
    return _pipeline(Children(Limits.of(settings)), load_rulebook())


def build_in_memory(settings: Settings) -> InMemory:
    """What the command line needs: no store, no engine, no web."""
    from denialops.limits.circuits import OwnCircuits
    from denialops.llm.usage import MemoryUsageLedger

    clock = SystemClock(settings.timezone)
    records = CallRecords(lambda: MemoryUsageLedger(clock), lambda: build_circuits(settings, OwnCircuits))
    return InMemory(_tools(settings, load_rulebook(), Children(Limits.of(settings)), clock, records))


def build_services(settings: Settings, *, at_once: bool = False) -> Services:
    """Everything over the store; `at_once` does the work in the caller instead of the durable engine."""
    from denialops.services import Services

    children, clock, rulebook = Children(Limits.of(settings)), SystemClock(settings.timezone), load_rulebook()
    stores = open_stores(settings, clock)
    circuits = build_circuits(settings, stores.circuits)
    guards = build_guards(settings, stores.recovery, rulebook, clock, circuits)
    replies, watch = build_reply_cache(settings), build_watch(settings, lambda: services)
    ledger = reported_ledger(stores.ledger, lambda: services)
    records = CallRecords(ledger, lambda: circuits, guards.switches.words_of, Reroutes(stores.recovery).instead_of)
    tools = _tools(settings, rulebook, children, clock, records, replies, watch)
    queue = build_inline_queue(lambda: services) if at_once else build_queue(settings)
    rooms = Rooms(
        store=stores.cases,
        recovery=stores.recovery,
        event_intake=build_event_intake(settings, stores.recovery, clock, stores.fingerprint, guards.quotas),
        guards=guards,
        rise_test=load_rise_test(settings),
        vault=LimitedVault(stores.vault, guards.quotas),
        queue=queue,
        imager=PdfImager(children),
        samples_dir=SAMPLES,
        forget_replies=build_forgetting(replies, tools.assistant),
        checks=build_checks(settings, stores.cases, queue, replies, tools.assistant, guards.rules),
        acting=build_acting(lambda: services, settings),
    )
    services = Services(tools, rooms)
    return watched_services(services)


def load_rule_reader(rulebook: Rulebook) -> RuleFactReader:
    """The reader of rules with its second opinion, learnt from the letters under tests/golden."""
    return RuleFactReader(rulebook, load_likeness(LIKENESS))


def load_rulebook() -> Rulebook:
    """The rules under data/rules. Raises RulesInvalid with every fault."""
    return parse_rulebook({path.name: path.read_text("utf-8") for path in sorted(RULES.glob("*.yaml"))})


def _tools(
    settings: Settings,
    rulebook: Rulebook,
    children: Children,
    clock: Clock,
    records: CallRecords,
    replies: ReplyCache | None = None,
    watch: Watch = UNWATCHED,
) -> Tools:
    """`records` are opened, and replies are kept, only where a model is chosen."""
    assistant = build_assistant(settings, rulebook, clock, records, replies, watch)
    pipeline = _pipeline(children, rulebook, assistant, watch)
    return Tools(pipeline=pipeline, writers=_writers, clock=clock, assistant=assistant, watch=watch)


def _pipeline(
    children: Children, rulebook: Rulebook, assistant: Assistant | None = None, watch: Watch = UNWATCHED
) -> Pipeline:
    rules = load_rule_reader(rulebook)
    return Pipeline(
        reader=watched_reader(FileReader(children, rulebook.codes), watch),
        fact_readers=(rules, build_model_reader(assistant, rulebook)) if assistant else (rules,),
        rulebook=rulebook,
        load_templates=_templates,
        words_of=PdfImager(children).words_of,
    )


def _templates() -> Templates:
    from denialops.pipeline.templates import load_templates

    return load_templates(TEMPLATES)


def _writers() -> Writers:
    """Imported with the first letter: typesetting and Word take longer to load than a text letter to read."""
    from denialops.documents.letter_docx import write_letter_docx
    from denialops.documents.letter_pdf import write_letter_pdf
    from denialops.documents.packet import assemble_packet, with_page_counts

    return Writers(docx=write_letter_docx, pdf=write_letter_pdf, packet=assemble_packet, counted=with_page_counts)
