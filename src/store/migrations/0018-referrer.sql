-- The letter that first referred to another: where it moves to another account, what it shows to be missing moves along.
ALTER TABLE mention ADD COLUMN by INTEGER;
CREATE INDEX mention_by ON mention (by) WHERE known = 0;
