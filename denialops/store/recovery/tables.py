"""The tables of recovery. Every row carries its tenant."""

from __future__ import annotations

EVENTS = """
CREATE TABLE workflow_events (
    tenant TEXT NOT NULL, number INTEGER NOT NULL, event_id TEXT NOT NULL,
    workflow_id TEXT NOT NULL, event_type TEXT NOT NULL, vendor TEXT NOT NULL, error_code TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('failed', 'succeeded', 'other')),
    payload TEXT NOT NULL, idempotency_key TEXT NOT NULL, body_hash TEXT NOT NULL,
    occurred_at TEXT NOT NULL, received_at TEXT NOT NULL, schema_version INTEGER NOT NULL,
    correlation_id TEXT NOT NULL, sender TEXT NOT NULL, case_id TEXT NOT NULL,
    signature TEXT NOT NULL, signature_rules TEXT NOT NULL,
    PRIMARY KEY (tenant, number), UNIQUE (tenant, idempotency_key)
) STRICT;
CREATE INDEX workflow_events_by_workflow ON workflow_events (tenant, workflow_id, number);
CREATE INDEX workflow_events_by_time ON workflow_events (tenant, occurred_at);
CREATE INDEX workflow_events_by_signature ON workflow_events (tenant, signature, number) WHERE signature <> '';
CREATE INDEX workflow_events_by_case ON workflow_events (tenant, case_id, number) WHERE case_id <> '';
CREATE TABLE event_hours (
    tenant TEXT NOT NULL, hour TEXT NOT NULL, workflow_id TEXT NOT NULL, event_type TEXT NOT NULL,
    vendor TEXT NOT NULL, error_code TEXT NOT NULL, events INTEGER NOT NULL,
    PRIMARY KEY (tenant, hour, workflow_id, event_type, vendor, error_code)
) STRICT;
CREATE INDEX event_hours_by_vendor ON event_hours
    (tenant, vendor, hour, workflow_id, event_type, error_code, events);
CREATE TABLE event_positions (
    tenant TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT;
"""

INCIDENTS = """
CREATE TABLE incidents (
    tenant TEXT NOT NULL, incident_id TEXT NOT NULL, number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('failures', 'denials')),
    signature TEXT NOT NULL, signature_rules TEXT NOT NULL, workflow_id TEXT NOT NULL,
    vendor TEXT NOT NULL, error_code TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    status TEXT NOT NULL CHECK (status IN ('NEW', 'ANALYZING', 'ACTIONED', 'RESOLVED', 'IGNORED')),
    event_count INTEGER NOT NULL, case_count INTEGER NOT NULL,
    first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, opened_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    first_event INTEGER NOT NULL, last_event INTEGER NOT NULL,
    group_id TEXT NOT NULL, regression_of TEXT NOT NULL, evidence TEXT NOT NULL,
    PRIMARY KEY (tenant, incident_id), UNIQUE (tenant, number)
) STRICT;
CREATE INDEX incidents_by_time ON incidents (tenant, last_seen, number);
CREATE INDEX incidents_by_vendor ON incidents (tenant, vendor, last_seen, number);
CREATE INDEX incidents_by_group ON incidents (tenant, group_id, last_seen, number);
CREATE INDEX incidents_by_status ON incidents (tenant, status, last_seen, number);
CREATE TABLE incident_signatures (
    tenant TEXT NOT NULL, signature TEXT NOT NULL, incident_id TEXT NOT NULL, signature_rules TEXT NOT NULL,
    PRIMARY KEY (tenant, signature, incident_id)
) STRICT;
CREATE INDEX incident_signatures_by_incident ON incident_signatures (tenant, incident_id);
CREATE TABLE incident_cases (
    tenant TEXT NOT NULL, incident_id TEXT NOT NULL, case_id TEXT NOT NULL, first_event INTEGER NOT NULL,
    PRIMARY KEY (tenant, incident_id, case_id)
) STRICT;
CREATE TABLE incident_hours (
    tenant TEXT NOT NULL, incident_id TEXT NOT NULL, hour TEXT NOT NULL, events INTEGER NOT NULL,
    PRIMARY KEY (tenant, incident_id, hour)
) STRICT;
CREATE TABLE last_successes (
    tenant TEXT NOT NULL, workflow_id TEXT NOT NULL, vendor TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (tenant, workflow_id, vendor)
) STRICT;
CREATE TABLE incident_steps (
    tenant TEXT NOT NULL, incident_id TEXT NOT NULL, number INTEGER NOT NULL,
    at TEXT NOT NULL, type TEXT NOT NULL, actor TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant, incident_id, number)
) STRICT;
"""

DECISIONS = """
CREATE TABLE decisions (
    tenant TEXT NOT NULL, decision_id TEXT NOT NULL, number INTEGER NOT NULL, incident_id TEXT NOT NULL,
    made_at TEXT NOT NULL, made_by TEXT NOT NULL CHECK (made_by IN ('rules', 'model')), version TEXT NOT NULL,
    severity TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant, decision_id), UNIQUE (tenant, number)
) STRICT;
CREATE INDEX decisions_by_incident ON decisions (tenant, incident_id, number);
CREATE TABLE incident_words (
    row_id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL, incident_id TEXT NOT NULL, words TEXT NOT NULL,
    UNIQUE (tenant, incident_id)
) STRICT;
CREATE TABLE incident_vectors (
    tenant TEXT NOT NULL, incident_id TEXT NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (tenant, incident_id, model)
) STRICT;
CREATE TABLE notes (
    tenant TEXT NOT NULL, note_id TEXT NOT NULL, number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('deploy', 'bulletin')),
    vendor TEXT NOT NULL, at TEXT NOT NULL, words TEXT NOT NULL, link TEXT NOT NULL, actor TEXT NOT NULL,
    PRIMARY KEY (tenant, note_id), UNIQUE (tenant, number)
) STRICT;
CREATE INDEX notes_by_time ON notes (tenant, at);
"""

ACTIONS = """
CREATE TABLE actions (
    tenant TEXT NOT NULL, action_id TEXT NOT NULL, number INTEGER NOT NULL,
    incident_id TEXT NOT NULL, decision_id TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('proposed', 'approved', 'running', 'done', 'failed', 'reversed', 'declined')),
    risk TEXT NOT NULL CHECK (risk IN ('low', 'medium', 'high')), key TEXT NOT NULL,
    proposed_at TEXT NOT NULL, changed_at TEXT NOT NULL, due_at TEXT NOT NULL, approved_by TEXT NOT NULL,
    attempts INTEGER NOT NULL, is_reversible INTEGER NOT NULL,
    parameters TEXT NOT NULL, result TEXT NOT NULL, error TEXT,
    PRIMARY KEY (tenant, action_id), UNIQUE (tenant, number), UNIQUE (tenant, key)
) STRICT;
CREATE INDEX actions_by_status ON actions (tenant, status, due_at);
CREATE INDEX actions_by_incident ON actions (tenant, incident_id, number);
CREATE TABLE action_steps (
    tenant TEXT NOT NULL, action_id TEXT NOT NULL, number INTEGER NOT NULL,
    at TEXT NOT NULL, name TEXT NOT NULL, actor TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant, action_id, number)
) STRICT;
CREATE TABLE work_items (
    tenant TEXT NOT NULL, item_id TEXT NOT NULL, number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('task', 'page')),
    incident_id TEXT NOT NULL, action_id TEXT NOT NULL, title TEXT NOT NULL, assignee TEXT NOT NULL,
    opened_at TEXT NOT NULL, closed_at TEXT NOT NULL, closed_by TEXT NOT NULL,
    PRIMARY KEY (tenant, item_id), UNIQUE (tenant, number)
) STRICT;
CREATE TABLE reroutes (
    tenant TEXT NOT NULL, vendor TEXT NOT NULL, instead TEXT NOT NULL, set_by TEXT NOT NULL, set_at TEXT NOT NULL,
    PRIMARY KEY (tenant, vendor)
) STRICT;
"""

SAFETY = """
CREATE TABLE vendors (
    tenant TEXT NOT NULL, vendor TEXT NOT NULL, is_reviewed INTEGER NOT NULL, is_paused INTEGER NOT NULL,
    first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
    changed_by TEXT NOT NULL DEFAULT '', changed_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, vendor)
) STRICT;
CREATE TABLE workflows (
    tenant TEXT NOT NULL, workflow_id TEXT NOT NULL, is_reviewed INTEGER NOT NULL,
    first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
    PRIMARY KEY (tenant, workflow_id)
) STRICT;
CREATE TABLE circuits (
    tenant TEXT NOT NULL, name TEXT NOT NULL, failures INTEGER NOT NULL, opened_at REAL, probing_since REAL,
    PRIMARY KEY (tenant, name)
) STRICT;
CREATE TABLE kill_switches (
    tenant TEXT NOT NULL, switch_id TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('tenant', 'workflow', 'vendor')), target TEXT NOT NULL,
    reason TEXT NOT NULL, set_by TEXT NOT NULL, set_at TEXT NOT NULL, expires_at TEXT NOT NULL,
    lifted_by TEXT NOT NULL, lifted_at TEXT NOT NULL,
    PRIMARY KEY (tenant, switch_id)
) STRICT;
CREATE TABLE quota_days (
    tenant TEXT NOT NULL, day TEXT NOT NULL, what TEXT NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (tenant, day, what)
) STRICT;
CREATE TABLE call_times (
    tenant TEXT NOT NULL, name TEXT NOT NULL, times TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT;
CREATE TABLE leases (
    tenant TEXT NOT NULL, name TEXT NOT NULL, owner TEXT NOT NULL, ends_at TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT;
"""

TABLES = (EVENTS, INCIDENTS, DECISIONS, ACTIONS, SAFETY)
NEVER_CHANGED = ("workflow_events", "decisions", "incident_steps", "action_steps", "notes")
SEARCHED = ("incident_words", "words")
"""The table and its column that a search for words looks into."""
