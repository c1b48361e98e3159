-- Deletes what retention gives up: at most `most` rows in one short transaction, all found by index. What walks a
-- table from its oldest row on remembers its place, so that rows that must stay are passed once and not every time.

CREATE TABLE legal_hold (
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  by text NOT NULL,
  reason text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (key, tenant)
);

-- How far retention has come in what it walks from the oldest row on. Lifting a legal hold sets it back.
CREATE TABLE retention_place (
  name text COLLATE "C" PRIMARY KEY,
  place bigint NOT NULL
) WITH (fillfactor = 50);

-- Digests that a row no longer refers to: others may; retention looks.
CREATE TABLE loose (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest text COLLATE "C" NOT NULL
);

-- Identifiers as the row of a process has them (identifiers.ts writes the same): each with U+0001 before it and U+0002
-- between scheme and value, or as JSON.
CREATE FUNCTION identifiers_in(stored text) RETURNS TABLE (scheme text, value text) LANGUAGE sql STABLE AS $$
  SELECT split_part(one, U&'\0002', 1), split_part(one, U&'\0002', 2)
    FROM unnest(string_to_array(substr(stored, 2), U&'\0001')) AS f (one) WHERE stored LIKE U&'\0001%'
  UNION ALL
  SELECT f.scheme, f.value FROM jsonb_to_recordset(CASE WHEN stored LIKE '[%' THEN stored::jsonb ELSE '[]' END)
    AS f (scheme text, value text)
$$;

CREATE FUNCTION is_held(of_tenant text, of_key text) RETURNS boolean LANGUAGE sql STABLE
  RETURN EXISTS (SELECT FROM legal_hold h WHERE h.key = of_key AND h.tenant = of_tenant);

CREATE FUNCTION count_less(what text, rows bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO tally AS t (name, slot, value) VALUES (what, -1, -rows)
  ON CONFLICT (name, slot) DO UPDATE SET value = t.value + excluded.value
$$;

CREATE FUNCTION place_of(what text) RETURNS bigint LANGUAGE sql STABLE
  RETURN coalesce((SELECT place FROM retention_place WHERE name = what), 0);

CREATE FUNCTION save_place(what text, at_place bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO retention_place (name, place) VALUES (what, at_place) ON CONFLICT (name) DO UPDATE SET place = excluded.place
$$;

-- Whether deliveries of a message are there still; they have its key.
CREATE FUNCTION has_deliveries(of_message bigint, of_id bytea, of_key text) RETURNS boolean LANGUAGE sql STABLE
  RETURN EXISTS (SELECT FROM delivery d WHERE d.by_key BETWEEN by_key(of_key, 0) AND by_key(of_key, 549755813887)
    AND (d.message = of_message OR d.message_id = of_id));

-- The sequences of deliveries, at most `most`, that are finished before `before` and not held. `looked` is how many
-- were looked at. What is still open may yet be finished without leaving a state behind while it is young: the place
-- stays before it.
CREATE FUNCTION finished_deliveries(before bigint, now_at bigint, most int, OUT sequences bigint[], OUT looked int)
LANGUAGE plpgsql AS $$
DECLARE
  reached bigint := place_of('delivery');
  young boolean := false;
  row record;
BEGIN
  sequences := ARRAY(
    SELECT s.sequence FROM delivery_state s JOIN delivery d ON d.sequence = s.sequence
    LEFT JOIN message m ON m.sequence = d.message
    WHERE s.finished_at < before AND NOT is_held(coalesce(d.tenant, m.tenant), coalesce(d.key, m.key)) ORDER BY s.finished_at LIMIT most);
  looked := cardinality(sequences);
  FOR row IN
    SELECT d.sequence, coalesce(d.tenant, m.tenant) AS tenant, coalesce(d.key, m.key) AS key, d.staged_at,
      s.sequence AS open, s.finished_at FROM delivery d LEFT JOIN message m ON m.sequence = d.message
    LEFT JOIN delivery_state s ON s.sequence = d.sequence WHERE d.sequence > reached ORDER BY d.sequence LIMIT most - looked
  LOOP
    EXIT WHEN row.staged_at >= before;
    looked := looked + 1;
    young := young OR (row.open IS NOT NULL AND row.finished_at IS NULL AND row.staged_at > now_at - 172800000);
    IF row.open IS NULL AND NOT is_held(row.tenant, row.key) THEN sequences := sequences || row.sequence; END IF;
    IF NOT young THEN reached := row.sequence; END IF;
  END LOOP;
  PERFORM save_place('delivery', reached);
END $$;

-- Likewise; `freed` are messages that a deleted delivery may have kept.
CREATE FUNCTION finished_messages(before bigint, now_at bigint, most int, freed bigint[], OUT sequences bigint[], OUT looked int)
LANGUAGE plpgsql AS $$
DECLARE
  reached bigint := place_of('message');
  young boolean := false;
  row record;
BEGIN
  sequences := ARRAY(
    SELECT s.sequence FROM message_state s JOIN message m ON m.sequence = s.sequence
    WHERE s.finished_at < before AND NOT is_held(m.tenant, m.key)
      AND NOT has_deliveries(m.sequence, m.id, m.key)
    ORDER BY s.finished_at LIMIT most)
    || ARRAY(
    SELECT m.sequence FROM unnest(freed) AS f (sequence) JOIN message m ON m.sequence = f.sequence
    LEFT JOIN message_state s ON s.sequence = m.sequence
    WHERE s.sequence IS NULL AND m.accepted_at < before AND NOT is_held(m.tenant, m.key)
      AND NOT has_deliveries(m.sequence, m.id, m.key));
  looked := cardinality(sequences);
  FOR row IN
    SELECT m.sequence, m.id, m.tenant, m.key, m.accepted_at, s.sequence AS open, s.finished_at FROM message m
    LEFT JOIN message_state s ON s.sequence = m.sequence
    WHERE m.sequence > reached ORDER BY m.sequence LIMIT greatest(most - looked, 0)
  LOOP
    EXIT WHEN row.accepted_at >= before;
    looked := looked + 1;
    young := young OR (row.open IS NOT NULL AND row.finished_at IS NULL AND row.accepted_at > now_at - 172800000);
    IF row.open IS NULL AND NOT is_held(row.tenant, row.key)
      AND NOT has_deliveries(row.sequence, row.id, row.key)
    THEN sequences := sequences || row.sequence; END IF;
    IF NOT young THEN reached := row.sequence; END IF;
  END LOOP;
  PERFORM save_place('message', reached);
END $$;

-- Deletes the blocks of batches of which none is left, now that these are gone.
CREATE FUNCTION drop_blocks(of_deliveries boolean, gone bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM block WHERE deliveries = of_deliveries AND first = ANY (ARRAY(
      SELECT DISTINCT (SELECT b.first FROM block b WHERE b.deliveries = of_deliveries AND b.first <= s.sequence
        ORDER BY b.first DESC LIMIT 1)
      FROM unnest(gone) AS s (sequence)))
    AND CASE WHEN of_deliveries THEN NOT EXISTS (SELECT FROM delivery d WHERE d.sequence BETWEEN block.first AND block.last)
      ELSE NOT EXISTS (SELECT FROM message m WHERE m.sequence BETWEEN block.first AND block.last) END;
END $$;

CREATE FUNCTION retain(content_before bigint, process_before bigint, idempotency_before bigint, trace_before bigint,
  closed text[], now_at bigint, most int, OUT deleted jsonb, OUT more boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  left_over int := most;
  found record;
  rows int;
  other int;
  freed bigint[];
  row record;
  reached bigint;
  line bigint;
BEGIN
  deleted := '{}';

  SELECT * INTO found FROM finished_deliveries(content_before, now_at, left_over);
  WITH gone AS (
    DELETE FROM delivery WHERE sequence = ANY (found.sequences) RETURNING sequence, message, message_id, content_claim
  ), states AS (
    DELETE FROM delivery_state WHERE sequence = ANY (found.sequences) RETURNING state
  ), claims AS (
    INSERT INTO loose (digest) SELECT content_claim FROM gone WHERE content_claim IS NOT NULL
  )
  SELECT array_agg(DISTINCT coalesce(message, (SELECT m.sequence FROM message m WHERE id_number(m.id) = id_number(message_id)))),
    count(*), (SELECT count(*) FROM states WHERE state = 'discarded')
    INTO freed, rows, other FROM gone;
  IF rows > 0 THEN
    deleted := deleted || jsonb_build_object('deliveries', rows);
    PERFORM count_less('delivery.discarded', other), count_less('delivery.delivered', rows - other);
    PERFORM drop_blocks(true, found.sequences);
    DELETE FROM delivery_answer a WHERE a.first = ANY (ARRAY(
        SELECT DISTINCT answer_of(s.sequence) FROM unnest(found.sequences) AS s (sequence)))
      AND NOT EXISTS (SELECT FROM delivery d WHERE d.sequence BETWEEN a.first AND a.last
        AND get_bit(a.members, d.sequence - a.first) = 1);
  END IF;
  left_over := left_over - found.looked;

  SELECT * INTO found FROM finished_messages(content_before, now_at, greatest(left_over, 0), coalesce(freed, '{}'));
  WITH gone AS (
    DELETE FROM message WHERE sequence = ANY (found.sequences)
    RETURNING sequence, raw_digest, body_claim, tenant, idempotency_key, ordinal, digest, id, accepted_at
  ), keys AS (
    INSERT INTO idempotency (tenant, key, ordinal, digest, message_id, at)
      SELECT tenant, idempotency_key, ordinal, long_id(digest), long_id(id), accepted_at FROM gone
      WHERE ordinal IS NOT NULL AND accepted_at >= idempotency_before
  ), states AS (
    DELETE FROM message_state WHERE sequence = ANY (found.sequences) RETURNING state
  ), claims AS (
    INSERT INTO loose (digest) SELECT f.digest FROM gone
      CROSS JOIN LATERAL (VALUES (raw_digest), (body_claim)) AS f (digest) WHERE f.digest IS NOT NULL
  )
  SELECT count(*), (SELECT count(*) FROM states WHERE state = 'discarded') INTO rows, other FROM gone;
  IF rows > 0 THEN
    deleted := deleted || jsonb_build_object('messages', rows);
    PERFORM count_less('message.discarded', other), count_less('message.done', rows - other);
    PERFORM drop_blocks(false, found.sequences);
  END IF;
  left_over := greatest(left_over - found.looked, 0);

  WITH gone AS (
    DELETE FROM exception WHERE number IN (
      SELECT number FROM exception WHERE closed_at < content_before AND NOT is_held(tenant, key)
      ORDER BY closed_at LIMIT left_over)
    RETURNING state, document_claim, retry_claim
  ), claims AS (
    INSERT INTO loose (digest) SELECT f.digest FROM gone
      CROSS JOIN LATERAL (VALUES (document_claim), (retry_claim)) AS f (digest) WHERE f.digest IS NOT NULL
  )
  SELECT count(*), count(*) FILTER (WHERE state = 'discarded') INTO rows, other FROM gone;
  IF rows > 0 THEN
    deleted := deleted || jsonb_build_object('exceptions', rows);
    PERFORM count_less('exception.discarded', other), count_less('exception.resolved', rows - other);
  END IF;
  left_over := left_over - rows;

  DELETE FROM idempotency WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM idempotency WHERE at < idempotency_before ORDER BY at LIMIT left_over));
  GET DIAGNOSTICS other = ROW_COUNT;
  left_over := left_over - other;
  -- Of messages that stay.
  reached := place_of('key');
  FOR row IN SELECT sequence, accepted_at, ordinal FROM message WHERE sequence > reached ORDER BY sequence
    LIMIT greatest(left_over, 0)
  LOOP
    EXIT WHEN row.accepted_at >= idempotency_before;
    left_over := left_over - 1;
    reached := row.sequence;
    IF row.ordinal IS NOT NULL THEN
      UPDATE message SET ordinal = NULL WHERE sequence = row.sequence;
      other := other + 1;
    END IF;
  END LOOP;
  PERFORM save_place('key', reached);
  IF other > 0 THEN deleted := deleted || jsonb_build_object('idempotencyKeys', other); END IF;

  DELETE FROM remembered WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM remembered WHERE at < idempotency_before ORDER BY at LIMIT left_over));
  GET DIAGNOSTICS rows = ROW_COUNT;
  IF rows > 0 THEN deleted := deleted || jsonb_build_object('remembered', rows); END IF;
  left_over := left_over - rows;

  DELETE FROM reply WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM reply WHERE at < content_before ORDER BY at LIMIT left_over));
  GET DIAGNOSTICS rows = ROW_COUNT;
  IF rows > 0 THEN deleted := deleted || jsonb_build_object('replies', rows); END IF;
  left_over := left_over - rows;

  WITH gone AS (
    DELETE FROM hop WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM hop WHERE at < trace_before AND NOT is_held(tenant, key) ORDER BY at, number LIMIT left_over))
    RETURNING payload_digest, payload_kept
  ), claims AS (
    INSERT INTO loose (digest) SELECT payload_digest FROM gone WHERE payload_kept
  )
  SELECT count(*) INTO rows FROM gone;
  IF rows > 0 THEN deleted := deleted || jsonb_build_object('hops', rows); END IF;
  left_over := left_over - rows;

  -- A process goes when all of its journal is gone.
  other := 0;
  FOR row IN
    SELECT tenant, key, status, held, state_claim FROM process
    WHERE status = ANY (closed) AND updated_at < process_before AND NOT is_held(tenant, key)
    ORDER BY updated_at LIMIT left_over
  LOOP
    EXIT WHEN left_over <= 0;
    DELETE FROM journal WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM journal WHERE by_key(key, number) BETWEEN by_key(row.key, 0) AND by_key(row.key, 549755813887)
        AND key = row.key AND tenant = row.tenant ORDER BY by_key(key, number) LIMIT left_over));
    GET DIAGNOSTICS rows = ROW_COUNT;
    other := other + rows;
    left_over := left_over - rows;
    EXIT WHEN left_over <= 0;
    DELETE FROM identifier i USING process p, identifiers_in(p.identifiers) f, naming n
      WHERE p.key = row.key AND p.tenant = row.tenant AND n.tenant = row.tenant AND n.scheme = f.scheme
        AND i.value = f.value AND i.naming = n.number AND i.process_key = row.key;
    DELETE FROM process WHERE key = row.key AND tenant = row.tenant;
    IF row.state_claim IS NOT NULL THEN INSERT INTO loose (digest) VALUES (row.state_claim); END IF;
    PERFORM count_less('process.' || row.status, 1), count_less('held', row.held::int);
    deleted := jsonb_set(deleted, '{processes}', to_jsonb(coalesce((deleted ->> 'processes')::int, 0) + 1));
    left_over := left_over - 1;
  END LOOP;

  -- Lines of keys that have no process.
  reached := place_of('journal.at');
  line := place_of('journal.number');
  FOR row IN
    SELECT tenant, key, at, number FROM journal WHERE at >= reached AND (at, number) > (reached, line) AND at < process_before
    ORDER BY at, number LIMIT greatest(left_over, 0)
  LOOP
    left_over := left_over - 1;
    reached := row.at;
    line := row.number;
    IF NOT is_held(row.tenant, row.key)
      AND NOT EXISTS (SELECT FROM process p WHERE p.key = row.key AND p.tenant = row.tenant)
    THEN
      DELETE FROM journal WHERE by_key(key, number) = by_key(row.key, row.number) AND number = row.number;
      other := other + 1;
    END IF;
  END LOOP;
  PERFORM save_place('journal.at', reached), save_place('journal.number', line);
  IF other > 0 THEN deleted := deleted || jsonb_build_object('journalLines', other); END IF;

  IF left_over > 0 AND EXISTS (SELECT FROM loose) THEN
    PERFORM pg_advisory_xact_lock(lock_class(), -2);
    WITH looked AS (
      DELETE FROM loose WHERE number IN (SELECT number FROM loose ORDER BY number LIMIT left_over) RETURNING digest
    ), unused AS (
      SELECT DISTINCT digest FROM looked l
      WHERE NOT EXISTS (SELECT FROM message WHERE raw_digest = l.digest)
        AND NOT EXISTS (SELECT FROM message WHERE body_claim = l.digest)
        AND NOT EXISTS (SELECT FROM delivery WHERE content_claim = l.digest)
        AND NOT EXISTS (SELECT FROM exception WHERE document_claim = l.digest)
        AND NOT EXISTS (SELECT FROM exception WHERE retry_claim = l.digest)
        AND NOT EXISTS (SELECT FROM process WHERE state_claim = l.digest)
        AND NOT EXISTS (SELECT FROM timer WHERE raw_digest = l.digest)
        AND NOT EXISTS (SELECT FROM hop WHERE payload_digest = l.digest AND payload_kept)
    ), raws AS (
      DELETE FROM raw WHERE digest IN (SELECT digest FROM unused) RETURNING digest
    ), contents AS (
      DELETE FROM content WHERE digest IN (SELECT digest FROM unused) RETURNING digest
    )
    SELECT (SELECT count(*) FROM looked), (SELECT count(*) FROM raws) + (SELECT count(*) FROM contents) INTO rows, other;
    IF other > 0 THEN deleted := deleted || jsonb_build_object('contents', other); END IF;
    left_over := left_over - rows;
  END IF;
  more := left_over <= 0;
END $$;
