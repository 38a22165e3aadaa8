"""Every Protocol: what we need from the outside. Adapters say how, bootstrap says which."""

from __future__ import annotations

from denialops.ports.documents import Box, DocumentReader, FactReader, PageImager
from denialops.ports.models import LanguageModel, ReplyCache, UsageLedger
from denialops.ports.signals import IsCancelled, Observe, OnPage, PageProgress, WordsOf, ignore, never, no_words
from denialops.ports.store import CaseReads, CaseStore, UnitOfWork, Vault
from denialops.ports.work import Clock, StageWork, TaskQueue

__all__ = [
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
