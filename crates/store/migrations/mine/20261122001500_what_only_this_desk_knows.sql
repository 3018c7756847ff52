-- Ids are UUIDs as text. Times a person reads are RFC 3339 text; nothing is decided by them.
-- A wait has three columns: when it ends in the draining process's monotonic milliseconds, when it
-- ends by the wall clock, and how long it was meant to be: enough to go on with it after a restart
-- whatever happened to the clock.

CREATE TABLE entity (
    local_id    TEXT NOT NULL PRIMARY KEY,
    dealer      TEXT NOT NULL,               -- which dealer's network it belongs to
    kind        TEXT NOT NULL DEFAULT 'customer',
    server_id   TEXT,                        -- the network's id, once there is one
    merged_into TEXT REFERENCES entity (local_id), -- the same person, known here under another id
    UNIQUE (dealer, kind, server_id)
) STRICT;

CREATE TABLE base (                          -- the last state of a section seen at the network
    local_id    TEXT NOT NULL REFERENCES entity (local_id),
    section     TEXT NOT NULL,
    json        TEXT NOT NULL,
    etag        TEXT,
    server_date TEXT,
    fetched_seq INTEGER NOT NULL,            -- grows with every read of this customer
    PRIMARY KEY (local_id, section)
) STRICT;

CREATE TABLE op (
    op_id       TEXT NOT NULL UNIQUE,
    seq         INTEGER PRIMARY KEY AUTOINCREMENT, -- never reused: a gap is a lost entry
    position    INTEGER NOT NULL,            -- order within the customer; a successor keeps it
    local_id    TEXT NOT NULL REFERENCES entity (local_id),
    dealer      TEXT NOT NULL,               -- sent only with credentials of that dealer
    draft_id    TEXT UNIQUE,                 -- the form it came from: the same form is the same op
    kind        TEXT NOT NULL,               -- create, update-names, …
    fields_json TEXT NOT NULL,               -- the intent per field: [{field, old, new}]
    body_json   TEXT NOT NULL,               -- the intent as a whole, readable by body_ver
    body_ver    INTEGER NOT NULL,
    state       TEXT NOT NULL,
    reason      TEXT,
    attempts    INTEGER NOT NULL DEFAULT 0,
    auto_budget INTEGER NOT NULL,
    counters    TEXT NOT NULL DEFAULT '{}',
    next_after_mono_ms INTEGER NOT NULL DEFAULT 0,
    next_after_wall_ms INTEGER NOT NULL DEFAULT 0,
    next_after_span_ms INTEGER NOT NULL DEFAULT 0,
    depends_on  TEXT REFERENCES op (op_id),
    idem_key    TEXT NOT NULL,
    preflight_ids TEXT,                      -- who was there before the first byte; NULL = not looked
    ruled_out   TEXT NOT NULL DEFAULT '[]',  -- whom a person said it is not
    incomplete_accepted INTEGER NOT NULL DEFAULT 0,
    settle_mono_ms INTEGER,
    settle_wall_ms INTEGER,
    settle_span_ms INTEGER,
    twin_check_mono_ms INTEGER,
    twin_check_wall_ms INTEGER,
    twin_check_span_ms INTEGER,
    adopted_id  TEXT,
    successor   TEXT,
    author      TEXT NOT NULL,
    origin      TEXT NOT NULL,               -- staff, kiosk
    adapter_ver TEXT NOT NULL,
    detail      TEXT NOT NULL DEFAULT '{}',  -- what a person needs to decide; what was found out
    created_at  TEXT NOT NULL,
    finished_at TEXT
) STRICT;

CREATE INDEX op_live ON op (local_id, position, seq)
    WHERE state NOT IN ('done', 'cancelled', 'superseded');
CREATE INDEX op_of_entity ON op (local_id, seq);
CREATE INDEX op_depends ON op (depends_on) WHERE depends_on IS NOT NULL;

CREATE TABLE attempt (                       -- one row a write request, durable before its first byte
    op_id       TEXT NOT NULL REFERENCES op (op_id),
    n           INTEGER NOT NULL,
    phase       TEXT NOT NULL,               -- begun, written, head, body
    outcome     TEXT,                        -- NULL while nobody knows
    status      INTEGER,
    server_date TEXT,
    dur_ms      INTEGER,
    req_sha256  TEXT,
    begun_at    TEXT NOT NULL,
    PRIMARY KEY (op_id, n)
) STRICT;

CREATE TABLE lane (                          -- the line to one host with one set of credentials
    host_cred     TEXT NOT NULL PRIMARY KEY,
    paused_reason TEXT,
    not_before_mono_ms INTEGER NOT NULL DEFAULT 0,
    not_before_wall_ms INTEGER NOT NULL DEFAULT 0,
    not_before_span_ms INTEGER NOT NULL DEFAULT 0,
    token_gen     INTEGER NOT NULL DEFAULT 0,
    last_contact  TEXT,
    offline_since TEXT
) STRICT;

CREATE TABLE overlay (                       -- what the desk shows over the network's copy
    local_id TEXT NOT NULL REFERENCES entity (local_id),
    section  TEXT NOT NULL,
    field    TEXT NOT NULL,
    value    TEXT NOT NULL,
    old      TEXT NOT NULL,
    op_id    TEXT NOT NULL REFERENCES op (op_id),
    PRIMARY KEY (op_id, field)
) STRICT;
CREATE INDEX overlay_of_entity ON overlay (local_id);

CREATE TABLE audit (                         -- who did what; no values; each row seals the one before
    n         INTEGER PRIMARY KEY AUTOINCREMENT,
    prev_hash TEXT NOT NULL,
    hash      TEXT NOT NULL,
    at        TEXT NOT NULL,
    who       TEXT NOT NULL,
    what      TEXT NOT NULL,
    op_id     TEXT,
    at_server TEXT
) STRICT;

CREATE TABLE draft (                         -- what was typed and not saved yet
    key        TEXT NOT NULL PRIMARY KEY,
    json       TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE verdict (                       -- a person's word on whether two records are one customer
    one    TEXT NOT NULL,                    -- the lesser of the two ids
    other  TEXT NOT NULL,
    same   INTEGER NOT NULL,
    reason TEXT,
    who    TEXT NOT NULL,
    at     TEXT NOT NULL,
    PRIMARY KEY (one, other)
) STRICT;

CREATE TABLE submission (                    -- what visitors typed at the kiosk
    id          TEXT NOT NULL PRIMARY KEY,
    code        TEXT NOT NULL,               -- short, for saying aloud; unique among the new ones
    json        TEXT NOT NULL,
    received_at TEXT NOT NULL,
    state       TEXT NOT NULL,               -- new, accepted, dismissed
    decided_by  TEXT,
    decided_at  TEXT,
    local_id    TEXT                         -- the customer it led to
) STRICT;
CREATE UNIQUE INDEX submission_code ON submission (code) WHERE state = 'new';

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
