-- Search answers from memory now: what stands here is the index as it was kept last, and what
-- has changed since.
DROP TABLE word;

-- Rows of face that were added, changed or taken out, in that order. Whoever holds the index in
-- memory remembers up to where it has read. The last row is never deleted: numbers only grow.
CREATE TABLE change (
    seq INTEGER PRIMARY KEY,
    n INTEGER NOT NULL
);
INSERT INTO change (n) SELECT n FROM face ORDER BY n;

CREATE TRIGGER face_added AFTER INSERT ON face BEGIN
    INSERT INTO change (n) VALUES (new.n);
    UPDATE fact SET value = value + 1 WHERE name = 'customers';
END;
CREATE TRIGGER face_changed AFTER UPDATE OF opened_at, line, also ON face BEGIN
    INSERT INTO change (n) VALUES (new.n);
END;
CREATE TRIGGER face_gone AFTER DELETE ON face BEGIN
    INSERT INTO change (n) VALUES (old.n);
    UPDATE fact SET value = value - 1 WHERE name = 'customers';
END;

-- The index is kept in layers, the largest first. A layer never changes, but for who of it does
-- not count any more. The fact 'index_seq' says up to which change it knows, the fact
-- 'index_floor' up to which change the list above was shortened.
CREATE TABLE layer (
    id INTEGER PRIMARY KEY,
    place INTEGER NOT NULL,
    gone BLOB NOT NULL
);
-- The parts of a layer, packed (finder::Layer::chunks); encrypted like all of this file.
CREATE TABLE chunk (
    layer INTEGER NOT NULL,
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (layer, number)
);

INSERT INTO fact (name, value) SELECT 'customers', count(*) FROM face;
INSERT INTO fact (name, value) VALUES ('index_floor', 0);
