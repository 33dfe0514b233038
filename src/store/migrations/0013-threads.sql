-- Answers are timed within a talk. `thread` is its subject, without what programs put before one; `asked_at` and `asked_on` are the
-- moment and the day of what a letter answers. The store works them out, whatever order letters come in.
ALTER TABLE interaction ADD COLUMN thread TEXT NOT NULL DEFAULT '';
ALTER TABLE interaction ADD COLUMN asked_at INTEGER;
ALTER TABLE interaction ADD COLUMN asked_on TEXT;

-- Letters of before: the prefixes of the commonest programs. One that is missed here times no answer, and nothing else.
UPDATE interaction SET thread = lower(trim(coalesce(subject, '')));
UPDATE interaction SET thread = trim(substr(thread, instr(thread, ':') + 1))
    WHERE substr(thread, 1, instr(thread, ':')) IN ('re:', 'aw:', 'sv:', 'vs:', 'antw:', 'rv:', 'res:', 'fw:', 'fwd:', 'wg:');
UPDATE interaction SET thread = trim(substr(thread, instr(thread, ':') + 1))
    WHERE substr(thread, 1, instr(thread, ':')) IN ('re:', 'aw:', 'sv:', 'vs:', 'antw:', 'rv:', 'res:', 'fw:', 'fwd:', 'wg:');
CREATE INDEX interaction_thread ON interaction (relationship_id, thread, side, happened_at);

UPDATE interaction SET (asked_at, asked_on) = (
    SELECT o.happened_at, o.day FROM interaction o
    WHERE o.relationship_id = interaction.relationship_id AND o.thread = interaction.thread
        AND o.side = CASE interaction.side WHEN 'you' THEN 'they' ELSE 'you' END
        AND o.happened_at < interaction.happened_at AND o.happened_at >= interaction.happened_at - 2678400000
        AND o.happened_at > coalesce((SELECT max(b.happened_at) FROM interaction b
            WHERE b.relationship_id = interaction.relationship_id AND b.thread = interaction.thread
                AND b.side = interaction.side AND b.happened_at < interaction.happened_at), 0)
        AND o.happened_at >= coalesce((SELECT b.happened_at FROM interaction b
            WHERE b.relationship_id = interaction.relationship_id AND b.thread = interaction.thread AND b.starts
                AND b.side = CASE interaction.side WHEN 'you' THEN 'they' ELSE 'you' END
                AND b.happened_at < interaction.happened_at AND b.happened_at >= interaction.happened_at - 2678400000
            ORDER BY b.happened_at DESC LIMIT 1), 0)
    ORDER BY o.happened_at LIMIT 1)
WHERE NOT starts;

-- The longest wait that an answer of the day ended, in minutes, and the day on which it began.
ALTER TABLE day ADD COLUMN you_waited INTEGER;
ALTER TABLE day ADD COLUMN you_asked_on TEXT;
ALTER TABLE day ADD COLUMN they_waited INTEGER;
ALTER TABLE day ADD COLUMN they_asked_on TEXT;
UPDATE day SET
    (you_waited, you_asked_on) = (SELECT (happened_at - asked_at) / 60000, asked_on FROM interaction i
        WHERE i.relationship_id = day.relationship_id AND i.day = day.day AND side = 'you' AND asked_at IS NOT NULL
        ORDER BY asked_at - happened_at LIMIT 1),
    (they_waited, they_asked_on) = (SELECT (happened_at - asked_at) / 60000, asked_on FROM interaction i
        WHERE i.relationship_id = day.relationship_id AND i.day = day.day AND side = 'they' AND asked_at IS NOT NULL
        ORDER BY asked_at - happened_at LIMIT 1);
