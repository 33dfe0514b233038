-- Changes of the user's rules that wait for her yes. `target` is what would change: a second change of the same takes its place.
-- `wanted` is for the flow to read. `by_mail` is 0 for what was asked in the terminal, which is answered there.
CREATE TABLE rule_change (
    id       INTEGER PRIMARY KEY,
    target   TEXT    NOT NULL,
    about    TEXT    NOT NULL,
    wanted   TEXT    NOT NULL,
    by_mail  INTEGER NOT NULL CHECK (by_mail IN (0, 1)),
    state    TEXT    NOT NULL CHECK (state IN ('new', 'shown', 'taken', 'declined', 'replaced', 'withdrawn')),
    asked_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rule_change_state ON rule_change (state);

ALTER TABLE item ADD COLUMN rule_change_id INTEGER REFERENCES rule_change (id) ON DELETE SET NULL;

-- There was one change at most, bound to no mail.
DELETE FROM kv WHERE k = 'rule_proposed';
