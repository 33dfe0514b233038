-- What the signatures of a mail proved when it came: the DNS is asked once, and its keys change.
ALTER TABLE message ADD COLUMN signature TEXT;
