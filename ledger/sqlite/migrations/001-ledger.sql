-- Bytes per message decide how far one machine goes, so text that repeats is stored once and referred to by number:
-- names (tenants, queues, systems, nodes) in `name`, ordering keys in `ordering_key`, documents in `block`.
-- Instants are milliseconds since 1970 UTC, days are days since then. An id or digest that is a UUID or a hex SHA-256
-- is stored as its 16 or 32 bytes, any other as text (`codec.ts`).

CREATE TABLE name (
  number INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE ordering_key (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  text TEXT NOT NULL,
  tenant INTEGER NOT NULL REFERENCES name,
  shard INTEGER NOT NULL, -- shardOf(text)
  UNIQUE (text, tenant)
) STRICT;

-- Documents of one commit, some dozens to a block, compressed together: what one order says another says as well.
-- A place is number * 4096 + line.
CREATE TABLE block (
  number INTEGER PRIMARY KEY,
  uses INTEGER NOT NULL, -- places that rows refer to; at 0 it goes
  lines ANY NOT NULL -- zstd of JSON texts, one a line; plain text when that is shorter
) STRICT;

-- By digest, once: raw bytes, and JSON above 64 KB.
CREATE TABLE content (
  number INTEGER PRIMARY KEY,
  digest ANY NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  uses INTEGER NOT NULL -- rows that refer to it; at 0 it goes
) STRICT;
CREATE INDEX content_unused ON content (number) WHERE uses = 0;
CREATE TABLE content_bytes (
  number INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL -- zstd
) STRICT;

CREATE TABLE message (
  sequence INTEGER PRIMARY KEY,
  id ANY NOT NULL UNIQUE,
  tenant INTEGER NOT NULL,
  queue INTEGER, -- null when gone, as is the key
  key INTEGER REFERENCES ordering_key,
  idempotency_key TEXT NOT NULL,
  recognised INTEGER NOT NULL DEFAULT 1, -- 0: the key may be used again
  digest ANY NOT NULL,
  output INTEGER,
  -- 0 accepted, 1 accepted and put off, 2 parked, 3 kept aside as a conflict, 4 done, 5 discarded,
  -- 6 gone, but for its idempotency key
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 6),
  attempts INTEGER NOT NULL DEFAULT 0,
  accepted_at INTEGER NOT NULL,
  available_at INTEGER, -- null: when accepted
  finished INTEGER, -- day; negative while a legal hold keeps it
  bytes INTEGER NOT NULL, -- of envelope and body
  place INTEGER, -- envelope, body
  mended ANY, -- in the place of the body
  claim INTEGER REFERENCES content, -- body
  raw INTEGER REFERENCES content,
  last_error TEXT
) STRICT;
CREATE INDEX message_pending ON message (queue, sequence) WHERE state <= 1;
CREATE INDEX message_pending_by_key ON message (queue, key, sequence) WHERE state <= 1;
CREATE INDEX message_put_off ON message (available_at) WHERE state = 1;
CREATE INDEX message_parked ON message (queue, key, sequence) WHERE state = 2;
CREATE INDEX message_aside ON message (sequence) WHERE state IN (2, 3, 5);
CREATE INDEX message_by_key ON message (key, sequence);
CREATE INDEX message_by_queue ON message (queue, sequence);
CREATE INDEX message_known ON message (idempotency_key, tenant) WHERE recognised = 1;
CREATE INDEX message_finished ON message (finished) WHERE finished > 0;

CREATE TABLE delivery (
  sequence INTEGER PRIMARY KEY,
  id ANY NOT NULL UNIQUE,
  message ANY NOT NULL, -- sequence of the message whose envelope it shares, or a message's id
  key INTEGER NOT NULL REFERENCES ordering_key,
  node_id INTEGER NOT NULL,
  node_type INTEGER NOT NULL,
  system INTEGER NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4), -- 0 pending, 1 put off, 2 failed, 3 delivered, 4 discarded
  attempts INTEGER NOT NULL DEFAULT 0,
  staged_at INTEGER NOT NULL,
  available_at INTEGER, -- null: when staged
  finished INTEGER, -- day
  place INTEGER NOT NULL, -- idempotency key, envelope, { request, continuation }
  mended ANY, -- in the place of the request
  claim INTEGER REFERENCES content, -- { request, continuation }
  answer INTEGER, -- place
  last_error TEXT
) STRICT;
CREATE INDEX delivery_pending ON delivery (system, sequence) WHERE state <= 1;
CREATE INDEX delivery_pending_by_key ON delivery (system, key, sequence) WHERE state <= 1;
CREATE INDEX delivery_put_off ON delivery (available_at) WHERE state = 1;
CREATE INDEX delivery_failed ON delivery (sequence) WHERE state = 2;
CREATE INDEX delivery_discarded ON delivery (sequence) WHERE state = 4;
CREATE INDEX delivery_by_key ON delivery (key, sequence);
CREATE INDEX delivery_finished ON delivery (finished) WHERE finished > 0;

CREATE TABLE exception (
  number INTEGER PRIMARY KEY,
  id ANY NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  key INTEGER NOT NULL REFERENCES ordering_key,
  subject_id ANY NOT NULL,
  error TEXT NOT NULL,
  node_id TEXT,
  node_name TEXT,
  owner TEXT,
  deadline INTEGER,
  document ANY,
  document_claim INTEGER REFERENCES content,
  retry ANY,
  retry_claim INTEGER REFERENCES content,
  state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3), -- 0 open, 1 assigned, 2 resolved, 3 discarded
  assignee TEXT,
  raised_at INTEGER NOT NULL,
  closed_at INTEGER,
  closed_by TEXT,
  reason TEXT,
  finished INTEGER
) STRICT;
CREATE INDEX exception_undecided ON exception (number) WHERE state <= 1;
CREATE INDEX exception_by_state ON exception (state, number);
CREATE INDEX exception_by_key ON exception (key, number);
CREATE INDEX exception_by_assignee ON exception (assignee, number) WHERE assignee IS NOT NULL;
CREATE INDEX exception_finished ON exception (finished) WHERE finished > 0;

CREATE TABLE process (
  key INTEGER PRIMARY KEY REFERENCES ordering_key,
  version INTEGER NOT NULL,
  status INTEGER NOT NULL,
  customer TEXT NOT NULL,
  held INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  identifiers TEXT NOT NULL, -- JSON: [scheme number, value, scheme number, value, …]
  state ANY,
  claim INTEGER REFERENCES content
) STRICT;
CREATE INDEX process_by_update ON process (updated_at);
CREATE INDEX process_by_status ON process (status, updated_at);
CREATE INDEX process_held ON process (updated_at) WHERE held = 1;

-- Led by tenant and value, so that a search needs no scheme and may use a prefix.
CREATE TABLE identifier (
  tenant INTEGER NOT NULL,
  value TEXT NOT NULL,
  scheme INTEGER NOT NULL,
  key INTEGER NOT NULL,
  PRIMARY KEY (tenant, value, scheme, key)
) STRICT, WITHOUT ROWID;

-- Clustered by key: the history of an order is read from one page or two.
CREATE TABLE journal (
  key INTEGER NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  message_id ANY,
  text TEXT NOT NULL,
  data ANY,
  PRIMARY KEY (key, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE timer (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  key INTEGER NOT NULL REFERENCES ordering_key,
  due_at INTEGER NOT NULL,
  message ANY NOT NULL, -- a message row as JSON, without the raw bytes
  raw INTEGER REFERENCES content
) STRICT;
CREATE INDEX timer_due ON timer (due_at);
CREATE INDEX timer_by_key ON timer (key);

CREATE TABLE remembered (
  number INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  digest ANY NOT NULL,
  value ANY,
  at INTEGER NOT NULL,
  UNIQUE (scope, key)
) STRICT;

CREATE TABLE state (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE number_sequence (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reply (
  number INTEGER PRIMARY KEY,
  id ANY NOT NULL UNIQUE,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL,
  body ANY NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- The hops of one attempt of a message that were written together.
CREATE TABLE hops (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  message ANY NOT NULL,
  key INTEGER NOT NULL,
  trace INTEGER NOT NULL, -- first eight bytes of the trace id
  at INTEGER NOT NULL, -- of the last of them
  place INTEGER NOT NULL -- JSON array
) STRICT;
CREATE INDEX hops_by_message ON hops (message);
CREATE INDEX hops_by_trace ON hops (trace);
CREATE INDEX hops_by_key ON hops (key);
CREATE TABLE hop_payload (
  hops INTEGER NOT NULL REFERENCES hops,
  content INTEGER NOT NULL REFERENCES content,
  PRIMARY KEY (hops, content)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  hash BLOB NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  tenant TEXT,
  key TEXT,
  reason TEXT,
  data TEXT
) STRICT;
-- The last line once more, so that a trail cut off at its end does not pass for whole.
CREATE TABLE audit_end (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;

CREATE TABLE legal_hold (
  key INTEGER PRIMARY KEY REFERENCES ordering_key,
  by TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Keys without a process, to be looked at by retention on a day: their journal, and at last they themselves, may go.
CREATE TABLE sweep (
  day INTEGER NOT NULL,
  key INTEGER NOT NULL,
  PRIMARY KEY (day, key)
) STRICT, WITHOUT ROWID;

-- Counts kept with every commit, so that showing them never scans; and how far retention has come.
CREATE TABLE tally (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE queue_load (
  queue INTEGER PRIMARY KEY REFERENCES name,
  count INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;
