-- Customers who came by asking the network, by when they were last read: those nobody has used for
-- long go first. An export that was loaded stays as a whole.
CREATE INDEX customer_by_age ON customer (as_of) WHERE source <> 'import';
