-- A letter that the user moved: where it was filed first. The next copy of it is known by that.
ALTER TABLE interaction ADD COLUMN filed_as INTEGER REFERENCES relationship (id) ON DELETE SET NULL;

-- What a merge moved, copied or changed, by its number or name; and what stood there before. Nothing was ever kept in the first one.
DROP TABLE merged;
CREATE TABLE merged (
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    place           TEXT    NOT NULL,
    what            TEXT    NOT NULL,
    was             TEXT,
    PRIMARY KEY (relationship_id, place, what)
) STRICT, WITHOUT ROWID;

-- Days off belong to the letter that says so, and go where it goes: two letters may say the same ones.
CREATE TABLE away_by_letter (
    id              INTEGER PRIMARY KEY,
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    side            TEXT    NOT NULL CHECK (side IN ('you', 'they')),
    first           TEXT    NOT NULL,
    last            TEXT    NOT NULL,
    said_on         TEXT    NOT NULL,
    interaction_id  INTEGER REFERENCES interaction (id) ON DELETE CASCADE
) STRICT;
INSERT INTO away_by_letter (relationship_id, side, first, last, said_on, interaction_id)
    SELECT relationship_id, side, first, last, said_on, interaction_id FROM away;
DROP TABLE away;
ALTER TABLE away_by_letter RENAME TO away;
CREATE UNIQUE INDEX away_once ON away (relationship_id, side, first, last, coalesce(interaction_id, 0));
CREATE INDEX away_interaction ON away (interaction_id);

-- A letter to choose, where several may be meant.
ALTER TABLE item ADD COLUMN interaction_id INTEGER REFERENCES interaction (id) ON DELETE SET NULL;
CREATE INDEX item_interaction ON item (interaction_id) WHERE interaction_id IS NOT NULL;
