-- Instants are integers: milliseconds since 1970 UTC. JSON is text. Rows that change state are narrow and
-- stand apart from what is written once, since a commit writes whole pages.

CREATE TABLE message (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, -- a sequence is never given twice, even after retention
  id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  queue TEXT NOT NULL,
  key TEXT NOT NULL,
  shard INTEGER NOT NULL,
  idempotency_key TEXT NOT NULL,
  digest TEXT NOT NULL,
  output INTEGER,
  state TEXT NOT NULL CHECK (state IN ('accepted', 'parked', 'done', 'discarded')),
  attempts INTEGER NOT NULL DEFAULT 0,
  available_at INTEGER NOT NULL,
  waiting INTEGER NOT NULL DEFAULT 0, -- 1: put off by a retry
  blocking INTEGER NOT NULL DEFAULT 0, -- 1: parked in the way of its (queue, key); 0: a conflict kept aside
  accepted_at INTEGER NOT NULL,
  raw_digest TEXT,
  bytes INTEGER NOT NULL,
  last_error TEXT
) STRICT;
CREATE INDEX message_pending ON message (queue, sequence) WHERE state = 'accepted';
CREATE INDEX message_in_order ON message (sequence) WHERE state = 'accepted';
CREATE INDEX message_waiting ON message (available_at) WHERE state = 'accepted' AND waiting = 1;
CREATE INDEX message_blocking ON message (queue, key, sequence) WHERE state = 'parked' AND blocking = 1;

CREATE TABLE message_content (
  sequence INTEGER PRIMARY KEY,
  envelope TEXT NOT NULL,
  body ANY, -- JSON as text; above 4 KB as zstd bytes
  claim TEXT,
  size INTEGER NOT NULL
) STRICT;

-- Outlives its message: retention of keys and of content differ.
CREATE TABLE idempotency (
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  message_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, key, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE raw (
  number INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  bytes BLOB NOT NULL -- zstd
) STRICT;

CREATE TABLE content (
  number INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  bytes BLOB NOT NULL -- zstd
) STRICT;

CREATE TABLE delivery (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  message_id TEXT NOT NULL,
  tenant TEXT NOT NULL,
  node_id TEXT NOT NULL,
  node_type TEXT NOT NULL,
  system TEXT NOT NULL,
  key TEXT NOT NULL,
  shard INTEGER NOT NULL,
  idempotency_key TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'discarded')),
  attempts INTEGER NOT NULL DEFAULT 0,
  available_at INTEGER NOT NULL,
  waiting INTEGER NOT NULL DEFAULT 0,
  staged_at INTEGER NOT NULL,
  last_error TEXT
) STRICT;
CREATE INDEX delivery_pending ON delivery (sequence) WHERE state = 'pending';
CREATE INDEX delivery_waiting ON delivery (available_at) WHERE state = 'pending' AND waiting = 1;
CREATE INDEX delivery_aside ON delivery (state, sequence) WHERE state IN ('failed', 'discarded');
CREATE INDEX delivery_by_key ON delivery (key, sequence);

CREATE TABLE delivery_content (
  sequence INTEGER PRIMARY KEY,
  envelope TEXT,
  content ANY,
  claim TEXT,
  size INTEGER NOT NULL
) STRICT;

CREATE TABLE delivery_answer (
  sequence INTEGER PRIMARY KEY,
  answer ANY NOT NULL
) STRICT;

CREATE TABLE exception (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  error TEXT NOT NULL,
  node_id TEXT,
  node_name TEXT,
  owner TEXT,
  deadline INTEGER,
  document ANY,
  document_claim TEXT,
  retry ANY,
  retry_claim TEXT,
  assignee TEXT,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'assigned', 'resolved', 'discarded')),
  raised_at INTEGER NOT NULL,
  closed_at INTEGER,
  closed_by TEXT,
  reason TEXT
) STRICT;
CREATE INDEX exception_by_state ON exception (state, number);
CREATE INDEX exception_by_key ON exception (key, number);
CREATE INDEX exception_by_subject ON exception (subject_id);

CREATE TABLE process (
  number INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  status TEXT NOT NULL,
  customer TEXT NOT NULL,
  held INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  identifiers TEXT NOT NULL,
  state ANY,
  claim TEXT,
  UNIQUE (tenant, key)
) STRICT;
CREATE INDEX process_by_update ON process (updated_at);
CREATE INDEX process_by_status ON process (status, updated_at);
CREATE INDEX process_held ON process (updated_at) WHERE held = 1;

-- Led by the value, so that a search needs no scheme and may use a prefix.
CREATE TABLE identifier (
  tenant TEXT NOT NULL,
  value TEXT NOT NULL,
  scheme TEXT NOT NULL,
  process_key TEXT NOT NULL,
  PRIMARY KEY (tenant, value, scheme, process_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  number INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  message_id TEXT,
  text TEXT NOT NULL,
  data TEXT
) STRICT;
CREATE INDEX journal_by_key ON journal (tenant, key, number);

CREATE TABLE timer (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  shard INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  message TEXT NOT NULL, -- a message row as JSON, without the raw bytes
  raw_digest TEXT
) STRICT;
CREATE INDEX timer_due ON timer (due_at);

CREATE TABLE remembered (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  value TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE state (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE number_sequence (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reply (
  id TEXT PRIMARY KEY,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Counts kept with every commit, so that showing them never scans.
CREATE TABLE tally (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE queue_load (
  queue TEXT PRIMARY KEY,
  count INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  tenant TEXT,
  key TEXT,
  reason TEXT,
  data TEXT
) STRICT;
CREATE TABLE audit_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  number INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE legal_hold (
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  by TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE hop (
  number INTEGER PRIMARY KEY,
  message_id TEXT NOT NULL,
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  trace_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  step INTEGER NOT NULL,
  node_id TEXT NOT NULL,
  node_name TEXT NOT NULL,
  node_type TEXT NOT NULL,
  at INTEGER NOT NULL,
  duration_ms REAL,
  event TEXT NOT NULL,
  outputs TEXT,
  error TEXT,
  payload_digest TEXT,
  payload_bytes INTEGER,
  payload_kept INTEGER NOT NULL
) STRICT;
CREATE INDEX hop_by_message ON hop (message_id);
CREATE INDEX hop_by_trace ON hop (trace_id);
