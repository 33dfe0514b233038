-- What letters say about the silence around them.

-- Days on which somebody said to be away. `interaction_id` is NULL where a machine answered.
CREATE TABLE away (
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    side            TEXT    NOT NULL CHECK (side IN ('you', 'they')),
    first           TEXT    NOT NULL,
    last            TEXT    NOT NULL,
    said_on         TEXT    NOT NULL,
    interaction_id  INTEGER REFERENCES interaction (id) ON DELETE CASCADE,
    PRIMARY KEY (relationship_id, side, first, last)
) STRICT, WITHOUT ROWID;
CREATE INDEX away_interaction ON away (interaction_id);

-- Letters that mention a talk.
CREATE TABLE talk (
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    day             TEXT    NOT NULL,
    interaction_id  INTEGER NOT NULL REFERENCES interaction (id) ON DELETE CASCADE,
    PRIMARY KEY (relationship_id, day, interaction_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX talk_interaction ON talk (interaction_id);
