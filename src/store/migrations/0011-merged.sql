-- What was merged into a relationship is asked for with each of them.
CREATE INDEX relationship_merged ON relationship (merged_into) WHERE merged_into IS NOT NULL;
