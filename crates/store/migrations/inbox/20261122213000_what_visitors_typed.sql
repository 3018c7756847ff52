CREATE TABLE submission (                    -- what visitors typed at the kiosk
    id          TEXT NOT NULL PRIMARY KEY,
    code        TEXT NOT NULL,               -- short, for saying aloud; unique among the new ones
    json        TEXT NOT NULL,               -- the record as it was typed; null once it is forgotten
    visit_json  TEXT NOT NULL,               -- what is no part of a record: statement, language, plate …
    received_at TEXT NOT NULL,
    state       TEXT NOT NULL,               -- new, accepted, dismissed
    decided_by  TEXT,
    decided_at  TEXT,
    reason      TEXT,                        -- why it was dismissed
    local_id    TEXT,                        -- the customer it led to
    noted       INTEGER NOT NULL DEFAULT 0   -- 1: the desk's audit has its arrival
) STRICT;
CREATE UNIQUE INDEX submission_code ON submission (code) WHERE state = 'new';
CREATE INDEX submission_about ON submission (local_id) WHERE local_id IS NOT NULL;

CREATE TABLE taken (                         -- when one was taken, for the limits
    n        INTEGER NOT NULL PRIMARY KEY,
    at_ms    INTEGER NOT NULL                -- in the kiosk's own time: see inbox/pace.rs
) STRICT;

CREATE TABLE ring (                          -- a visitor asks for help: one row at most
    n           INTEGER NOT NULL PRIMARY KEY CHECK (n = 1),
    rung_at     TEXT NOT NULL,
    answered_at TEXT,                        -- null: nobody has gone yet
    answered_by TEXT
) STRICT;

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
