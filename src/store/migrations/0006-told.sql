-- What the user told, apart from what letters only seem to say: of those there may be many, and an account reads the newest few.
CREATE INDEX entry_told ON entry (relationship_id, day) WHERE state <> 'proposed';
