"""What analyses the incidents of this installation, and notes each new version of the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from denialops import __version__
from denialops.bootstrap.assistant import PROMPTS
from denialops.config import Settings
from denialops.domain.recovery.safety import BreakerState
from denialops.ports import Clock
from denialops.ports.recovery import RecoveryStore, RulesSource
from denialops.services.analysis import note_deploy

if TYPE_CHECKING:
    from denialops.recovery.analysis import Analysis
    from denialops.recovery.analysis_rules import AnalysisRules
    from denialops.recovery.explaining import ModelExplainer
    from denialops.services.assistant import Assistant


def build_analysis(
    settings: Settings,
    store: RecoveryStore,
    rules: RulesSource,
    clock: Clock,
    *,
    breaker: Callable[[str], BreakerState],
    assistant: Assistant | None,
) -> Analysis:
    """`breaker`: where that of a vendor stands. A second opinion is asked where a language model is chosen.

    Raises RulesInvalid with every fault of its files.
    """
    from denialops.recovery.analysis import Analysis, Rules
    from denialops.recovery.analysis_gathering import Around
    from denialops.recovery.analysis_rules import load_analysis_rules
    from denialops.recovery.signature_rules import FILE, parse_signature_book
    from denialops.recovery.signatures import show_parts
    from denialops.recovery.vectors import find_likeness

    folder = settings.recovery_rules_dir
    book = parse_signature_book((folder / FILE).read_text("utf-8"))
    analysis = load_analysis_rules(folder)
    around = Around(breaker, lambda event: show_parts(event, book), find_likeness(store))
    explainer = _explainer(assistant, analysis) if assistant else None
    return Analysis(store, Rules(rules, analysis, settings.recovery_auto), clock, around, explainer)


def note_version(store: RecoveryStore, clock: Clock) -> None:
    """At start: what changed is one of the first things to ask when something fails."""
    note_deploy(store, __version__, clock)


def _explainer(assistant: Assistant, rules: AnalysisRules) -> ModelExplainer:
    from denialops.recovery.explaining import ModelExplainer
    from denialops.recovery.explaining_prompt import FILE, parse_explaining_prompt

    prompt = parse_explaining_prompt((PROMPTS / FILE).read_text("utf-8"))
    return ModelExplainer(assistant.model, prompt, rules)
