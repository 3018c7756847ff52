-- Customers in the form in which they are compared (matching::Form), so that a decision need not
-- read and take apart the documents of everybody who shares a key. Derived from doc like the keys.
CREATE TABLE form (
    n INTEGER PRIMARY KEY,
    local_id BLOB NOT NULL,
    -- 1: the network has deleted the customer or joined them to another.
    gone INTEGER NOT NULL,
    form BLOB NOT NULL
);
