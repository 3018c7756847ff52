-- Rows this program cannot read: an unknown word, a document of another form. The row itself stays
-- where it is, byte for byte; here stands only that it is left alone, until a program comes that can
-- read it.
CREATE TABLE set_aside (
    what  TEXT NOT NULL,                     -- op, draft
    key   TEXT NOT NULL,                     -- its op_id, its key
    why   TEXT NOT NULL,                     -- which part of it; never what stands there
    PRIMARY KEY (what, key)
) STRICT;

-- Parcels of entries that another desk sealed: each is taken in once.
CREATE TABLE unsealed (
    parcel  TEXT NOT NULL PRIMARY KEY,
    at      TEXT NOT NULL,
    entries INTEGER NOT NULL
) STRICT;
