-- The first schema. Facts are stored; everything else is computed. Never edit a migration that was released: add one.
-- Instants are UTC milliseconds. Days are the user's own, as ISO 8601 text, so that a row can be read by a person.

-- ---- what arrives -------------------------------------------------------------------------------------------------------

-- Where listing has got to in a mailbox. Apart from the queue of bodies: a body that could not be fetched is never skipped.
CREATE TABLE mailbox (
    id            INTEGER PRIMARY KEY,
    account       TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    uidvalidity   INTEGER NOT NULL,
    list_next_uid INTEGER NOT NULL,
    first_uid     INTEGER NOT NULL,              -- mail below it was there before us and is left alone
    swept_at      INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account, name)
) STRICT;

CREATE TABLE imap_item (
    mailbox_id  INTEGER NOT NULL REFERENCES mailbox (id),
    uidvalidity INTEGER NOT NULL,
    uid         INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('listed', 'stored', 'too_big', 'gone', 'quarantined')),
    size        INTEGER NOT NULL,
    received_at INTEGER,
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER NOT NULL DEFAULT 0,
    last_error  TEXT    NOT NULL DEFAULT '',
    message_id  INTEGER REFERENCES message (id) ON DELETE SET NULL,
    PRIMARY KEY (mailbox_id, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX imap_item_listed ON imap_item (mailbox_id, attempts, uid) WHERE state = 'listed';

-- One incoming mail, whatever way it came. The same bytes are the same mail.
CREATE TABLE message (
    id          INTEGER PRIMARY KEY,
    sha256      BLOB    NOT NULL UNIQUE,
    place       TEXT    NOT NULL,              -- where it was found: a path, or `INBOX 17`
    received_at INTEGER NOT NULL,
    size        INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('stored', 'done', 'quarantined')),
    attempts    INTEGER NOT NULL DEFAULT 0,
    rfc_id      TEXT,
    route       TEXT    NOT NULL DEFAULT '',
    outcome     TEXT    NOT NULL DEFAULT '',
    reason      TEXT    NOT NULL DEFAULT '',
    done_at     INTEGER
) STRICT;
CREATE INDEX message_stored ON message (id) WHERE state = 'stored';
CREATE INDEX message_received ON message (received_at);
CREATE INDEX message_set_aside ON message (id) WHERE outcome = 'set aside';
CREATE INDEX message_rfc_id ON message (rfc_id) WHERE rfc_id IS NOT NULL;

-- The bytes, apart from what is scanned. In the database and not in files: one commit makes both durable, and erasing is real.
CREATE TABLE raw (
    message_id INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    bytes      BLOB NOT NULL
) STRICT;

-- ---- who is who ---------------------------------------------------------------------------------------------------------

CREATE TABLE relationship (
    id          INTEGER PRIMARY KEY,
    key         TEXT    NOT NULL UNIQUE,
    name        TEXT    NOT NULL,
    person      TEXT,
    seat        TEXT    NOT NULL,
    intent      TEXT    NOT NULL,
    since       TEXT,
    zone        TEXT,
    quiet_until TEXT,
    added_on    TEXT    NOT NULL
) STRICT;

CREATE TABLE contact (
    address         TEXT PRIMARY KEY,
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    ordinal         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_relationship ON contact (relationship_id, ordinal);

CREATE TABLE ignored (entry TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE holiday (
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    day             TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    PRIMARY KEY (relationship_id, day)
) STRICT, WITHOUT ROWID;

-- ---- the account --------------------------------------------------------------------------------------------------------

CREATE TABLE interaction (
    id              INTEGER PRIMARY KEY,
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    message_id      INTEGER REFERENCES message (id) ON DELETE SET NULL,
    side            TEXT    NOT NULL CHECK (side IN ('you', 'they')),
    happened_at     INTEGER NOT NULL,
    day             TEXT    NOT NULL,
    certain         INTEGER NOT NULL,
    seen            TEXT    NOT NULL,
    subject         TEXT,
    text            TEXT    NOT NULL,
    rfc_id          TEXT,
    words           BLOB    NOT NULL,            -- see domain::interaction::Print
    only_request    INTEGER NOT NULL,
    after_hours     INTEGER NOT NULL
) STRICT;
CREATE INDEX interaction_day ON interaction (relationship_id, day);
CREATE INDEX interaction_words ON interaction (words);
CREATE INDEX interaction_rfc_id ON interaction (rfc_id) WHERE rfc_id IS NOT NULL;
CREATE INDEX interaction_message ON interaction (message_id);

-- Every mail that showed an interaction, by whichever route.
CREATE TABLE sighting (
    interaction_id INTEGER NOT NULL REFERENCES interaction (id) ON DELETE CASCADE,
    message_id     INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    seen           TEXT    NOT NULL,
    PRIMARY KEY (interaction_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_message ON sighting (message_id);

-- Letters that others refer to. `known` says whether they ever reached us: that is the coverage.
CREATE TABLE mention (
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    rfc_id          TEXT    NOT NULL,
    day             TEXT    NOT NULL,
    known           INTEGER NOT NULL,
    PRIMARY KEY (relationship_id, rfc_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_missing ON mention (relationship_id, day) WHERE known = 0;
CREATE INDEX mention_rfc_id ON mention (rfc_id) WHERE known = 0;

-- A row a day on which somebody wrote; what keeps facts as cheap for 100,000 letters as for ten.
CREATE TABLE day (
    relationship_id    INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    day                TEXT    NOT NULL,
    you_letters        INTEGER NOT NULL,
    you_only_requests  INTEGER NOT NULL,
    you_after_hours    INTEGER NOT NULL,
    you_first_at       INTEGER,
    you_last_at        INTEGER,
    they_letters       INTEGER NOT NULL,
    they_only_requests INTEGER NOT NULL,
    they_after_hours   INTEGER NOT NULL,
    they_first_at      INTEGER,
    they_last_at       INTEGER,
    PRIMARY KEY (relationship_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE tally (
    relationship_id INTEGER PRIMARY KEY REFERENCES relationship (id) ON DELETE CASCADE,
    letters         INTEGER NOT NULL,
    first_day       TEXT    NOT NULL
) STRICT;

CREATE TABLE act (
    id              INTEGER PRIMARY KEY,
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    kind            TEXT    NOT NULL,
    side            TEXT    NOT NULL CHECK (side IN ('you', 'they')),
    day             TEXT    NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('proposed', 'confirmed', 'rejected')),
    invited         INTEGER,
    interaction_id  INTEGER REFERENCES interaction (id) ON DELETE CASCADE,
    words           TEXT    NOT NULL
) STRICT;
CREATE INDEX act_day ON act (relationship_id, day);
CREATE INDEX act_interaction ON act (interaction_id);
CREATE INDEX act_proposed ON act (day) WHERE state = 'proposed' AND side = 'they';

CREATE TABLE mark (
    id              INTEGER PRIMARY KEY,
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    kind            TEXT    NOT NULL,
    side            TEXT    NOT NULL CHECK (side IN ('you', 'they')),
    day             TEXT    NOT NULL,
    interaction_id  INTEGER NOT NULL REFERENCES interaction (id) ON DELETE CASCADE,
    words           TEXT    NOT NULL
) STRICT;
CREATE INDEX mark_day ON mark (relationship_id, day);
CREATE INDEX mark_interaction ON mark (interaction_id);

CREATE TABLE ask (
    id              INTEGER PRIMARY KEY,
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    what            TEXT    NOT NULL,
    kind            TEXT,
    asked_on        TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    settled_on      TEXT
) STRICT;
CREATE INDEX ask_relationship ON ask (relationship_id, asked_on);

CREATE TABLE step (
    id              INTEGER PRIMARY KEY,
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    title           TEXT    NOT NULL,
    due_on          TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    settled_on      TEXT
) STRICT;
CREATE INDEX step_relationship ON step (relationship_id, due_on);

CREATE TABLE meeting (
    id              INTEGER PRIMARY KEY,
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    kind            TEXT    NOT NULL,
    day             TEXT    NOT NULL,
    note            TEXT    NOT NULL
) STRICT;
CREATE INDEX meeting_relationship ON meeting (relationship_id, day);

CREATE TABLE note (
    id              INTEGER PRIMARY KEY,
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    day             TEXT    NOT NULL,
    words           TEXT    NOT NULL
) STRICT;

-- ---- what was concluded and said ----------------------------------------------------------------------------------------

-- A row each time a rule begins to hold about a relationship. Those that eased stay: when they were told decides when the rule
-- may speak again.
CREATE TABLE finding (
    id              INTEGER PRIMARY KEY,
    rule            TEXT    NOT NULL,
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    state           TEXT    NOT NULL,
    level           TEXT    NOT NULL,
    title           TEXT    NOT NULL,
    say             TEXT    NOT NULL,
    wrong_if        TEXT,
    offer           TEXT,
    because         TEXT    NOT NULL,            -- JSON
    evidence        TEXT    NOT NULL,            -- JSON
    since           TEXT    NOT NULL,
    held_on         TEXT    NOT NULL,
    first_told_on   TEXT,
    last_told_on    TEXT,
    n_told          INTEGER NOT NULL,
    snoozed_until   TEXT
) STRICT;
CREATE INDEX finding_relationship ON finding (relationship_id);
CREATE INDEX finding_open ON finding (id) WHERE state = 'open';

-- One row for each time a rule was allowed to speak: the same rule never speaks twice about one relationship on one day.
CREATE TABLE firing (
    rule            TEXT    NOT NULL,
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    day             TEXT    NOT NULL,
    outbox_id       INTEGER REFERENCES outbox (id) ON DELETE SET NULL,
    PRIMARY KEY (rule, relationship_id, day)
) STRICT, WITHOUT ROWID;

-- Questions to the user, one for each unknown person.
CREATE TABLE question (
    id         INTEGER PRIMARY KEY,
    address    TEXT    NOT NULL UNIQUE,
    name       TEXT,
    subject    TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('open', 'told', 'answered', 'ignored')),
    asked_on   TEXT    NOT NULL
) STRICT;

CREATE TABLE question_message (
    question_id INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    message_id  INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    PRIMARY KEY (question_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    id              INTEGER PRIMARY KEY,
    relationship_id INTEGER NOT NULL REFERENCES relationship (id) ON DELETE CASCADE,
    finding_id      INTEGER REFERENCES finding (id) ON DELETE SET NULL,
    template        TEXT    NOT NULL,
    rcpt            TEXT    NOT NULL,
    subject         TEXT    NOT NULL,
    body            TEXT    NOT NULL,
    sha256          BLOB    NOT NULL,            -- of rcpt, subject and body: what an approval is bound to
    state           TEXT    NOT NULL,
    offered_at      INTEGER NOT NULL,
    in_reply_to     TEXT,
    refs            TEXT    NOT NULL             -- JSON
) STRICT;
CREATE INDEX draft_relationship ON draft (relationship_id, state);

-- ---- what goes out ------------------------------------------------------------------------------------------------------

-- Bytes, Date and Message-ID are frozen here, in the transaction of the change that caused the mail.
CREATE TABLE outbox (
    id              INTEGER PRIMARY KEY,
    dedup_key       TEXT    NOT NULL UNIQUE,
    kind            TEXT    NOT NULL,
    rcpt            TEXT    NOT NULL,
    envelope_from   TEXT    NOT NULL,
    rfc_id          TEXT    NOT NULL UNIQUE,
    subject         TEXT    NOT NULL,
    mime            BLOB    NOT NULL,
    mime_sha256     BLOB    NOT NULL,
    plain           TEXT    NOT NULL,            -- the text part, to subtract from a reply
    state           TEXT    NOT NULL,
    queued_at       INTEGER NOT NULL,
    not_before      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    next_try_at     INTEGER NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    lease_until     INTEGER NOT NULL DEFAULT 0,
    settled_at      INTEGER,
    last_code       INTEGER,
    last_text       TEXT    NOT NULL DEFAULT '',
    draft_id        INTEGER REFERENCES draft (id) ON DELETE SET NULL,
    approved_sha256 BLOB,                        -- what the user approved; only texts to the other side have one
    told_fate       INTEGER NOT NULL DEFAULT 0   -- whether the user has been told what became of it
) STRICT;
CREATE INDEX outbox_state ON outbox (state, settled_at);
CREATE INDEX outbox_settled ON outbox (kind, settled_at);
CREATE INDEX outbox_draft ON outbox (draft_id) WHERE draft_id IS NOT NULL;

CREATE TABLE send_attempt (
    id          INTEGER PRIMARY KEY,
    outbox_id   INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    n           INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    phase       TEXT    NOT NULL,
    code        INTEGER,
    text        TEXT    NOT NULL DEFAULT '',
    finished_at INTEGER,
    UNIQUE (outbox_id, n)
) STRICT;

-- What stands under which number in a mail of ours, so that `1 send` has a meaning.
CREATE TABLE item (
    outbox_id   INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    n           INTEGER NOT NULL,
    finding_id  INTEGER REFERENCES finding (id) ON DELETE SET NULL,
    draft_id    INTEGER REFERENCES draft (id) ON DELETE SET NULL,
    question_id INTEGER REFERENCES question (id) ON DELETE SET NULL,
    act_id      INTEGER REFERENCES act (id) ON DELETE SET NULL,
    PRIMARY KEY (outbox_id, n)
) STRICT, WITHOUT ROWID;

-- Single-use proof that a reply answers a mail of ours. Only the hash is kept.
CREATE TABLE token (
    hash       BLOB    PRIMARY KEY,
    outbox_id  INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX token_outbox ON token (outbox_id);

CREATE TABLE suppression (
    address TEXT PRIMARY KEY,
    why     TEXT    NOT NULL,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- ---- what the user asked for --------------------------------------------------------------------------------------------

CREATE TABLE command (
    id        INTEGER PRIMARY KEY,
    source    TEXT    NOT NULL,                  -- the mail's hash, or a number of the terminal's
    ordinal   INTEGER NOT NULL,
    verb      TEXT    NOT NULL,
    said      TEXT    NOT NULL,
    answer    TEXT    NOT NULL,
    undo      TEXT    NOT NULL,                  -- JSON: the changes that take it back
    undone    INTEGER NOT NULL DEFAULT 0,
    at        INTEGER NOT NULL,
    UNIQUE (source, ordinal)
) STRICT;

CREATE TABLE kv (k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT, WITHOUT ROWID;
