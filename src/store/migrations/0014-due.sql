-- What a letter seems to promise stands until its day, however long before it was said.
CREATE INDEX entry_due ON entry (relationship_id, until) WHERE state = 'proposed' AND until IS NOT NULL;
