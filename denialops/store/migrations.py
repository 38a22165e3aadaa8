"""The schema as one numbered list of migrations for both databases. A migration that has shipped is never edited.

Statements are written in SQLite's words; `postgres.schema` says the same in PostgreSQL's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from denialops.store.recovery.tables import NEVER_CHANGED, SEARCHED, TABLES

CASES = """
CREATE TABLE tenants (tenant TEXT PRIMARY KEY, last_number INTEGER NOT NULL) STRICT;
CREATE TABLE cases (
    row_id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, number INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('reading', 'review', 'failed', 'sent', 'closed')),
    payer TEXT NOT NULL DEFAULT '', patient TEXT NOT NULL DEFAULT '', amount_cents INTEGER,
    category TEXT NOT NULL DEFAULT '', route TEXT NOT NULL DEFAULT '', safe_date TEXT,
    received_on TEXT, confirmed_regime TEXT NOT NULL DEFAULT '',
    failure TEXT, warnings TEXT NOT NULL DEFAULT '[]',
    created_at TEXT NOT NULL, removed_at TEXT NOT NULL DEFAULT '',
    UNIQUE (tenant, case_id), UNIQUE (tenant, number)
) STRICT;
CREATE INDEX cases_by_date ON cases (tenant, removed_at, status, safe_date, number);
CREATE INDEX cases_by_payer ON cases (tenant, payer);
CREATE INDEX cases_by_patient ON cases (tenant, patient);
CREATE VIRTUAL TABLE case_search USING fts5(terms, tokenize = 'trigram');
CREATE TABLE purged_cases (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, number INTEGER NOT NULL,
    removed_at TEXT NOT NULL, purged_at TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id)
) STRICT;
"""

# Every table below belongs to a case and goes with it.
OF_A_CASE = "FOREIGN KEY (tenant, case_id) REFERENCES cases (tenant, case_id) ON DELETE CASCADE"

DOCUMENTS = f"""
CREATE TABLE documents (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, document_id TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('letter', 'exhibit', 'proof')), position INTEGER NOT NULL,
    title TEXT NOT NULL, doc_type TEXT NOT NULL, filename TEXT NOT NULL, media_type TEXT NOT NULL,
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, warnings TEXT NOT NULL,
    enabled INTEGER NOT NULL DEFAULT 1, added_at TEXT NOT NULL, removed_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, case_id, document_id), {OF_A_CASE}
) STRICT;
CREATE INDEX documents_by_hash ON documents (sha256, tenant);
CREATE TABLE pages (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, document_id TEXT NOT NULL, number INTEGER NOT NULL,
    text TEXT NOT NULL, origin TEXT NOT NULL, width_pt REAL NOT NULL, height_pt REAL NOT NULL,
    ocr_confidence REAL, rotation INTEGER NOT NULL, words BLOB NOT NULL,
    PRIMARY KEY (tenant, case_id, document_id, number),
    FOREIGN KEY (tenant, case_id, document_id)
        REFERENCES documents (tenant, case_id, document_id) ON DELETE CASCADE
) STRICT;
"""

RESULTS = f"""
CREATE TABLE stage_records (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, stage TEXT NOT NULL, version INTEGER NOT NULL,
    finished_at TEXT NOT NULL, result_ids TEXT NOT NULL, is_current INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant, case_id, stage, version), {OF_A_CASE}
) STRICT;
CREATE TABLE facts (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, reading INTEGER NOT NULL, fact_id TEXT NOT NULL,
    position INTEGER NOT NULL, field TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id, reading, fact_id), {OF_A_CASE}
) STRICT;
CREATE TABLE corrections (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id, number), {OF_A_CASE}
) STRICT;
CREATE TABLE routings (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id, version), {OF_A_CASE}
) STRICT;
CREATE TABLE drafts (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, version INTEGER NOT NULL, is_copy INTEGER NOT NULL,
    based_on INTEGER NOT NULL, author TEXT NOT NULL, created_at TEXT NOT NULL, title TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id, version), {OF_A_CASE}
) STRICT;
CREATE TABLE draft_checks (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, version INTEGER NOT NULL, number INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id, version, number), {OF_A_CASE}
) STRICT;
CREATE TABLE sendings (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id, number), {OF_A_CASE}
) STRICT;
CREATE TABLE closings (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id, number), {OF_A_CASE}
) STRICT;
"""

EVENTS = f"""
CREATE TABLE case_events (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, number INTEGER NOT NULL,
    type TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, ids TEXT NOT NULL, key TEXT,
    PRIMARY KEY (tenant, case_id, number), UNIQUE (tenant, case_id, key), {OF_A_CASE}
) STRICT;
"""

CLINIC = """
CREATE TABLE clinic_profiles (
    tenant TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, logo_sha256 TEXT NOT NULL,
    saved_at TEXT NOT NULL, actor TEXT NOT NULL,
    PRIMARY KEY (tenant, version)
) STRICT;
CREATE TABLE browsers (
    tenant TEXT NOT NULL, browser_id TEXT NOT NULL, name TEXT NOT NULL, named_at TEXT NOT NULL,
    PRIMARY KEY (tenant, browser_id)
) STRICT;
"""

FOLLOWED = f"""
CREATE TABLE followed_letters (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id, number), {OF_A_CASE}
) STRICT;
"""

PLANS = """
CREATE TABLE plan_readings (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, document_id TEXT NOT NULL,
    use TEXT NOT NULL DEFAULT 'excerpt' CHECK (use IN ('excerpt', 'whole', 'none')), body TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id, document_id),
    FOREIGN KEY (tenant, case_id, document_id)
        REFERENCES documents (tenant, case_id, document_id) ON DELETE CASCADE
) STRICT;
"""

WHOLE_FILES = """
CREATE TABLE whole_files (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, document_id TEXT NOT NULL,
    filename TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, kept_at TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id, document_id),
    FOREIGN KEY (tenant, case_id, document_id)
        REFERENCES documents (tenant, case_id, document_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX whole_files_by_hash ON whole_files (sha256);
"""

WRITINGS = f"""
CREATE TABLE paragraphs (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id, number), {OF_A_CASE}
) STRICT;
CREATE TABLE sign_offs (
    tenant TEXT NOT NULL, case_id TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant, case_id, number), {OF_A_CASE}
) STRICT;
"""

MODEL_USAGE = f"""
CREATE TABLE model_calls (
    row_id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL, call_id TEXT NOT NULL, case_id TEXT NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL,
    purpose TEXT NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL, outcome TEXT NOT NULL,
    input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, cached_tokens INTEGER NOT NULL,
    is_estimate INTEGER NOT NULL, cost_pico_usd INTEGER NOT NULL, is_priced INTEGER NOT NULL,
    saved_pico_usd INTEGER NOT NULL, first_token_s REAL NOT NULL, total_s REAL NOT NULL,
    from_cache INTEGER NOT NULL,
    UNIQUE (tenant, call_id)
) STRICT;
CREATE INDEX model_calls_by_day ON model_calls (tenant, day, provider, model);
CREATE INDEX model_calls_by_case ON model_calls (tenant, case_id);
CREATE TABLE model_sendings (
    row_id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL, case_id TEXT, call_id TEXT NOT NULL, at TEXT NOT NULL,
    provider TEXT NOT NULL, model TEXT NOT NULL, body BLOB NOT NULL,
    {OF_A_CASE}
) STRICT;
CREATE INDEX model_sendings_by_case ON model_sendings (tenant, case_id);
"""

# Whose answers go: a case takes along what was answered about it.
ACCESS = f"""
ALTER TABLE case_events ADD COLUMN correlation_id TEXT NOT NULL DEFAULT '';
CREATE TABLE api_keys (
    tenant TEXT NOT NULL, key_id TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('write', 'read')),
    created_at TEXT NOT NULL, revoked_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, key_id)
) STRICT;
CREATE TABLE kept_answers (
    tenant TEXT NOT NULL, owner TEXT NOT NULL, key TEXT NOT NULL, case_id TEXT,
    request_hash TEXT NOT NULL DEFAULT '', status INTEGER NOT NULL DEFAULT 0,
    media_type TEXT NOT NULL DEFAULT '', location TEXT NOT NULL DEFAULT '', body BLOB NOT NULL,
    begun_at TEXT NOT NULL,
    PRIMARY KEY (tenant, owner, key), {OF_A_CASE}
) STRICT;
CREATE INDEX kept_answers_by_age ON kept_answers (tenant, begun_at);
CREATE INDEX kept_answers_by_case ON kept_answers (tenant, case_id);
"""

# What was spent on a day stays true when a case goes; whose case it was, and when exactly, does not stay.
CALLS_WITHOUT_CASE = """
CREATE TRIGGER model_calls_outlive_their_case AFTER DELETE ON cases BEGIN
    UPDATE model_calls SET case_id = '', at = day WHERE tenant = OLD.tenant AND case_id = OLD.case_id;
END
"""

APPEND_ONLY = "case_events facts corrections routings drafts draft_checks sendings closings".split()


class Schema(Protocol):
    """What a migration may do to a database."""

    def run(self, statement: str) -> None: ...

    def keep_history(self, table: str) -> None:
        """Its rows are never changed, and go only with their whole case, whose row is then gone already."""

    def refuse_changes(self, table: str) -> None:
        """Its rows are neither changed nor deleted, by anybody, ever."""

    def index_words(self, table: str, column: str) -> None:
        """Its words are found whatever their ending; the table has a `row_id`."""


def m001_cases(schema: Schema) -> None:
    for table_group in (CASES, DOCUMENTS, RESULTS, EVENTS, CLINIC):
        _run(schema, table_group)


def m002_history_is_never_changed(schema: Schema) -> None:
    for table in APPEND_ONLY:
        schema.keep_history(table)


def m003_letters_that_others_followed(schema: Schema) -> None:
    _run(schema, FOLLOWED)
    schema.keep_history("followed_letters")


def m004_plan_documents(schema: Schema) -> None:
    _run(schema, PLANS)


def m005_files_that_documents_were_cut_from(schema: Schema) -> None:
    _run(schema, WHOLE_FILES)


def m006_what_language_models_cost(schema: Schema) -> None:
    _run(schema, MODEL_USAGE)
    schema.run(CALLS_WITHOUT_CASE)
    schema.keep_history("model_sendings")


def m007_letters_that_models_write(schema: Schema) -> None:
    _run(schema, WRITINGS)
    schema.keep_history("sign_offs")


def m008_keys_and_answers_of_the_api(schema: Schema) -> None:
    _run(schema, ACCESS)


def m009_what_a_case_became_with_each_event(schema: Schema) -> None:
    _run(schema, "ALTER TABLE case_events ADD COLUMN state TEXT")


def m010_events_incidents_and_actions(schema: Schema) -> None:
    for table_group in TABLES:
        _run(schema, table_group)
    for table in NEVER_CHANGED:
        schema.refuse_changes(table)
    schema.index_words(*SEARCHED)


MIGRATIONS: tuple[Callable[[Schema], None], ...] = (
    m001_cases,
    m002_history_is_never_changed,
    m003_letters_that_others_followed,
    m004_plan_documents,
    m005_files_that_documents_were_cut_from,
    m006_what_language_models_cost,
    m007_letters_that_models_write,
    m008_keys_and_answers_of_the_api,
    m009_what_a_case_became_with_each_event,
    m010_events_incidents_and_actions,
)


def _run(schema: Schema, statements: str) -> None:
    for statement in split_statements(statements):
        schema.run(statement)


def split_statements(script: str) -> Iterator[str]:
    return (statement.strip() for statement in script.split(";\n") if statement.strip())
