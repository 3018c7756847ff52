-- When a write request was answered, as whom, and when a read showed what it wanted: the course of
-- an entry, for people to read, and for the next process to go on from.
ALTER TABLE attempt ADD COLUMN answered_at TEXT;  -- NULL while no answer came, or none that says anything
ALTER TABLE attempt ADD COLUMN answered_id TEXT;  -- the customer a create was answered with
ALTER TABLE attempt ADD COLUMN verified_at TEXT;  -- when the network was seen to hold it

-- The entry that was last not permitted, until a write is taken or somebody acts: one is that
-- entry's trouble, a second one in a row is everybody's.
ALTER TABLE lane ADD COLUMN forbidden_op TEXT;
