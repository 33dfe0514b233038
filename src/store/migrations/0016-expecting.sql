-- Letters that an answer is expected to: they begin a talk, ask for something or put a question. What only answers may stay the last
-- word, and nobody owes anything for it.
ALTER TABLE interaction ADD COLUMN expecting INTEGER NOT NULL DEFAULT 0;
UPDATE interaction SET expecting = starts OR only_request OR text LIKE '%? %' OR text LIKE '%?'
    OR text LIKE '%?' || char(10) || '%' OR instr(text, '？') > 0 OR instr(text, '؟') > 0
    OR EXISTS (SELECT 1 FROM mark WHERE interaction_id = interaction.id AND kind = 'request');
ALTER TABLE day ADD COLUMN you_expecting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE day ADD COLUMN they_expecting INTEGER NOT NULL DEFAULT 0;
-- When the last of them came.
ALTER TABLE day ADD COLUMN you_expecting_at INTEGER;
ALTER TABLE day ADD COLUMN they_expecting_at INTEGER;
UPDATE day SET
    (you_expecting, you_expecting_at) = (SELECT count(*), max(happened_at) FROM interaction i
        WHERE i.relationship_id = day.relationship_id AND i.day = day.day AND i.side = 'you' AND expecting),
    (they_expecting, they_expecting_at) = (SELECT count(*), max(happened_at) FROM interaction i
        WHERE i.relationship_id = day.relationship_id AND i.day = day.day AND i.side = 'they' AND expecting);
