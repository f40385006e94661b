"""The tables of the control store. Memories are not among them: each project keeps its own in a file of its own."""

from __future__ import annotations

_FIRST = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO settings VALUES ('generation', 1);
CREATE TABLE organizations (id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
CREATE TABLE projects (
    id TEXT PRIMARY KEY, org TEXT NOT NULL REFERENCES organizations, name TEXT NOT NULL, description TEXT,
    settings TEXT NOT NULL, config TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX projects_org ON projects (org);
CREATE TABLE people (
    id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL, password TEXT,
    onboarded INTEGER NOT NULL DEFAULT 0, sessions INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE members (
    project TEXT NOT NULL REFERENCES projects ON DELETE CASCADE, person TEXT NOT NULL REFERENCES people ON DELETE CASCADE,
    role TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (project, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE keys (
    id TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE, prefix TEXT NOT NULL, name TEXT NOT NULL,
    project TEXT NOT NULL REFERENCES projects ON DELETE CASCADE, person TEXT REFERENCES people ON DELETE CASCADE,
    role TEXT NOT NULL, scopes TEXT, per_minute INTEGER, adds_per_month INTEGER, created_at INTEGER NOT NULL,
    expires_at INTEGER, revoked_at INTEGER, last_used_at INTEGER
) STRICT;
CREATE INDEX keys_project ON keys (project);
CREATE TABLE usage (
    key TEXT NOT NULL REFERENCES keys ON DELETE CASCADE, month TEXT NOT NULL, adds INTEGER NOT NULL, PRIMARY KEY (key, month)
) STRICT, WITHOUT ROWID;
CREATE TABLE webhooks (
    id TEXT PRIMARY KEY, project TEXT NOT NULL REFERENCES projects ON DELETE CASCADE, url TEXT NOT NULL, name TEXT NOT NULL,
    event_types TEXT NOT NULL, secret TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX webhooks_project ON webhooks (project);
CREATE TABLE feedback (
    id TEXT PRIMARY KEY, project TEXT NOT NULL REFERENCES projects ON DELETE CASCADE, memory TEXT NOT NULL,
    verdict TEXT, reason TEXT, at INTEGER NOT NULL, UNIQUE (project, memory)
) STRICT;
CREATE TABLE exports (
    id TEXT PRIMARY KEY, project TEXT NOT NULL REFERENCES projects ON DELETE CASCADE, request TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX exports_project ON exports (project, at);
CREATE TABLE answers (
    project TEXT NOT NULL REFERENCES projects ON DELETE CASCADE, key TEXT NOT NULL, asked BLOB NOT NULL,
    answer TEXT, at INTEGER NOT NULL, PRIMARY KEY (project, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_at ON answers (at)
"""

_DELIVERIES = """
ALTER TABLE webhooks ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE webhooks ADD COLUMN disabled_because TEXT;
CREATE TABLE deliveries (
    n INTEGER PRIMARY KEY, webhook TEXT NOT NULL REFERENCES webhooks ON DELETE CASCADE, event TEXT NOT NULL,
    job TEXT NOT NULL, attempt INTEGER NOT NULL, at INTEGER NOT NULL, status INTEGER, ms REAL NOT NULL, error TEXT
) STRICT;
CREATE INDEX deliveries_webhook ON deliveries (webhook, n)
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, _DELIVERIES)  # the n-th script turns version n into version n + 1
