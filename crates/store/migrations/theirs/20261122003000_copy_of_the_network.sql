-- The copy of the dealer's network. Everything in this file can be had again.
CREATE TABLE customer (
    -- Order of arrival; the rowid of the search index too.
    n INTEGER PRIMARY KEY,
    -- Our own id of the person (16 bytes). For customers of the network it is derived from their
    -- id, so that it stays the same when this file is built anew.
    local_id BLOB NOT NULL UNIQUE,
    -- The network's id; NULL while the network does not know the person.
    id TEXT UNIQUE,
    -- The record as JSON, with the members we do not know.
    doc TEXT NOT NULL,
    -- 1: the whole customer was read; 0: only what a search answers.
    is_full INTEGER NOT NULL,
    -- Where the doc is from: 'network', 'import', 'local'.
    source TEXT NOT NULL,
    -- When it was read (milliseconds since 1970).
    as_of INTEGER NOT NULL,
    -- When a search told something about a customer that was read whole before.
    newer_summary INTEGER,
    -- 1: an identity number was there and is not kept.
    withheld INTEGER NOT NULL DEFAULT 0
);

-- What search looks at, apart from the bulky docs so that it stays in memory.
CREATE TABLE face (
    n INTEGER PRIMARY KEY,
    local_id BLOB NOT NULL,
    id TEXT,
    -- When somebody at this desk opened the customer last.
    opened_at INTEGER,
    -- The words of the doc with the fields they stand in (search::face says how).
    line TEXT NOT NULL,
    -- The same for what this desk has changed and the network does not have yet.
    also TEXT NOT NULL DEFAULT ''
);
CREATE INDEX face_opened ON face (opened_at) WHERE opened_at IS NOT NULL;

-- Ids the network gave to customers that were made here: they keep their local id.
CREATE TABLE adopted (
    id TEXT PRIMARY KEY,
    local_id BLOB NOT NULL
) WITHOUT ROWID;

-- Local ids under which a customer was known before it was adopted.
CREATE TABLE former (
    local_id BLOB PRIMARY KEY,
    now BLOB NOT NULL
) WITHOUT ROWID;

-- Facts about the copy as a whole: 'as_of' is the time of the newest answer taken in.
CREATE TABLE fact (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;

-- As-you-type search. Words stand as they are, identifiers with a sign before them. No content
-- and no positions: what matched is read from face. Ordered by rowid, never by rank.
CREATE VIRTUAL TABLE word USING fts5 (
    t, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4',
    tokenize = "ascii tokenchars '@#!%$&^=~._-+'"
);

-- Keys under which records of one person meet (matching::blocking).
CREATE VIRTUAL TABLE block USING fts5 (
    k, content = '', contentless_delete = 1, detail = none,
    tokenize = "ascii tokenchars '@#!%$&^=~._-+:'"
);

-- How many customers share a key: how telling a name or a number is at this dealer.
CREATE VIRTUAL TABLE tally USING fts5vocab (block, row);
