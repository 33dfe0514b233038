-- What the links of a letter are, where it shows any: two letters may differ in nothing else.

ALTER TABLE interaction ADD COLUMN links INTEGER;
