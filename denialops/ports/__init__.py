"""Every Protocol: what we need from the outside. Adapters say how, bootstrap says which."""

from __future__ import annotations

from denialops.ports.documents import NO_CONTEXT, Box, DocumentReader, FactReader, PageImager, ReadingContext
from denialops.ports.models import LanguageModel, ReplyCache, UsageLedger
from denialops.ports.signals import IsCancelled, Observe, OnPage, PageProgress, WordsOf, ignore, never, no_words
from denialops.ports.store import CaseReads, CaseStore, UnitOfWork, Vault
from denialops.ports.work import Clock, StageWork, TaskQueue

__all__ = [
    "NO_CONTEXT",
    "Box",
    "CaseReads",
    "CaseStore",
    "Clock",
    "DocumentReader",
    "FactReader",
    "IsCancelled",
    "LanguageModel",
    "Observe",
    "OnPage",
    "PageImager",
    "PageProgress",
    "ReadingContext",
    "ReplyCache",
    "StageWork",
    "TaskQueue",
    "UnitOfWork",
    "UsageLedger",
    "Vault",
    "WordsOf",
    "ignore",
    "never",
    "no_words",
]
