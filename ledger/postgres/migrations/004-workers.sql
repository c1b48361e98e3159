-- Who does which part of the work. A worker is one opening of the ledger by one process: its number is never used
-- again, so that what an earlier life of the same process held is not taken for its own.

CREATE SEQUENCE worker_number AS int;

-- Unlogged: a heartbeat must not wait for the disk. A crash of the server empties it; workers write themselves back.
CREATE UNLOGGED TABLE worker (
  number int PRIMARY KEY,
  name text NOT NULL,
  seen_at timestamptz NOT NULL,
  ttl interval NOT NULL
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);

CREATE TABLE shard (
  shard smallint PRIMARY KEY,
  owner int,
  epoch bigint NOT NULL DEFAULT 0 -- one more at every change of owner
) WITH (fillfactor = 20);
INSERT INTO shard (shard) SELECT generate_series(0, 63);

-- Messages being run and deliveries being made, by whom. Unlogged: it helps to find what brings a process down, not what brings the server down.
CREATE UNLOGGED TABLE running (
  id text COLLATE "C" NOT NULL,
  worker int NOT NULL,
  PRIMARY KEY (id, worker)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Workers that are alive: seen within their time, and connected. A process that was killed is missed at once, by the
-- advisory lock that its connection held; one that is frozen, or cut off without a word, when its time is over.
-- An eighth of it is grace for a worker that is just connecting again.
CREATE FUNCTION alive_workers() RETURNS SETOF int LANGUAGE sql VOLATILE AS $$
  SELECT number FROM worker
  WHERE seen_at + ttl > clock_timestamp()
    AND (seen_at + ttl / 8 > clock_timestamp() OR number IN (
      SELECT objid::bigint FROM pg_locks
      WHERE locktype = 'advisory' AND objsubid = 2 AND classid = lock_class()::oid
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))
$$;

-- One beat: says that `me` is alive, takes free shards up to a fair share, and tells what is held. `surplus` is how
-- many should be given up to others. Shards of the dead are free, but not in the first moments of a server, when
-- everybody is still on the way back.
CREATE FUNCTION heartbeat(me int, my_name text, my_ttl interval,
  OUT workers int[], OUT held smallint[], OUT epochs bigint[], OUT surplus int)
LANGUAGE plpgsql AS $$
DECLARE
  fair int;
  mine int;
  settled boolean := pg_postmaster_start_time() + my_ttl < clock_timestamp();
BEGIN
  -- A row that somebody has deleted would leave its keys to nobody. Its epoch is one that no worker can hold yet.
  IF (SELECT count(*) FROM shard) < 64 THEN
    INSERT INTO shard (shard, epoch) SELECT n, (SELECT coalesce(max(epoch), 0) + 1000000 FROM shard)
      FROM generate_series(0, 63) n ON CONFLICT DO NOTHING;
  END IF;
  INSERT INTO worker (number, name, seen_at, ttl) VALUES (me, my_name, clock_timestamp(), my_ttl)
    ON CONFLICT (number) DO UPDATE SET seen_at = clock_timestamp();
  workers := ARRAY(SELECT alive_workers() ORDER BY 1);
  fair := ceil(64.0 / cardinality(workers));
  mine := count(*) FROM shard WHERE owner = me;
  IF mine < fair AND EXISTS (
    SELECT FROM shard WHERE owner IS NULL OR (settled AND owner <> ALL (workers))
  ) THEN
    PERFORM pg_advisory_xact_lock(lock_class(), 0);
    UPDATE shard SET owner = me, epoch = epoch + 1 WHERE shard IN (
      SELECT shard FROM shard WHERE owner IS NULL OR (settled AND owner <> ALL (workers))
      ORDER BY shard LIMIT fair - mine);
    DELETE FROM worker WHERE seen_at + interval '1 minute' < clock_timestamp();
  END IF;
  SELECT coalesce(array_agg(shard ORDER BY shard), '{}'), coalesce(array_agg(epoch ORDER BY shard), '{}')
    INTO held, epochs FROM shard WHERE owner = me;
  surplus := greatest(cardinality(held) - fair, 0);
END $$;

-- Gives shards up; those that `me` no longer holds are left alone.
CREATE FUNCTION release_shards(me int, shards smallint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(lock_class(), 0);
  UPDATE shard SET owner = NULL, epoch = epoch + 1 WHERE owner = me AND shard = ANY (shards);
END $$;

-- The end of a worker that says goodbye.
CREATE FUNCTION leave(me int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM release_shards(me, ARRAY(SELECT shard FROM shard WHERE owner = me));
  DELETE FROM worker WHERE number = me;
END $$;

CREATE FUNCTION note_running(me int, began text[], ended text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM running WHERE worker = me AND id = ANY (ended);
  INSERT INTO running (id, worker) SELECT unnest(began), me ON CONFLICT DO NOTHING;
END $$;

-- What workers that are gone had under way, of these shards; taken out, so that it is told once. What was committed
-- just before its worker died is not told.
CREATE FUNCTION interrupted(me int, shards smallint[]) RETURNS SETOF text LANGUAGE sql VOLATILE AS $$
  WITH gone AS (
    DELETE FROM running r
    WHERE r.worker <> me AND r.worker NOT IN (SELECT alive_workers())
      AND NOT EXISTS (SELECT FROM message m WHERE id_number(m.id) = id_number(short_id(r.id)) AND m.shard <> ALL (shards))
      AND NOT EXISTS (SELECT FROM delivery d WHERE id_number(d.id) = id_number(short_id(r.id)) AND d.shard <> ALL (shards))
    RETURNING r.id)
  SELECT g.id FROM gone g JOIN message m ON id_number(m.id) = id_number(short_id(g.id))
  JOIN message_state s ON s.sequence = m.sequence WHERE s.state = 'accepted'
  UNION
  SELECT g.id FROM gone g JOIN delivery d ON id_number(d.id) = id_number(short_id(g.id))
  JOIN delivery_state s ON s.sequence = d.sequence WHERE s.state = 'pending'
$$;
