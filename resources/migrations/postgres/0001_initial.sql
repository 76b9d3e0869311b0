-- One row for each conversation: the fold of its log, written in the transaction that appends to it. Columns bear the
-- names of the protocol's fields; members of a structure are prefixed with its name. Ids compare byte by byte.
CREATE TABLE conversation (
    conversation_id   text COLLATE "C" NOT NULL PRIMARY KEY,
    customer_id       text COLLATE "C" NOT NULL,
    created_at        bigint  NOT NULL,
    client_msg_id     text COLLATE "C",    -- of its creation
    customer_name     text    NOT NULL,
    customer_email    text    NOT NULL,
    customer_verified boolean NOT NULL,
    customer_language text    NOT NULL,
    page_url          text    NOT NULL,
    page_title        text    NOT NULL,
    page_referrer     text    NOT NULL,
    owner_kind        text    NOT NULL,
    owner_id          text    NOT NULL,
    owner_name        text    NOT NULL,
    owner_epoch       bigint  NOT NULL,
    lifecycle         text    NOT NULL,
    last_seq          bigint  NOT NULL,
    last_at           bigint  NOT NULL,
    last_actor        text    NOT NULL,
    first_text        text    NOT NULL,
    last_text         text    NOT NULL,
    waiting_since     bigint,
    queue             text    NOT NULL,
    "trigger"         text    NOT NULL,
    reason_text       text    NOT NULL,
    open_question     bigint  NOT NULL,
    failed_turns      integer NOT NULL,
    rated_kind        text    NOT NULL,
    rated_id          text    NOT NULL
) WITH (
    -- Every append changes the row: room on the page lets the new version stay beside the old one, and no index is
    -- touched.
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0.02
);

CREATE INDEX conversation_of_customer ON conversation (customer_id, created_at, conversation_id);

CREATE UNIQUE INDEX conversation_by_client_msg_id ON conversation (customer_id, client_msg_id)
    WHERE client_msg_id IS NOT NULL;

CREATE INDEX conversation_open ON conversation (conversation_id)
    WHERE lifecycle = 'active' OR lifecycle = 'waiting_customer' OR lifecycle = 'snoozed';

-- The log. Rows are only ever added. Partitioned by conversation_id, which begins with the time of the conversation's
-- creation: a partition for each quarter of a year (event_2026q4), made ahead of time by every node that starts. The
-- key is part of every unique index, so that uniqueness holds over all partitions, and one conversation is in one
-- partition.
CREATE TABLE event (
    conversation_id text COLLATE "C" NOT NULL,
    seq             bigint  NOT NULL,
    at              bigint  NOT NULL,
    sent_at         bigint,
    owner_epoch     bigint  NOT NULL,
    actor_kind      text COLLATE "C" NOT NULL,
    actor_id        text COLLATE "C" NOT NULL,
    actor_name      text    NOT NULL,
    client_msg_id   text COLLATE "C",
    content_hash    text COLLATE "C",
    type            text COLLATE "C" NOT NULL,
    turn            bigint,                -- of a bot's message, lifted out of data
    data            text    NOT NULL,      -- JSON
    append_id       bigint  NOT NULL,      -- one for each call: tells whether a commit in doubt took place
    PRIMARY KEY (conversation_id, seq)
) PARTITION BY RANGE (conversation_id);

-- A client's own id makes a retry harmless; the sender is part of the key, so nobody can block another's message.
CREATE UNIQUE INDEX event_by_client_msg_id ON event (conversation_id, client_msg_id, actor_kind, actor_id)
    WHERE client_msg_id IS NOT NULL;

-- At most one message for each turn of the bot.
CREATE UNIQUE INDEX event_by_turn ON event (conversation_id, turn)
    WHERE turn IS NOT NULL;

-- For ids that tell no time, and for times for which nobody made a partition.
CREATE TABLE event_other PARTITION OF event DEFAULT;

CREATE TABLE agent (
    agent_id      text COLLATE "C" NOT NULL PRIMARY KEY,
    login         text    NOT NULL,
    name          text    NOT NULL,
    role          text    NOT NULL,
    disabled      boolean NOT NULL,
    password_hash text    NOT NULL,
    created_at    bigint  NOT NULL
);

CREATE UNIQUE INDEX agent_by_login ON agent (lower(login) COLLATE "C");

CREATE TABLE token (
    token_hash text COLLATE "C" NOT NULL PRIMARY KEY,
    agent_id   text COLLATE "C" NOT NULL REFERENCES agent (agent_id),
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
);

CREATE INDEX token_of_agent ON token (agent_id);
