-- What somebody agreed to or refused, as evidence: a row for each way of contact, written when it was
-- said and never changed. What holds today is the customer's record; this is how it came about.
CREATE TABLE consent (
    n         INTEGER NOT NULL PRIMARY KEY,
    local_id  TEXT NOT NULL,                 -- whose it is
    source    TEXT NOT NULL,                 -- the kiosk's card or the entry that brought it
    way       TEXT NOT NULL,                 -- call, text, email, post
    contact   TEXT NOT NULL,                 -- the number or address it was said of; '': of none
    choice    TEXT NOT NULL,                 -- AGREED, DENIED, UNKNOWN
    statement TEXT,                          -- version of the privacy statement; NULL: none was shown
    hash      TEXT,                          -- SHA-256 of its words in that language
    language  TEXT,
    actor     TEXT NOT NULL,                 -- visitor or staff
    who       TEXT,                          -- of staff: the name
    station   TEXT NOT NULL,                 -- the kiosk or desk it was said at
    said_at   TEXT NOT NULL,                 -- by the clock of that station
    kept_at   TEXT NOT NULL,
    UNIQUE (source, way, contact)            -- a card that is decided twice says it once
) STRICT;
CREATE INDEX consent_of ON consent (local_id);
