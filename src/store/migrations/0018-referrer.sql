-- The one letter that refers to another: where it moves to another account, what it alone shows to be missing moves along.
-- Empty where several do.
ALTER TABLE mention ADD COLUMN by INTEGER;
CREATE INDEX mention_by ON mention (by) WHERE known = 0;
