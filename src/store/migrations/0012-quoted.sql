-- Letters of a day that are known only from the history under an answer: what was never answered is not seen at all.
ALTER TABLE day ADD COLUMN you_quoted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE day ADD COLUMN they_quoted INTEGER NOT NULL DEFAULT 0;
UPDATE day SET
    you_quoted = (SELECT count(*) FROM interaction i WHERE i.relationship_id = day.relationship_id AND i.day = day.day
        AND i.side = 'you' AND i.seen = 'quoted'),
    they_quoted = (SELECT count(*) FROM interaction i WHERE i.relationship_id = day.relationship_id AND i.day = day.day
        AND i.side = 'they' AND i.seen = 'quoted');
