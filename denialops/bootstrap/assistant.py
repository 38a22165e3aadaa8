"""The reader, the writer and the settings page of the chosen language model; nothing of it exists without one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from denialops.bootstrap.models import ModelParts, build_model, build_reply_cache
from denialops.bootstrap.watching import watched_ledger, watched_model
from denialops.config import ROOT, Settings
from denialops.domain.providers import NONE, PROVIDERS
from denialops.domain.rulebook import Rulebook
from denialops.ports import Clock, FactReader, ReplyCache, UsageLedger
from denialops.ports.circuits import Circuits
from denialops.ports.observing import Watch
from denialops.services.records import CacheUse, ModelLimits, ModelSetup

if TYPE_CHECKING:
    from denialops.pipeline.model_reading.prompt import ReadingPrompt
    from denialops.pipeline.model_writing.prompt import HelpPrompt, WritingPrompt
    from denialops.services.assistant import Assistant

PROMPTS = ROOT / "data" / "prompts"


class CallRecords(NamedTuple):
    """What is kept of calls to a model, opened where one is chosen.

    `find_stop`: the words of what stops a provider just now, or nothing. `instead_of`: who is asked in its place.
    """

    ledger: Callable[[], UsageLedger]
    circuits: Callable[[], Circuits]
    find_stop: Callable[[str], str] = lambda provider: ""
    instead_of: Callable[[str], str] = lambda provider: provider


def build_assistant(
    settings: Settings,
    rulebook: Rulebook,
    clock: Clock,
    records: CallRecords,
    replies: ReplyCache | None,
    watch: Watch,
) -> Assistant | None:
    """None where no model is chosen, and then neither records nor cache are opened. Raises RulesInvalid."""
    if settings.llm_provider == NONE:
        return None
    from denialops.pipeline.model_writing.helper import ModelHelper
    from denialops.pipeline.model_writing.writer import ModelWriter
    from denialops.services.assistant import Assistant

    kept, counted = replies or build_reply_cache(settings), watched_ledger(records.ledger(), watch)
    parts = build_model(
        settings, rulebook, clock, ledger=counted, cache=kept, circuits=records.circuits(), find_stop=records.find_stop
    )
    if parts is None:
        return None
    parts = _with_fallback(parts, settings, rulebook, clock, records, counted, kept)
    model = watched_model(parts.model, watch)
    return Assistant(
        model=model,
        writer=ModelWriter(model, load_writing_prompt()),
        helper=ModelHelper(model, load_help_prompt()),
        ledger=counted,
        setup=setup_of(settings),
        breaker=parts.breaker,
        cache=lambda: _cache_use(parts, kept),
        forget=parts.forget,
    )


def _with_fallback(
    parts: ModelParts,
    settings: Settings,
    rulebook: Rulebook,
    clock: Clock,
    records: CallRecords,
    ledger: UsageLedger,
    cache: ReplyCache,
) -> ModelParts:
    """The same model, or the fallback while calls are routed there; each within all its wrappers."""
    usual, other = settings.llm_provider, settings.llm_fallback_provider
    changed = {
        "llm_provider": other,
        "llm_model": settings.llm_fallback_model,
        "llm_base_url": settings.llm_fallback_base_url,
    }
    fallback = build_model(
        settings.model_copy(update=changed),
        rulebook,
        clock,
        ledger=ledger,
        cache=cache,
        circuits=records.circuits(),
        find_stop=records.find_stop,
    )
    if fallback is None:
        return parts
    from denialops.llm.switching import SwitchedModel

    def chosen() -> str:
        return other if records.instead_of(usual) == other else usual

    def forget(case_id: str) -> None:
        parts.forget(case_id)
        fallback.forget(case_id)

    model = SwitchedModel({usual: parts.model, other: fallback.model}, chosen)
    return replace(parts, model=model, forget=forget)


def build_forgetting(replies: ReplyCache, assistant: Assistant | None) -> Callable[[str], int]:
    """What a case that is removed takes along: its kept replies, also of a model chosen before, and its placeholders.

    Other processes forget the placeholders with the last cases they remember, or when they end.
    """

    def forget(case_id: str) -> int:
        if assistant:
            assistant.forget(case_id)
        return replies.forget(case_id)

    return forget


def build_model_reader(assistant: Assistant, rulebook: Rulebook) -> FactReader:
    from denialops.pipeline.model_reading.reader import ModelFactReader

    return ModelFactReader(assistant.model, load_reading_prompt(), rulebook.kinds)


def load_reading_prompt() -> ReadingPrompt:
    """What a reading model is asked. Raises RulesInvalid."""
    from denialops.pipeline.model_reading.prompt import ReadingPrompt
    from denialops.pipeline.prompts import parse_prompt

    return parse_prompt(ReadingPrompt, "read_letter.yaml", (PROMPTS / "read_letter.yaml").read_text("utf-8"))


def load_writing_prompt() -> WritingPrompt:
    """What a writing model is asked. Raises RulesInvalid."""
    from denialops.pipeline.model_writing.prompt import WritingPrompt
    from denialops.pipeline.prompts import parse_prompt

    return parse_prompt(WritingPrompt, "write_letter.yaml", (PROMPTS / "write_letter.yaml").read_text("utf-8"))


def load_help_prompt() -> HelpPrompt:
    """What a helping model is asked. Raises RulesInvalid."""
    from denialops.pipeline.model_writing.prompt import HelpPrompt
    from denialops.pipeline.prompts import parse_prompt

    return parse_prompt(HelpPrompt, "help_with_draft.yaml", (PROMPTS / "help_with_draft.yaml").read_text("utf-8"))


def setup_of(settings: Settings) -> ModelSetup:
    """What the settings page may show: no key, only whether there is one."""
    from denialops.llm.redaction import must_redact

    provider = PROVIDERS[settings.llm_provider]
    address = settings.llm_base_url or provider.address
    keys = {"OPENAI_API_KEY": settings.openai_api_key, "ANTHROPIC_API_KEY": settings.anthropic_api_key}
    key = keys.get(provider.key_name, settings.llm_api_key).get_secret_value()
    return ModelSetup(
        provider=settings.llm_provider,
        label=provider.label,
        model=settings.llm_model,
        address=address,
        key="set" if key else "not set" if provider.key_name else "not needed",
        is_remote=provider.is_remote,
        is_redacted=bool(provider.key_name) or must_redact(settings.llm_redact, address),
        cache=settings.cache,
        limits=ModelLimits(
            day_tokens=settings.llm_day_tokens,
            day_usd=settings.llm_day_usd,
            case_tokens=settings.llm_case_tokens,
            case_usd=settings.llm_case_usd,
        ),
    )


def _cache_use(parts: ModelParts, kept: ReplyCache) -> CacheUse:
    counts = parts.cache()
    return CacheUse(entries=kept.count(), hits=counts.hits, misses=counts.misses, saved_usd=counts.saved_usd)
