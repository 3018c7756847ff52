-- Who was forgotten here, so that a search of the network does not bring them back: a keyed hash of
-- the network's id, whose key is not in this file.
CREATE TABLE tombstone (
    hash TEXT NOT NULL PRIMARY KEY,
    at   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who is to be forgotten as soon as nothing of theirs waits any more.
CREATE TABLE to_forget (
    local_id TEXT NOT NULL PRIMARY KEY,
    who      TEXT NOT NULL,
    at       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Rows of the audit are sealed with a key that is not in this file.
ALTER TABLE audit ADD COLUMN about TEXT;     -- keyed hash of the customer's local id
ALTER TABLE audit ADD COLUMN seal TEXT;      -- a sign of the key; NULL: a row of before there was one

-- How many rows there are and the last one's hash, sealed likewise: rows cut off show.
CREATE TABLE audit_head (
    one      INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    rows     INTEGER NOT NULL,
    hash     TEXT NOT NULL,
    since    INTEGER NOT NULL,               -- the first row under this key
    unproven INTEGER NOT NULL,               -- how many before it are under other keys
    seal     TEXT NOT NULL
) STRICT;
