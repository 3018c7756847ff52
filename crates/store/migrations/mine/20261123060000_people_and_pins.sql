-- Who works at this desk. None: whoever is signed in to the computer, with all rights.
CREATE TABLE person (
    id    TEXT NOT NULL PRIMARY KEY,
    name  TEXT NOT NULL,                     -- as it stands on entries and in the audit
    role  TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT                               -- no longer here; the row says whose name it was
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX person_by_name ON person (name COLLATE NOCASE) WHERE until IS NULL;

-- What each PIN is compared with, and how often it was guessed at.
CREATE TABLE pin (
    who   TEXT NOT NULL PRIMARY KEY,         -- a person's id, or a door that asks for no name
    salt  BLOB NOT NULL,                     -- empty for a door
    proof BLOB NOT NULL,
    epoch INTEGER NOT NULL,                  -- how often it was set
    tries INTEGER NOT NULL                   -- since the last right one; written before each look
) STRICT, WITHOUT ROWID;
