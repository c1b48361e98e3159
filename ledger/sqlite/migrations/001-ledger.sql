-- Bytes per message decide how far one machine goes, so text that repeats is stored once and referred to by number:
-- names (tenants, queues, systems, nodes) in `name`, ordering keys in `ordering_key`, documents in `block`.
-- Instants are milliseconds since 1970 UTC, days are days since then. An id or digest that is a UUID or a hex SHA-256
-- is stored as its 16 or 32 bytes, any other as text (`codec.ts`).

CREATE TABLE name (
  number INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE ordering_key (
  number INTEGER PRIMARY KEY,
  text TEXT NOT NULL,
  tenant INTEGER NOT NULL,
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
  key INTEGER,
  idempotency_key TEXT NOT NULL,
  recognised INTEGER NOT NULL DEFAULT 1, -- 0: the key may be used again
  digest ANY NOT NULL,
  output INTEGER,
  ended INTEGER NOT NULL DEFAULT 0, -- 0 done, unless it waits or is parked; 1 discarded; 2 gone, but for its idempotency key
  finished INTEGER, -- day, when that is not the day it was accepted on
  attempts INTEGER NOT NULL DEFAULT 0,
  accepted_at INTEGER NOT NULL,
  available_at INTEGER, -- null: when accepted
  bytes INTEGER NOT NULL, -- of envelope and body
  place INTEGER, -- envelope, body
  mended ANY, -- in the place of the body
  claim INTEGER, -- content of the body
  raw INTEGER, -- content
  last_error TEXT
) STRICT;
CREATE INDEX message_by_key ON message (key, sequence);
CREATE INDEX message_known ON message (idempotency_key, tenant) WHERE recognised = 1;
CREATE INDEX message_discarded ON message (sequence) WHERE ended = 1;

-- Accepted and not finished: what a queue is read from. The row of the message itself is seldom written twice.
CREATE TABLE waiting (
  queue INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  key INTEGER NOT NULL,
  available_at INTEGER, -- null: when accepted
  PRIMARY KEY (queue, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_by_key ON waiting (queue, key, sequence);
CREATE INDEX waiting_put_off ON waiting (available_at) WHERE available_at IS NOT NULL;

CREATE TABLE parked (
  sequence INTEGER PRIMARY KEY,
  queue INTEGER NOT NULL,
  key INTEGER NOT NULL,
  aside INTEGER NOT NULL -- 1: kept as a conflict, in nobody's way
) STRICT;

CREATE TABLE delivery (
  sequence INTEGER PRIMARY KEY,
  id ANY NOT NULL UNIQUE,
  message ANY NOT NULL, -- sequence of the message whose envelope it shares, or a message's id
  key INTEGER NOT NULL,
  node_id INTEGER NOT NULL,
  node_type INTEGER NOT NULL,
  system INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0, -- 0 delivered, unless it is due or failed; 1 discarded
  finished INTEGER, -- day, when that is not the day it was staged on
  attempts INTEGER NOT NULL DEFAULT 0,
  staged_at INTEGER NOT NULL,
  available_at INTEGER, -- null: when staged
  place INTEGER NOT NULL, -- idempotency key, envelope, { request, continuation }
  mended ANY, -- in the place of the request
  claim INTEGER, -- content: { request, continuation }
  answer INTEGER, -- place
  last_error TEXT
) STRICT;
CREATE INDEX delivery_by_key ON delivery (key, sequence);
CREATE INDEX delivery_discarded ON delivery (sequence) WHERE ended = 1;

-- Pending deliveries.
CREATE TABLE due (
  system INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  key INTEGER NOT NULL,
  available_at INTEGER, -- null: when staged
  PRIMARY KEY (system, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_by_key ON due (system, key, sequence);
CREATE INDEX due_put_off ON due (available_at) WHERE available_at IS NOT NULL;

CREATE TABLE failed (
  sequence INTEGER PRIMARY KEY,
  system INTEGER NOT NULL,
  key INTEGER NOT NULL
) STRICT;

CREATE TABLE exception (
  number INTEGER PRIMARY KEY,
  id ANY NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  key INTEGER NOT NULL,
  subject_id ANY NOT NULL,
  error TEXT NOT NULL,
  node_id TEXT,
  node_name TEXT,
  owner TEXT,
  deadline INTEGER,
  document ANY,
  document_claim INTEGER,
  retry ANY,
  retry_claim INTEGER,
  state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3), -- 0 open, 1 assigned, 2 resolved, 3 discarded
  assignee TEXT,
  raised_at INTEGER NOT NULL,
  closed_at INTEGER,
  closed_by TEXT,
  reason TEXT,
  finished INTEGER -- day; negative while a legal hold keeps it
) STRICT;
CREATE INDEX exception_undecided ON exception (number) WHERE state <= 1;
CREATE INDEX exception_by_state ON exception (state, number);
CREATE INDEX exception_by_key ON exception (key, number);
CREATE INDEX exception_by_assignee ON exception (assignee, number) WHERE assignee IS NOT NULL;
CREATE INDEX exception_finished ON exception (finished) WHERE finished > 0;

CREATE TABLE process (
  key INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  status INTEGER NOT NULL,
  customer TEXT NOT NULL,
  held INTEGER NOT NULL,
  kind INTEGER NOT NULL, -- place in the list of kinds
  updated_at INTEGER NOT NULL,
  identifiers TEXT NOT NULL, -- JSON: [scheme number, value, scheme number, value, …]
  state ANY,
  claim INTEGER
) STRICT;
-- All of them, last updated first: a merge of the statuses, of which there are few.
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
  key INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  message ANY NOT NULL, -- a message row as JSON, without the raw bytes
  raw INTEGER
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
  number INTEGER PRIMARY KEY,
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
  hops INTEGER NOT NULL,
  content INTEGER NOT NULL,
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
  key INTEGER PRIMARY KEY,
  by TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- What retention came across too early, to be looked at again on a day; the day 0 is always past, and what a legal
-- hold keeps has none.
CREATE TABLE later (
  kind INTEGER NOT NULL, -- 0 message, 1 delivery, 2 ordering key without a process
  day INTEGER,
  row INTEGER NOT NULL,
  key INTEGER NOT NULL,
  PRIMARY KEY (kind, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX later_due ON later (kind, day) WHERE day IS NOT NULL;
CREATE INDEX later_held ON later (key) WHERE day IS NULL;

-- The last number given in a table, so that none is given twice, and how far retention has come in it.
CREATE TABLE position (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Counts kept with every commit, so that showing them never scans.
CREATE TABLE tally (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE queue_load (
  queue INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;
