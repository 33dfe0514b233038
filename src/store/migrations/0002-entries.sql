-- Asks, steps, talks and notes become entries of one shape, with room for promises, agreements, wins and whatever else stands
-- between two sides. See domain::entry for what each kind makes of the columns.

CREATE TABLE entry (
    id              INTEGER PRIMARY KEY,
    relationship_id INTEGER REFERENCES relationship (id) ON DELETE CASCADE,    -- none: about every relationship
    kind            TEXT    NOT NULL,
    side            TEXT    CHECK (side IN ('you', 'they')),
    topic           TEXT    NOT NULL DEFAULT '',
    words           TEXT    NOT NULL DEFAULT '',
    day             TEXT    NOT NULL,
    until           TEXT,
    at              TEXT,                        -- the hour of that day, in the user's zone
    hundredths      INTEGER,                     -- how much, in hundredths of the unit
    unit            TEXT    NOT NULL DEFAULT '',
    state           TEXT    NOT NULL,
    settled_on      TEXT,
    because         TEXT    NOT NULL DEFAULT '',
    interaction_id  INTEGER REFERENCES interaction (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX entry_day ON entry (relationship_id, day);
CREATE INDEX entry_open ON entry (relationship_id, kind) WHERE state IN ('open', 'due', 'planned');
CREATE INDEX entry_interaction ON entry (interaction_id);
CREATE INDEX entry_proposed ON entry (day) WHERE state = 'proposed';

INSERT INTO entry (relationship_id, kind, side, topic, words, day, state, settled_on)
    SELECT relationship_id, 'ask', 'you', coalesce(kind, ''), what, asked_on, state, settled_on FROM ask ORDER BY id;
INSERT INTO entry (relationship_id, kind, words, day, until, state, settled_on)
    SELECT step.relationship_id, 'step', title, min(relationship.added_on, due_on), due_on, state, settled_on
    FROM step JOIN relationship ON relationship.id = step.relationship_id ORDER BY step.id;
INSERT INTO entry (relationship_id, kind, topic, words, day, state, settled_on)
    SELECT relationship_id, 'meeting', kind, note, day, 'held', day FROM meeting ORDER BY id;
INSERT INTO entry (relationship_id, kind, words, day, state)
    SELECT relationship_id, 'note', words, day, 'open' FROM note ORDER BY id;
DROP TABLE ask;
DROP TABLE step;
DROP TABLE meeting;
DROP TABLE note;

-- Acts have a narrower kind where one is known (a bonus for quality, a course), and a figure.
ALTER TABLE act ADD COLUMN form TEXT NOT NULL DEFAULT '';
ALTER TABLE act ADD COLUMN hundredths INTEGER;
ALTER TABLE act ADD COLUMN unit TEXT NOT NULL DEFAULT '';

-- The first day on which each side's letters referred to a letter: who answered what, in whatever order the letters came.
ALTER TABLE mention ADD COLUMN you_on TEXT;
ALTER TABLE mention ADD COLUMN they_on TEXT;

-- Who wrote a letter, so that a letter filed to the wrong relationship can teach whose that person is.
ALTER TABLE interaction ADD COLUMN author TEXT;
-- Whether a letter begins a thread; and whether it brings something that nobody had asked for.
ALTER TABLE interaction ADD COLUMN starts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE interaction ADD COLUMN unasked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE day ADD COLUMN you_starts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE day ADD COLUMN you_starts_asking INTEGER NOT NULL DEFAULT 0;
ALTER TABLE day ADD COLUMN you_unasked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE day ADD COLUMN they_starts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE day ADD COLUMN they_starts_asking INTEGER NOT NULL DEFAULT 0;
ALTER TABLE day ADD COLUMN they_unasked INTEGER NOT NULL DEFAULT 0;

-- Marks by day, so that a fact over them reads a row a day.
CREATE TABLE marked (
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    day             TEXT    NOT NULL,
    side            TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    n               INTEGER NOT NULL,
    PRIMARY KEY (relationship_id, day, side, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO marked (relationship_id, day, side, kind, n)
    SELECT relationship_id, day, side, kind, count(*) FROM mark GROUP BY relationship_id, day, side, kind;

-- When the user last said what a relationship should be.
ALTER TABLE relationship ADD COLUMN intent_on TEXT;
UPDATE relationship SET intent_on = added_on;
-- A relationship that was merged into another: kept, so that merging can be taken back, and shown nowhere.
ALTER TABLE relationship ADD COLUMN merged_into INTEGER REFERENCES relationship (id) ON DELETE CASCADE;
-- What a merge moved, row by row.
CREATE TABLE merged (
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    place           TEXT    NOT NULL,
    row             INTEGER NOT NULL,
    PRIMARY KEY (relationship_id, place, row)
) STRICT, WITHOUT ROWID;

ALTER TABLE item ADD COLUMN entry_id INTEGER REFERENCES entry (id) ON DELETE SET NULL;

-- Changes of a shape that is no more cannot be taken back.
UPDATE command SET undo = '[]'
    WHERE undo LIKE '%Ask"%' OR undo LIKE '%Step"%' OR undo LIKE '%Meeting"%' OR undo LIKE '%Note"%';
