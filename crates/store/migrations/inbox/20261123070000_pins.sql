-- By whose PIN the kiosk is left: what the desk has put here of those who may, and the count of looks.
CREATE TABLE pin (
    who   TEXT NOT NULL PRIMARY KEY,         -- a person's id, or a door that asks for no name
    salt  BLOB NOT NULL,                     -- empty for a door
    proof BLOB NOT NULL,
    epoch INTEGER NOT NULL,                  -- how often it was set
    tries INTEGER NOT NULL                   -- since the last right one; written before each look
) STRICT, WITHOUT ROWID;

CREATE TABLE act (                           -- what happened at the kiosk's door, for the desk's audit
    n    INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    who  TEXT NOT NULL,
    what TEXT NOT NULL,
    at   TEXT NOT NULL
) STRICT;
