"""Keeps identifiers of patients from leaving for a remote model: a reducer of risk, no certified de-identification."""

from denialops.llm.redaction.reach import must_redact
from denialops.llm.redaction.redacted import RedactedModel
from denialops.llm.redaction.words import NameWords, load_name_words

__all__ = ["NameWords", "RedactedModel", "load_name_words", "must_redact"]
