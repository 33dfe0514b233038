-- A text may invite to a talk, move it or call it off, with a file for the other side's calendar. The approval is bound to both.
ALTER TABLE draft ADD COLUMN entry_id INTEGER REFERENCES entry (id) ON DELETE SET NULL;
ALTER TABLE draft ADD COLUMN calendar TEXT;
ALTER TABLE draft ADD COLUMN calendar_method TEXT;
ALTER TABLE draft ADD COLUMN calendar_uid TEXT;
CREATE INDEX draft_talk ON draft (entry_id) WHERE entry_id IS NOT NULL;
CREATE INDEX draft_calendar ON draft (calendar_uid) WHERE calendar_uid IS NOT NULL;

-- Talks are looked for on every pass, to prepare for one and to ask how it went.
CREATE INDEX entry_talk ON entry (state, until) WHERE kind = 'meeting';
