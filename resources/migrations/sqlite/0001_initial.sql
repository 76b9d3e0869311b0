-- One row for each conversation: the fold of its log, written in the transaction that appends to it. Columns bear the
-- names of the protocol's fields; members of a structure are prefixed with its name.
CREATE TABLE conversation (
    conversation_id   TEXT    NOT NULL PRIMARY KEY,
    customer_id       TEXT    NOT NULL,
    created_at        INTEGER NOT NULL,
    client_msg_id     TEXT,             -- of its creation
    customer_name     TEXT    NOT NULL,
    customer_email    TEXT    NOT NULL,
    customer_verified INTEGER NOT NULL,
    customer_language TEXT    NOT NULL,
    page_url          TEXT    NOT NULL,
    page_title        TEXT    NOT NULL,
    page_referrer     TEXT    NOT NULL,
    owner_kind        TEXT    NOT NULL,
    owner_id          TEXT    NOT NULL,
    owner_name        TEXT    NOT NULL,
    owner_epoch       INTEGER NOT NULL,
    lifecycle         TEXT    NOT NULL,
    last_seq          INTEGER NOT NULL,
    last_at           INTEGER NOT NULL,
    last_actor        TEXT    NOT NULL,
    first_text        TEXT    NOT NULL,
    last_text         TEXT    NOT NULL,
    waiting_since     INTEGER,
    queue             TEXT    NOT NULL,
    "trigger"         TEXT    NOT NULL,
    reason_text       TEXT    NOT NULL,
    open_question     INTEGER NOT NULL,
    failed_turns      INTEGER NOT NULL,
    rated_kind        TEXT    NOT NULL,
    rated_id          TEXT    NOT NULL
);

CREATE INDEX conversation_of_customer ON conversation (customer_id, created_at, conversation_id);

CREATE UNIQUE INDEX conversation_by_client_msg_id ON conversation (customer_id, client_msg_id)
    WHERE client_msg_id IS NOT NULL;

-- Not IN (…): SQLite would build a temporary table for the list in every update.
CREATE INDEX conversation_open ON conversation (conversation_id)
    WHERE lifecycle = 'active' OR lifecycle = 'waiting_customer' OR lifecycle = 'snoozed';

-- The log. Rows are only ever added.
CREATE TABLE event (
    conversation_id TEXT    NOT NULL,
    seq             INTEGER NOT NULL,
    at              INTEGER NOT NULL,
    sent_at         INTEGER,
    owner_epoch     INTEGER NOT NULL,
    actor_kind      TEXT    NOT NULL,
    actor_id        TEXT    NOT NULL,
    actor_name      TEXT    NOT NULL,
    client_msg_id   TEXT,
    content_hash    TEXT,
    type            TEXT    NOT NULL,
    turn            INTEGER,            -- of a bot's message, lifted out of data
    data            TEXT    NOT NULL,   -- JSON
    PRIMARY KEY (conversation_id, seq)
);

-- A client's own id makes a retry harmless; the sender is part of the key, so nobody can block another's message.
CREATE UNIQUE INDEX event_by_client_msg_id ON event (conversation_id, actor_kind, actor_id, client_msg_id)
    WHERE client_msg_id IS NOT NULL;

-- At most one message for each turn of the bot.
CREATE UNIQUE INDEX event_by_turn ON event (conversation_id, turn)
    WHERE turn IS NOT NULL;

CREATE TABLE agent (
    agent_id      TEXT    NOT NULL PRIMARY KEY,
    login         TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    name          TEXT    NOT NULL,
    role          TEXT    NOT NULL,
    disabled      INTEGER NOT NULL,
    password_hash TEXT    NOT NULL,
    created_at    INTEGER NOT NULL
);

CREATE TABLE token (
    token_hash TEXT    NOT NULL PRIMARY KEY,
    agent_id   TEXT    NOT NULL REFERENCES agent (agent_id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);

CREATE INDEX token_of_agent ON token (agent_id);
