-- Why somebody was used, made anew or left open: kept with what was known when it was decided, so
-- that it can be read again and decided again.
CREATE TABLE receipt (
    n        INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL UNIQUE,
    at       TEXT NOT NULL,
    who      TEXT NOT NULL,
    occasion TEXT NOT NULL,                  -- compare, save, sending, twin_check
    said     TEXT NOT NULL,                  -- use, different, unsure, create, ask
    op_id    TEXT,                           -- the entry it was about
    chosen   TEXT,                           -- who was used
    because  TEXT,                           -- one of the reasons offered, or somebody's own words
    snapshot TEXT,                           -- the question, the candidates and what was counted (JSON);
                                             -- NULL once a person in it was forgotten
    ruling   TEXT                            -- what the program made of exactly that (JSON)
) STRICT;
CREATE INDEX receipt_of_op ON receipt (op_id) WHERE op_id IS NOT NULL;

CREATE TABLE receipt_about (                 -- everybody a receipt names, by each of their ids
    n        INTEGER NOT NULL REFERENCES receipt (n) ON DELETE CASCADE,
    id       TEXT NOT NULL,
    PRIMARY KEY (n, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_about_whom ON receipt_about (id);

CREATE TABLE duplicate (                     -- two customers of the network who look like one person
    one         TEXT NOT NULL,               -- the lesser of the two network ids
    other       TEXT NOT NULL,
    source      TEXT NOT NULL,               -- person, decision, twin, scan
    probability REAL NOT NULL,
    evidence    TEXT NOT NULL,               -- fields and how they stand (JSON), no values
    who         TEXT NOT NULL,
    at          TEXT NOT NULL,
    checked_at  TEXT,                        -- when it was last looked whether it is solved
    solved      TEXT,                        -- gone: one of them is no longer in the network
    PRIMARY KEY (one, other)
) STRICT;
