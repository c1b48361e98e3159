-- Instants are bigint: milliseconds since 1970 UTC. JSON is UTF-8 text; long JSON is zstd bytes made by the process,
-- so columns that hold it are bytea, EXTERNAL: the server must not try to compress them again.
--
-- What is written once stands apart from what changes. A message is one row that is hardly ever updated; while it is
-- accepted or parked it has a second, narrow row in message_state, which is deleted when the message is done. So the
-- hot path inserts and deletes, and no index is ever updated. A message without a row in message_state is done.
-- Deliveries are built the same way.
--
-- Documents of messages and deliveries stand in blocks, some dozens to one, compressed together: `place` then is the
-- number of the block times 4096 plus the line, and the column of the document is NULL (blocks.ts). The body of a message
-- is in the line after its envelope.
--
-- Where rows are listed by key, newest first, the index goes by one number, by_key; a query names the key as well.
--
-- Columns of fixed size come first, the widest before the others: none of a row is spent on alignment.
--
-- Texts that are looked up use collation "C": bytewise, fast, and prefixes are found through plain indexes.

-- JSON as reads send it: plain text, or zstd bytes as base64 after a 'z', with which no JSON text begins. Bytes as they
-- are would go over as hexadecimal digits. STABLE, as convert_from is: called immutable it would not be inlined, and
-- cost ten times as much.
CREATE FUNCTION json_text(stored bytea) RETURNS text LANGUAGE sql STABLE
  RETURN CASE WHEN get_byte(stored, 0) = 40 THEN 'z' || encode(stored, 'base64') ELSE convert_from(stored, 'UTF8') END;

-- Ids and digests as the rows of messages, deliveries and the journal hold them (binary.ts writes the same): a UUID as its
-- 16 bytes, a hex SHA-256 as its 32, any other text after one byte 0, or two when it would have one of those lengths.
CREATE FUNCTION short_id(id text) RETURNS bytea LANGUAGE sql STABLE
  RETURN CASE
    WHEN id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN decode(replace(id, '-', ''), 'hex')
    WHEN id ~ '^[0-9a-f]{64}$' THEN decode(id, 'hex')
    WHEN octet_length(convert_to(id, 'UTF8')) IN (15, 31) THEN '\x0000'::bytea || convert_to(id, 'UTF8')
    ELSE '\x00'::bytea || convert_to(id, 'UTF8')
  END;
CREATE FUNCTION long_id(stored bytea) RETURNS text LANGUAGE sql STABLE
  RETURN CASE octet_length(stored)
    WHEN 16 THEN encode(stored, 'hex')::uuid::text
    WHEN 32 THEN encode(stored, 'hex')
    ELSE convert_from(ltrim(stored, '\x00'::bytea), 'UTF8')
  END;

-- What an id is found and unique by: it is a UUID, or half of the SHA-256 of what is none.
CREATE FUNCTION id_number(id bytea) RETURNS uuid LANGUAGE sql IMMUTABLE
  RETURN encode(CASE octet_length(id) WHEN 16 THEN id ELSE substring(sha256(id), 1, 16) END, 'hex')::uuid;

-- In the order of (key, number) as far as one key goes: 24 bits of its hash, and room for 5 * 10^11 numbers.
CREATE FUNCTION by_key(key text, number bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
  RETURN (hashtext(key) & 16777215)::bigint << 39 | number;

-- What an idempotency key is unique by: half of its SHA-256. The cast takes the text's bytes once every backslash is
-- doubled; convert_to, which would take them as they are, is not allowed in an index.
CREATE FUNCTION known_by(tenant text, key text) RETURNS uuid LANGUAGE sql IMMUTABLE
  RETURN encode(substring(
    sha256(replace(length(tenant)::text || ' ' || tenant || key, '\', '\\')::bytea), 1, 16), 'hex')::uuid;

-- Documents of the messages, or of the deliveries, that one batch brought, whose sequences are `first` to `last`: as
-- long as there is one of them.
CREATE TABLE block (
  number bigint PRIMARY KEY,
  first bigint NOT NULL,
  last bigint NOT NULL,
  deliveries boolean NOT NULL,
  lines bytea NOT NULL -- zstd
) WITH (autovacuum_vacuum_insert_scale_factor = 0.5);
ALTER TABLE block ALTER lines SET STORAGE EXTERNAL;
CREATE INDEX block_by_first ON block (deliveries, first);
CREATE SEQUENCE block_sequence;

CREATE TABLE message (
  -- Drawn by write_batch under a lock held to the commit: no gap ever fills up later, nor any page of the index.
  sequence bigint PRIMARY KEY WITH (fillfactor = 100),
  accepted_at bigint NOT NULL,
  available_at bigint, -- null: at once
  place bigint,
  ordinal int, -- of its content among those under its key; null: the key is in idempotency, or given up
  output int,
  bytes int NOT NULL, -- of envelope and body as JSON text
  body_bytes int, -- of what is under body_claim
  shard smallint NOT NULL,
  id bytea NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  queue text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  idempotency_key text COLLATE "C" NOT NULL,
  digest bytea NOT NULL,
  raw_digest text COLLATE "C",
  envelope bytea,
  body bytea,
  body_claim text COLLATE "C"
) WITH (toast_tuple_target = 8160, autovacuum_vacuum_insert_scale_factor = 0.5);
ALTER TABLE message ALTER envelope SET STORAGE EXTERNAL, ALTER body SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX message_id ON message (id_number(id));
CREATE INDEX message_by_key ON message (by_key(key, sequence));
-- The first content under a key has ordinal 0, each contradiction the next one: two workers can never both be first.
CREATE UNIQUE INDEX message_known ON message (known_by(tenant, idempotency_key)) WHERE ordinal = 0;
CREATE UNIQUE INDEX message_contradicting ON message (known_by(tenant, idempotency_key), ordinal) WHERE ordinal > 0;
CREATE INDEX message_raw ON message (raw_digest) WHERE raw_digest IS NOT NULL;
CREATE INDEX message_claim ON message (body_claim) WHERE body_claim IS NOT NULL;
CREATE SEQUENCE message_sequence;

-- A queue: as many rows die as are born, so it is vacuumed long before a fifth of it is dead.
CREATE TABLE message_state (
  sequence bigint PRIMARY KEY,
  accepted_at bigint NOT NULL,
  available_at bigint NOT NULL,
  finished_at bigint, -- of what is done or discarded and still has a row
  attempts int NOT NULL DEFAULT 0,
  shard smallint NOT NULL,
  waiting boolean NOT NULL DEFAULT false, -- put off: what comes after it in (queue, key) waits
  blocking boolean NOT NULL DEFAULT false, -- parked in the way of its (queue, key); false: a conflict kept aside
  queue text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('accepted', 'parked', 'done', 'discarded')),
  last_error text
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_insert_scale_factor = 1, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX message_state_queue ON message_state (queue, sequence) WHERE state = 'accepted';
CREATE INDEX message_state_key ON message_state (queue, key, sequence) WHERE state = 'accepted';
CREATE INDEX message_state_waiting ON message_state (available_at) WHERE state = 'accepted' AND waiting;
CREATE INDEX message_state_blocking ON message_state (queue, key, sequence) WHERE state = 'parked' AND blocking;
CREATE INDEX message_state_aside ON message_state (state, sequence) WHERE state <> 'accepted';
CREATE INDEX message_state_finished ON message_state (finished_at) WHERE finished_at IS NOT NULL;

-- Keys that outlive their messages, since retention of keys and of content differ; and those out of a backup.
CREATE TABLE idempotency (
  at bigint NOT NULL,
  ordinal int NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  message_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (key, tenant, ordinal)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.5);
CREATE INDEX idempotency_at ON idempotency (at);

-- Exact bytes as received, and JSON above 64 KB: once per digest, zstd.
CREATE TABLE raw (
  digest text COLLATE "C" PRIMARY KEY,
  size int NOT NULL,
  bytes bytea NOT NULL
);
ALTER TABLE raw ALTER bytes SET STORAGE EXTERNAL;
CREATE TABLE content (
  digest text COLLATE "C" PRIMARY KEY,
  size int NOT NULL,
  bytes bytea NOT NULL
);
ALTER TABLE content ALTER bytes SET STORAGE EXTERNAL;

CREATE TABLE delivery (
  sequence bigint PRIMARY KEY WITH (fillfactor = 100),
  staged_at bigint NOT NULL,
  by_key bigint NOT NULL, -- by_key(key, sequence), where the key is
  place bigint,
  message bigint, -- of the same tenant and key, which then are null here, as is message_id
  content_bytes int, -- of what is under content_claim
  shard smallint NOT NULL,
  id bytea NOT NULL,
  message_id bytea,
  tenant text COLLATE "C",
  key text COLLATE "C",
  system text COLLATE "C" NOT NULL,
  node_id text COLLATE "C", -- null, like the next two: before its content in the block
  node_type text COLLATE "C",
  idempotency_key text COLLATE "C", -- U+0001: its message's id
  envelope bytea, -- null: that of its message
  content bytea, -- { request, continuation }
  content_claim text COLLATE "C"
) WITH (toast_tuple_target = 8160, autovacuum_vacuum_insert_scale_factor = 0.5);
ALTER TABLE delivery ALTER envelope SET STORAGE EXTERNAL, ALTER content SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX delivery_id ON delivery (id_number(id));
CREATE INDEX delivery_by_key ON delivery (by_key);
CREATE INDEX delivery_claim ON delivery (content_claim) WHERE content_claim IS NOT NULL;
CREATE SEQUENCE delivery_sequence;

-- A delivery without a row here is delivered.
CREATE TABLE delivery_state (
  sequence bigint PRIMARY KEY,
  staged_at bigint NOT NULL,
  available_at bigint NOT NULL,
  finished_at bigint, -- of what is done or discarded and still has a row
  attempts int NOT NULL DEFAULT 0,
  shard smallint NOT NULL,
  waiting boolean NOT NULL DEFAULT false,
  system text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'discarded')),
  last_error text
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_insert_scale_factor = 1, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX delivery_state_system ON delivery_state (system, sequence) WHERE state = 'pending';
CREATE INDEX delivery_state_key ON delivery_state (system, key, sequence) WHERE state = 'pending';
CREATE INDEX delivery_state_waiting ON delivery_state (available_at) WHERE state = 'pending' AND waiting;
CREATE INDEX delivery_state_aside ON delivery_state (state, sequence) WHERE state <> 'pending';
CREATE INDEX delivery_state_finished ON delivery_state (finished_at) WHERE finished_at IS NOT NULL;

-- Answers that came in one batch, of deliveries of which the last is less than 2048 after the first; each in one row
-- only. A line begins with how far its delivery is from the first, in base 36.
CREATE TABLE delivery_answer (
  first bigint PRIMARY KEY,
  last bigint NOT NULL,
  members bytea NOT NULL, -- bit n: delivery first + n is among them
  lines bytea NOT NULL
) WITH (toast_tuple_target = 8160);
ALTER TABLE delivery_answer ALTER lines SET STORAGE EXTERNAL;

CREATE FUNCTION answer_of(delivery bigint) RETURNS bigint LANGUAGE sql STABLE
  RETURN (SELECT a.first FROM delivery_answer a WHERE a.first <= delivery AND a.first > delivery - 2048
    AND CASE WHEN a.last >= delivery THEN get_bit(a.members, delivery - a.first) = 1 END);

CREATE TABLE exception (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  deadline bigint,
  raised_at bigint NOT NULL,
  closed_at bigint,
  id text COLLATE "C" NOT NULL UNIQUE,
  kind text NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  subject_id text COLLATE "C" NOT NULL,
  error text NOT NULL,
  node_id text,
  node_name text,
  owner text,
  document bytea,
  document_claim text COLLATE "C",
  retry bytea,
  retry_claim text COLLATE "C",
  assignee text COLLATE "C",
  state text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'assigned', 'resolved', 'discarded')),
  closed_by text,
  reason text
);
ALTER TABLE exception ALTER document SET STORAGE EXTERNAL, ALTER retry SET STORAGE EXTERNAL;
CREATE INDEX exception_by_state ON exception (state, number);
CREATE INDEX exception_by_key ON exception (key, number);
CREATE INDEX exception_by_subject ON exception (subject_id);
CREATE INDEX exception_closed ON exception (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX exception_document ON exception (document_claim) WHERE document_claim IS NOT NULL;
CREATE INDEX exception_retry ON exception (retry_claim) WHERE retry_claim IS NOT NULL;

-- Updated at every step of an order, which never is in place, since the time of the update is in an index: no room is
-- left for it, and dead versions are cleared early.
CREATE TABLE process (
  updated_at bigint NOT NULL,
  version int NOT NULL,
  kind smallint NOT NULL, -- place in the list of kinds
  held boolean NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  customer text COLLATE "C" NOT NULL,
  identifiers text NOT NULL, -- see identifiers_in of 005-retention.sql
  state bytea,
  state_claim text COLLATE "C",
  PRIMARY KEY (key, tenant)
) WITH (toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE process ALTER state SET STORAGE EXTERNAL;
CREATE INDEX process_by_update ON process (updated_at);
CREATE INDEX process_by_status ON process (status, updated_at);
CREATE INDEX process_held ON process (updated_at) WHERE held;
CREATE INDEX process_claim ON process (state_claim) WHERE state_claim IS NOT NULL;

-- The schemes of every tenant, of which there are few.
CREATE TABLE naming (
  number int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant text COLLATE "C" NOT NULL,
  scheme text COLLATE "C" NOT NULL,
  UNIQUE (tenant, scheme)
);

-- Found by the value, so that a search needs neither scheme nor tenant and may use a prefix. Once each, since whoever
-- changes those of a process has its row.
CREATE TABLE identifier (
  naming int NOT NULL,
  value text COLLATE "C" NOT NULL,
  process_key text COLLATE "C" NOT NULL
);
CREATE INDEX identifier_by_value ON identifier (value);

CREATE TABLE journal (
  number bigint GENERATED ALWAYS AS IDENTITY,
  at bigint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  message_id bytea,
  text text NOT NULL,
  data text
);
CREATE INDEX journal_by_key ON journal (by_key(key, number));
CREATE INDEX journal_at ON journal (at);

CREATE TABLE timer (
  id text COLLATE "C" PRIMARY KEY,
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  shard smallint NOT NULL,
  due_at bigint NOT NULL,
  message bytea NOT NULL, -- a message row as JSON, without the raw bytes
  raw_digest text COLLATE "C"
) WITH (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE timer ALTER message SET STORAGE EXTERNAL;
CREATE INDEX timer_due ON timer (due_at, id);
CREATE INDEX timer_raw ON timer (raw_digest) WHERE raw_digest IS NOT NULL;

CREATE TABLE remembered (
  scope text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  digest text NOT NULL,
  value text,
  at bigint NOT NULL,
  PRIMARY KEY (scope, key)
);
CREATE INDEX remembered_at ON remembered (at);

CREATE TABLE state (
  name text COLLATE "C" PRIMARY KEY,
  value text NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE number_sequence (
  name text COLLATE "C" PRIMARY KEY,
  last bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE reply (
  id text COLLATE "C" PRIMARY KEY,
  status int NOT NULL,
  headers text NOT NULL,
  body text NOT NULL,
  at bigint NOT NULL
);
CREATE INDEX reply_at ON reply (at);

-- Counts kept with every commit, so that showing them never scans. Each worker adds to rows of its own slot, so that
-- workers never wait for each other here; the count is the sum.
CREATE TABLE tally (
  name text COLLATE "C" NOT NULL,
  slot smallint NOT NULL,
  value bigint NOT NULL,
  PRIMARY KEY (name, slot)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

CREATE TABLE queue_load (
  queue text COLLATE "C" NOT NULL,
  slot smallint NOT NULL,
  count bigint NOT NULL,
  bytes bigint NOT NULL,
  PRIMARY KEY (queue, slot)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

CREATE TABLE audit (
  number bigint PRIMARY KEY,
  hash text NOT NULL,
  at bigint NOT NULL,
  by text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  tenant text,
  key text,
  reason text,
  data text
);
-- The last line, kept apart from the lines so that a cut-off end is seen; its lock keeps the chain in line.
CREATE TABLE audit_head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  number bigint NOT NULL,
  hash text NOT NULL
);
INSERT INTO audit_head (number, hash) VALUES (0, repeat('0', 64));

CREATE TABLE hop (
  number bigint GENERATED ALWAYS AS IDENTITY,
  at bigint NOT NULL,
  duration_ms double precision,
  attempt int NOT NULL,
  step int NOT NULL,
  payload_bytes int,
  payload_kept boolean NOT NULL,
  message_id text COLLATE "C" NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  trace_id text COLLATE "C" NOT NULL,
  node_id text NOT NULL,
  node_name text NOT NULL,
  node_type text NOT NULL,
  event text NOT NULL,
  outputs text,
  error text,
  payload_digest text COLLATE "C"
);
CREATE INDEX hop_by_message ON hop (message_id);
CREATE INDEX hop_by_trace ON hop (trace_id);
CREATE INDEX hop_at ON hop (at, number);
CREATE INDEX hop_payload ON hop (payload_digest) WHERE payload_kept;
