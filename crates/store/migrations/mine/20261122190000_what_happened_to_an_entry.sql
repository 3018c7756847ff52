-- What happened to an entry, one row a step, for people to read: nothing is decided by it.
CREATE TABLE course (
    n       INTEGER PRIMARY KEY AUTOINCREMENT,
    op_id   TEXT NOT NULL REFERENCES op (op_id),
    at      TEXT NOT NULL,
    until   TEXT,                            -- the last time, where the same happened several times on end
    times   INTEGER NOT NULL DEFAULT 1,
    what    TEXT NOT NULL,                   -- the event's name
    state   TEXT NOT NULL,                   -- where the entry stood after it
    attempt INTEGER NOT NULL,                -- of which write request it tells; 0 before the first
    who     TEXT NOT NULL,
    found   INTEGER,                         -- how many a search found
    note    TEXT                             -- why, in the program's or the network's words
) STRICT;
CREATE INDEX course_of_op ON course (op_id, n);

-- What somebody keeps on this desk only, and until when.
CREATE TABLE held (
    op_id   TEXT NOT NULL PRIMARY KEY REFERENCES op (op_id),
    until   TEXT,                            -- NULL: until somebody sends it
    because TEXT NOT NULL,                   -- what is waited for, in somebody's own words
    who     TEXT NOT NULL,
    at      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Customers who still stand at the desk: theirs comes first.
CREATE TABLE here (
    local_id TEXT NOT NULL PRIMARY KEY REFERENCES entity (local_id),
    since    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
