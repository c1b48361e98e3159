-- Writes one batch of commits: one call, one transaction, which the server completes alone. A process that is frozen
-- or killed at any instant can therefore never sit on a lock.
--
-- Planning was done by the process on what it had read or remembered. Every row is changed only if it still is what
-- planning saw; else the whole batch raises CD001 ('stale': read again, plan again) or CD002 ('lease': a shard has gone
-- to another worker). Rows come sorted by key and tables in one order, so that two batches never wait for each other
-- in a circle.

-- Advisory locks of this ledger: class by schema, so that several ledgers in one database do not meet. Objects:
-- 0: changes of lease (exclusive) and commits that rely on them (shared); -1, -3: drawing sequences of messages, of
-- deliveries; -2: deletion of contents (exclusive) and commits that bring some (shared); n: worker n is connected.
CREATE FUNCTION lock_class() RETURNS int LANGUAGE sql STABLE
  RETURN hashtext('crossdock ledger ' || current_schema()) & 2147483647;

CREATE TYPE message_in AS (
  id bytea, tenant text, queue text, key text, shard smallint, idempotency_key text, ordinal int, digest bytea,
  output int, state text, attempts int, available_at bigint, waiting boolean, blocking boolean, last_error text,
  accepted_at bigint, raw_digest text, bytes int, place bigint, envelope bytea, body bytea, body_claim text, body_bytes int
);
CREATE TYPE block_in AS (deliveries boolean, lines bytea);
CREATE TYPE delivery_in AS (
  id bytea, message bigint, message_id bytea, tenant text, node_id text, node_type text, system text, key text, shard smallint,
  idempotency_key text, state text, attempts int, available_at bigint, waiting boolean, last_error text,
  staged_at bigint, place bigint, envelope bytea, content bytea, content_claim text, content_bytes int, answer bytea
);
CREATE TYPE answer_in AS (first bigint, last bigint, members bytea, lines bytea);
CREATE TYPE process_in AS (
  tenant text, key text, expected int, version int, status text, customer text, held boolean, kind smallint, updated_at bigint,
  identifiers text, state bytea, state_claim text
);
CREATE TYPE identifier_in AS (value text, tenant text, scheme text, process_key text, fresh boolean);
CREATE TYPE journal_in AS (
  tenant text, key text, at bigint, kind text, message_id bytea, text text, data text
);
CREATE TYPE hop_in AS (
  message_id text, tenant text, key text, trace_id text, attempt int, step int, node_id text, node_name text,
  node_type text, at bigint, duration_ms double precision, event text, outputs text, error text,
  payload_digest text, payload_bytes int, payload_kept boolean
);
CREATE TYPE content_in AS (digest text, size int, bytes bytea);
CREATE TYPE tally_in AS (name text, count bigint, bytes bigint);

CREATE FUNCTION stale(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', what USING ERRCODE = 'CD001';
END $$;

-- Raises unless `me` holds these shards, in their order, at these epochs; they stay held to the end of the transaction.
CREATE FUNCTION fence(me int, shards smallint[], epochs bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(lock_class(), 0);
  IF ARRAY(SELECT s.epoch FROM shard s WHERE s.shard = ANY (shards) AND s.owner = me ORDER BY s.shard) <> epochs THEN
    RAISE EXCEPTION 'a shard has gone to another worker' USING ERRCODE = 'CD002';
  END IF;
END $$;

-- A place with the number of its block, which is counted from 0 as yet.
CREATE FUNCTION place_in(numbers bigint[], place bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
  RETURN numbers[1 + place / 4096] * 4096 + place % 4096;

-- `at`: the time of the batch. What is finished within a day of its start leaves no state behind: for retention its
-- end is its beginning. `slot`: whose rows of the counts. `finished`: messages that are done. `answered`: deliveries that
-- are delivered, `answers`: what came back. Places come with the number of their block counted from 0. `rare`: all the
-- rest, see write_rare. Returns the numbers drawn: message i got first_message + i - 1.
-- Statements are planned once: none would be planned otherwise for other arrays.
CREATE FUNCTION write_batch(
  me int, slot smallint, at bigint, shards smallint[], epochs bigint[],
  raws content_in[], contents content_in[],
  messages message_in[], blocks block_in[], finished bigint[],
  deliveries delivery_in[], answered bigint[], answers answer_in[],
  processes process_in[], identifiers identifier_in[],
  lines journal_in[], hops hop_in[],
  tallies tally_in[], loads tally_in[], rare jsonb,
  OUT first_message bigint, OUT first_delivery bigint, OUT block_numbers bigint[]
) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  changed int;
  more int;
  size int := cardinality(messages);
  staged int := cardinality(deliveries);
  packed int := cardinality(blocks);
BEGIN
  IF cardinality(shards) > 0 THEN PERFORM fence(me, shards, epochs); END IF;
  -- Retention takes it exclusively before it looks which contents nobody refers to.
  IF cardinality(raws) + cardinality(contents) > 0 THEN PERFORM pg_advisory_xact_lock_shared(lock_class(), -2); END IF;

  -- States are compared in a way that no partial index is found by: the server might take it for the better one.
  IF cardinality(finished) > 0 THEN
    DELETE FROM message_state WHERE sequence = ANY (finished)
      AND state || '' = 'accepted' AND attempts = 0 AND last_error IS NULL AND accepted_at > at - 86400000;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed < cardinality(finished) THEN
      UPDATE message_state SET state = 'done', waiting = false, finished_at = at
        WHERE sequence = ANY (finished) AND state || '' = 'accepted';
      GET DIAGNOSTICS more = ROW_COUNT;
      IF changed + more < cardinality(finished) THEN PERFORM stale('message'); END IF;
    END IF;
  END IF;
  IF cardinality(answered) > 0 THEN
    DELETE FROM delivery_state WHERE sequence = ANY (answered)
      AND state || '' = 'pending' AND attempts = 0 AND last_error IS NULL AND staged_at > at - 86400000;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed < cardinality(answered) THEN
      UPDATE delivery_state SET state = 'delivered', waiting = false, finished_at = at
        WHERE sequence = ANY (answered) AND state || '' = 'pending';
      GET DIAGNOSTICS more = ROW_COUNT;
      IF changed + more < cardinality(answered) THEN PERFORM stale('delivery'); END IF;
    END IF;
  END IF;
  IF cardinality(answers) > 0 THEN
    INSERT INTO delivery_answer (first, last, members, lines) SELECT a.* FROM unnest(answers) a;
  END IF;

  IF cardinality(processes) > 0 THEN
    changed := 0;
    IF EXISTS (SELECT FROM unnest(processes) u WHERE u.expected > 0) THEN
      IF EXISTS (SELECT FROM process WHERE state_claim IS NOT NULL) THEN
        INSERT INTO loose (digest) SELECT p.state_claim FROM unnest(processes) u
          CROSS JOIN LATERAL (SELECT state_claim FROM process WHERE key = u.key AND tenant = u.tenant LIMIT 1) p
          WHERE p.state_claim IS NOT NULL;
      END IF;
      -- By place: a join might begin at the wrong end as long as the server knows nothing of the table.
      UPDATE process p SET version = u.version, status = u.status, customer = u.customer, held = u.held, kind = u.kind,
        updated_at = u.updated_at, identifiers = u.identifiers, state = u.state, state_claim = u.state_claim
        FROM unnest(processes) u
        CROSS JOIN LATERAL (SELECT ctid AS place FROM process WHERE key = u.key AND tenant = u.tenant LIMIT 1) f
        WHERE p.ctid = f.place AND p.version = u.expected;
      GET DIAGNOSTICS changed = ROW_COUNT;
    END IF;
    INSERT INTO process (tenant, key, version, status, customer, held, kind, updated_at, identifiers, state, state_claim)
      SELECT u.tenant, u.key, u.version, u.status, u.customer, u.held, u.kind, u.updated_at, u.identifiers, u.state, u.state_claim
      FROM unnest(processes) u WHERE u.expected = 0;
    GET DIAGNOSTICS more = ROW_COUNT;
    IF changed + more < cardinality(processes) THEN PERFORM stale('process'); END IF;
  END IF;
  IF rare IS NOT NULL THEN PERFORM write_rare(rare); END IF;
  IF cardinality(identifiers) > 0 THEN
    INSERT INTO naming (tenant, scheme)
      SELECT i.tenant, i.scheme FROM (SELECT DISTINCT tenant, scheme FROM unnest(identifiers)) i
      WHERE NOT EXISTS (SELECT FROM naming n WHERE n.tenant = i.tenant AND n.scheme = i.scheme)
      ORDER BY i.tenant, i.scheme ON CONFLICT DO NOTHING;
    -- Fresh: of a process that is inserted here, and so had none.
    INSERT INTO identifier (naming, value, process_key)
      SELECT n.number, i.value, i.process_key FROM unnest(identifiers) i
      JOIN naming n ON n.tenant = i.tenant AND n.scheme = i.scheme
      WHERE i.fresh OR NOT EXISTS (SELECT FROM identifier o WHERE o.value = i.value AND o.naming = n.number
        AND o.process_key = i.process_key);
  END IF;

  IF cardinality(raws) > 0 THEN
    INSERT INTO raw (digest, size, bytes) SELECT r.* FROM unnest(raws) r ON CONFLICT DO NOTHING;
  END IF;
  IF cardinality(contents) > 0 THEN
    INSERT INTO content (digest, size, bytes) SELECT c.* FROM unnest(contents) c ON CONFLICT DO NOTHING;
  END IF;
  IF cardinality(lines) > 0 THEN
    INSERT INTO journal (tenant, key, at, kind, message_id, text, data) SELECT l.* FROM unnest(lines) l;
  END IF;
  IF cardinality(hops) > 0 THEN
    INSERT INTO hop (message_id, tenant, key, trace_id, attempt, step, node_id, node_name, node_type, at,
      duration_ms, event, outputs, error, payload_digest, payload_bytes, payload_kept)
      SELECT h.* FROM unnest(hops) h;
  END IF;
  IF cardinality(tallies) > 0 THEN
    INSERT INTO tally AS t (name, slot, value) SELECT d.name, slot, d.count FROM unnest(tallies) d
      ON CONFLICT (name, slot) DO UPDATE SET value = t.value + excluded.value;
  END IF;
  IF cardinality(loads) > 0 THEN
    INSERT INTO queue_load AS q (queue, slot, count, bytes) SELECT d.name, slot, d.count, d.bytes FROM unnest(loads) d
      ON CONFLICT (queue, slot) DO UPDATE SET count = q.count + excluded.count, bytes = q.bytes + excluded.bytes;
  END IF;

  block_numbers := ARRAY(SELECT nextval('block_sequence') FROM generate_series(1, packed));

  -- Last, since these locks are held to the commit: sequences come into sight in the order they were drawn.
  IF size > 0 THEN
    PERFORM pg_advisory_xact_lock(lock_class(), -1);
    first_message := nextval('message_sequence');
    IF size > 1 THEN PERFORM setval('message_sequence', first_message + size - 1); END IF;
    WITH m AS MATERIALIZED (
      SELECT * FROM unnest(messages) WITH ORDINALITY AS m (id, tenant, queue, key, shard, idempotency_key, ordinal,
        digest, output, state, attempts, available_at, waiting, blocking, last_error, accepted_at, raw_digest, bytes, place,
        envelope, body, body_claim, body_bytes, n)
    ), kept AS (
      INSERT INTO message (sequence, id, tenant, queue, key, shard, idempotency_key, ordinal, digest, output,
        available_at, accepted_at, raw_digest, bytes, place, envelope, body, body_claim, body_bytes)
        SELECT first_message + n - 1, id, tenant, queue, key, shard, idempotency_key, ordinal, digest, output,
          nullif(available_at, accepted_at), accepted_at, raw_digest, bytes, place_in(block_numbers, place), envelope, body, body_claim,
          body_bytes
        FROM m
    )
    INSERT INTO message_state (sequence, shard, queue, key, state, attempts, accepted_at, available_at, waiting, blocking,
      last_error, finished_at)
      SELECT first_message + n - 1, shard, queue, key, state, attempts, accepted_at, available_at, waiting, blocking,
        last_error, CASE WHEN state IN ('done', 'discarded') THEN at END
      FROM m WHERE state <> 'done' OR attempts > 0 OR last_error IS NOT NULL;
    -- After the rows are in: retention may have moved a key while this waited for it.
    IF EXISTS (SELECT FROM idempotency) AND EXISTS (
      SELECT FROM unnest(messages) m CROSS JOIN LATERAL (
        SELECT FROM idempotency i
        WHERE i.key = m.idempotency_key AND i.tenant = m.tenant AND i.ordinal >= m.ordinal LIMIT 1) k
    ) THEN PERFORM stale('idempotency'); END IF;
  END IF;
  IF staged > 0 THEN
    PERFORM pg_advisory_xact_lock(lock_class(), -3);
    first_delivery := nextval('delivery_sequence');
    IF staged > 1 THEN PERFORM setval('delivery_sequence', first_delivery + staged - 1); END IF;
    WITH d AS MATERIALIZED (
      SELECT * FROM unnest(deliveries) WITH ORDINALITY AS d (id, message, message_id, tenant, node_id, node_type, system, key,
        shard, idempotency_key, state, attempts, available_at, waiting, last_error, staged_at, place, envelope,
        content, content_claim, content_bytes, answer, n)
    ), kept AS (
      INSERT INTO delivery (sequence, by_key, id, message, message_id, tenant, node_id, node_type, system, key, shard,
        idempotency_key, staged_at, place, envelope, content, content_claim, content_bytes)
        SELECT first_delivery + n - 1, by_key(key, first_delivery + n - 1), id, m.own,
          CASE WHEN m.own IS NULL THEN message_id END, CASE WHEN m.own IS NULL THEN tenant END, node_id, node_type, system,
          CASE WHEN m.own IS NULL THEN key END, shard, idempotency_key, staged_at, place_in(block_numbers, place), envelope, content,
          content_claim, content_bytes
        FROM d CROSS JOIN LATERAL (
          SELECT CASE WHEN message < 0 THEN first_message - message - 1 ELSE message END AS own) m
    ), given AS (
      INSERT INTO delivery_answer (first, last, members, lines)
        SELECT first_delivery + n - 1, first_delivery + n - 1, '\x01', answer FROM d WHERE answer IS NOT NULL
    )
    INSERT INTO delivery_state (sequence, shard, system, key, state, attempts, staged_at, available_at, waiting,
      last_error, finished_at)
      SELECT first_delivery + n - 1, shard, system, key, state, attempts, staged_at, available_at, waiting, last_error,
        CASE WHEN state IN ('delivered', 'discarded') THEN at END
      FROM d WHERE state <> 'delivered' OR attempts > 0 OR last_error IS NOT NULL;
  END IF;
  IF packed > 0 THEN
    INSERT INTO block (number, first, last, deliveries, lines)
      SELECT block_numbers[n], CASE WHEN deliveries THEN first_delivery ELSE first_message END,
        CASE WHEN deliveries THEN first_delivery + staged ELSE first_message + size END - 1, deliveries, lines
      FROM unnest(blocks) WITH ORDINALITY AS b (deliveries, lines, n);
  END IF;
END $$;

-- What is known under an idempotency key.
CREATE FUNCTION known_under(of_tenant text, of_key text)
RETURNS TABLE (tenant text, key text, ordinal int, digest text, message_id text, at bigint) LANGUAGE sql STABLE AS $$
  SELECT m.tenant, m.idempotency_key, m.ordinal, long_id(m.digest), long_id(m.id), m.accepted_at FROM message m
    WHERE known_by(m.tenant, m.idempotency_key) = known_by(of_tenant, of_key) AND m.ordinal = 0
  UNION ALL
  SELECT m.tenant, m.idempotency_key, m.ordinal, long_id(m.digest), long_id(m.id), m.accepted_at FROM message m
    WHERE known_by(m.tenant, m.idempotency_key) = known_by(of_tenant, of_key) AND m.ordinal > 0
  UNION ALL
  SELECT i.tenant, i.key, i.ordinal, i.digest, i.message_id, i.at FROM idempotency i
    WHERE i.key = of_key AND i.tenant = of_tenant
$$;

-- What planning a batch asks, in one round trip. Found idempotency keys bring along their messages and the exceptions
-- of those kept aside, since planning asks on for them.
CREATE FUNCTION load_named(
  messages text[], known_tenants text[], known_keys text[], deliveries text[], exceptions text[],
  process_tenants text[], process_keys text[], timers text[], scopes text[], remembered_keys text[],
  sequences text[], trail boolean
) RETURNS TABLE (kind text, one text, two text, three text, four text, five text, number bigint, other bigint, bytes bytea)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
  message_ids text[] := messages;
  exception_ids text[] := exceptions;
  found text[];
BEGIN
  IF cardinality(known_keys) > 0 THEN
    RETURN QUERY SELECT 'known', k.tenant, k.key, k.digest, k.message_id, 'conflict-' || k.message_id,
        k.at, k.ordinal::bigint, NULL::bytea
      FROM unnest(known_tenants, known_keys) AS n (tenant, key) CROSS JOIN LATERAL known_under(n.tenant, n.key) k
      ORDER BY k.tenant, k.key, k.at, k.ordinal;
    found := ARRAY(
      SELECT k.message_id
      FROM unnest(known_tenants, known_keys) AS n (tenant, key) CROSS JOIN LATERAL known_under(n.tenant, n.key) k);
    message_ids := message_ids || found;
    exception_ids := exception_ids || ARRAY(SELECT 'conflict-' || f.id FROM unnest(found) AS f (id));
  END IF;
  IF cardinality(message_ids) > 0 THEN
    RETURN QUERY SELECT 'message', n.id, m.queue, m.key, coalesce(s.state, 'done'), m.tenant,
        m.sequence, m.bytes::bigint, NULL::bytea
      FROM unnest(message_ids) AS n (id) JOIN message m ON id_number(m.id) = id_number(short_id(n.id)) LEFT JOIN message_state s ON s.sequence = m.sequence;
  END IF;
  IF cardinality(deliveries) > 0 THEN
    RETURN QUERY SELECT 'delivery', n.id, NULL, coalesce(d.key, (SELECT m.key FROM message m WHERE m.sequence = d.message)),
        coalesce(s.state, 'delivered'), NULL, d.sequence, NULL::bigint, NULL::bytea
      FROM unnest(deliveries) AS n (id) JOIN delivery d ON id_number(d.id) = id_number(short_id(n.id)) LEFT JOIN delivery_state s ON s.sequence = d.sequence;
  END IF;
  IF cardinality(exception_ids) > 0 THEN
    RETURN QUERY SELECT 'exception', e.id, NULL, e.error, e.state, NULL, NULL::bigint, NULL::bigint, NULL::bytea
      FROM unnest(exception_ids) AS n (id) JOIN exception e ON e.id = n.id;
  END IF;
  IF cardinality(process_keys) > 0 THEN
    RETURN QUERY SELECT 'process', p.tenant, p.key, p.status, p.identifiers, NULL, p.version::bigint, p.held::int::bigint, NULL::bytea
      FROM unnest(process_tenants, process_keys) AS n (tenant, key) JOIN process p ON p.key = n.key AND p.tenant = n.tenant;
  END IF;
  IF cardinality(timers) > 0 THEN
    RETURN QUERY SELECT 'timer', t.id, t.tenant, t.key, t.raw_digest, NULL, t.due_at, NULL::bigint, t.message
      FROM unnest(timers) AS n (id) JOIN timer t ON t.id = n.id;
  END IF;
  IF cardinality(remembered_keys) > 0 THEN
    RETURN QUERY SELECT 'remembered', r.scope, r.key, r.digest, NULL, NULL, NULL::bigint, NULL::bigint, NULL::bytea
      FROM unnest(scopes, remembered_keys) AS n (scope, key) JOIN remembered r ON r.scope = n.scope AND r.key = n.key;
  END IF;
  IF cardinality(sequences) > 0 THEN
    RETURN QUERY SELECT 'sequence', q.name, NULL, NULL, NULL, NULL, q.last, NULL::bigint, NULL::bytea
      FROM unnest(sequences) AS n (name) JOIN number_sequence q ON q.name = n.name;
  END IF;
  IF trail THEN
    RETURN QUERY SELECT 'audit', a.hash, NULL, NULL, NULL, NULL, a.number, NULL::bigint, NULL::bytea FROM audit_head a;
  END IF;
END $$;
