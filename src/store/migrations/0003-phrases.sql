-- The phrase of a signals file that found an act; empty where the user told us. What is rejected is remembered for it.
ALTER TABLE act ADD COLUMN phrase TEXT NOT NULL DEFAULT '';
CREATE INDEX act_unwanted ON act (relationship_id, phrase) WHERE state = 'rejected' AND phrase <> '';
