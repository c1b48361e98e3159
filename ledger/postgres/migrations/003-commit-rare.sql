-- Of write_batch: what is written seldom.

-- What is written seldom: one JSON document, a list per kind, bytes as base64. `expected` is what planning saw.
CREATE FUNCTION write_rare(rare jsonb) RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  changed int;
  more int;
BEGIN
  IF rare ? 'messageChanges' THEN
    UPDATE message_state s SET state = c.state, attempts = coalesce(c.attempts, s.attempts),
      available_at = coalesce(c."availableAt", s.available_at), waiting = c.waiting, blocking = c.blocking,
      last_error = coalesce(c.error, s.last_error),
      finished_at = c."finishedAt"
      FROM jsonb_to_recordset(rare -> 'messageChanges') AS c (sequence bigint, expected text, state text, attempts int,
        "availableAt" bigint, waiting boolean, blocking boolean, error text, "finishedAt" bigint)
      WHERE s.sequence = c.sequence AND s.state = c.expected;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed < jsonb_array_length(rare -> 'messageChanges') THEN PERFORM stale('message'); END IF;
  END IF;
  IF rare ? 'replacedKnown' THEN
    UPDATE idempotency i SET digest = c.digest, at = c.at
      FROM jsonb_to_recordset(rare -> 'replacedKnown') AS c (tenant text, key text, before text, digest text, at bigint)
      WHERE i.key = c.key AND i.tenant = c.tenant AND i.digest = c.before;
    GET DIAGNOSTICS changed = ROW_COUNT;
    UPDATE message m SET digest = short_id(c.digest)
      FROM jsonb_to_recordset(rare -> 'replacedKnown') AS c (tenant text, key text, before text, digest text)
      WHERE known_by(m.tenant, m.idempotency_key) = known_by(c.tenant, c.key) AND m.ordinal > 0 AND m.digest = short_id(c.before);
    GET DIAGNOSTICS more = ROW_COUNT;
    IF changed + more < jsonb_array_length(rare -> 'replacedKnown') THEN PERFORM stale('idempotency'); END IF;
  END IF;
  IF rare ? 'replacedMessages' THEN
    INSERT INTO loose (digest) SELECT f.digest
      FROM jsonb_to_recordset(rare -> 'replacedMessages') AS c (sequence bigint) JOIN message m ON m.sequence = c.sequence
      CROSS JOIN LATERAL (VALUES (m.raw_digest), (m.body_claim)) AS f (digest) WHERE f.digest IS NOT NULL;
    WITH c AS (
      SELECT * FROM jsonb_to_recordset(rare -> 'replacedMessages') AS c (sequence bigint, queue text, key text,
        shard smallint, digest text, output int, "availableAt" bigint, "acceptedAt" bigint, bytes int, envelope text,
        body text, "bodyClaim" text, "bodyBytes" int)
    ), replaced AS (
      UPDATE message m SET queue = c.queue, key = c.key, shard = c.shard, digest = short_id(c.digest), output = c.output,
        available_at = c."availableAt", accepted_at = c."acceptedAt", raw_digest = NULL, bytes = c.bytes, place = NULL,
        envelope = convert_to(c.envelope, 'UTF8'), body = decode(c.body, 'base64'), body_claim = c."bodyClaim",
        body_bytes = c."bodyBytes"
      FROM c WHERE m.sequence = c.sequence
    )
    UPDATE message_state s SET queue = c.queue, key = c.key, shard = c.shard, available_at = c."availableAt"
      FROM c WHERE s.sequence = c.sequence AND s.state = 'parked' AND NOT s.blocking;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed < jsonb_array_length(rare -> 'replacedMessages') THEN PERFORM stale('message'); END IF;
  END IF;
  IF rare ? 'bodies' THEN
    INSERT INTO loose (digest) SELECT m.body_claim
      FROM jsonb_to_recordset(rare -> 'bodies') AS c (sequence bigint) JOIN message m ON m.sequence = c.sequence
      WHERE m.body_claim IS NOT NULL;
    UPDATE message m SET body = decode(c.body, 'base64'), body_claim = c.claim, body_bytes = c.bytes
      FROM jsonb_to_recordset(rare -> 'bodies') AS c (sequence bigint, body text, claim text, bytes int)
      WHERE m.sequence = c.sequence;
  END IF;
  IF rare ? 'deliveryChanges' THEN
    UPDATE delivery_state s SET state = c.state, attempts = coalesce(c.attempts, s.attempts),
      available_at = coalesce(c."availableAt", s.available_at), waiting = c.waiting,
      last_error = coalesce(c.error, s.last_error),
      finished_at = c."finishedAt"
      FROM jsonb_to_recordset(rare -> 'deliveryChanges') AS c (sequence bigint, expected text, state text, attempts int,
        "availableAt" bigint, waiting boolean, error text, "finishedAt" bigint)
      WHERE s.sequence = c.sequence AND s.state = c.expected;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed < jsonb_array_length(rare -> 'deliveryChanges') THEN PERFORM stale('delivery'); END IF;
  END IF;
  IF rare ? 'requests' THEN
    INSERT INTO loose (digest) SELECT d.content_claim
      FROM jsonb_to_recordset(rare -> 'requests') AS c (sequence bigint) JOIN delivery d ON d.sequence = c.sequence
      WHERE d.content_claim IS NOT NULL;
    UPDATE delivery d SET content = decode(c.content, 'base64'), content_claim = c.claim, content_bytes = c.bytes
      FROM jsonb_to_recordset(rare -> 'requests') AS c (sequence bigint, content text, claim text, bytes int)
      WHERE d.sequence = c.sequence;
  END IF;
  IF rare ? 'exceptions' THEN
    INSERT INTO exception (id, kind, tenant, key, subject_id, error, node_id, node_name, owner, deadline, document,
      document_claim, retry, retry_claim, assignee, state, raised_at, closed_at, closed_by, reason)
      SELECT c.id, c.kind, c.tenant, c.key, c."subjectId", c.error, c."nodeId", c."nodeName", c.owner, c.deadline,
        decode(c.document, 'base64'), c."documentClaim", decode(c.retry, 'base64'), c."retryClaim", c.assignee, c.state,
        c."raisedAt", c."closedAt", c."closedBy", c.reason
      FROM jsonb_to_recordset(rare -> 'exceptions') AS c (id text, kind text, tenant text, key text, "subjectId" text,
        error text, "nodeId" text, "nodeName" text, owner text, deadline bigint, document text, "documentClaim" text,
        retry text, "retryClaim" text, assignee text, state text, "raisedAt" bigint, "closedAt" bigint, "closedBy" text,
        reason text);
  END IF;
  IF rare ? 'exceptionChanges' THEN
    UPDATE exception e SET state = c.state, assignee = CASE WHEN c.assigning THEN c.assignee ELSE e.assignee END,
      closed_at = c."closedAt", closed_by = c."closedBy", reason = c.reason,
      key = coalesce(c.key, e.key), owner = CASE WHEN c.replacing THEN c.owner ELSE e.owner END,
      error = coalesce(c.error, e.error),
      document = CASE WHEN c.replacing THEN decode(c.document, 'base64') ELSE e.document END,
      document_claim = CASE WHEN c.replacing THEN c."documentClaim" ELSE e.document_claim END
      FROM jsonb_to_recordset(rare -> 'exceptionChanges') AS c (id text, expected text, "expectedError" text, state text,
        assigning boolean, assignee text, "closedAt" bigint, "closedBy" text, reason text, replacing boolean, key text,
        owner text, error text, document text, "documentClaim" text)
      WHERE e.id = c.id AND e.state = c.expected AND (NOT c.replacing OR e.error = c."expectedError");
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed < jsonb_array_length(rare -> 'exceptionChanges') THEN PERFORM stale('exception'); END IF;
  END IF;
  IF rare ? 'droppedIdentifiers' THEN
    DELETE FROM identifier i
      USING jsonb_to_recordset(rare -> 'droppedIdentifiers') AS c (value text, tenant text, scheme text, key text)
      JOIN naming n ON n.tenant = c.tenant AND n.scheme = c.scheme
      WHERE i.value = c.value AND i.naming = n.number AND i.process_key = c.key;
  END IF;
  IF rare ? 'timers' THEN
    INSERT INTO timer (id, tenant, key, shard, due_at, message, raw_digest)
      SELECT c.id, c.tenant, c.key, c.shard, c."dueAt", decode(c.message, 'base64'), c."rawDigest"
      FROM jsonb_to_recordset(rare -> 'timers') AS c (id text, tenant text, key text, shard smallint, "dueAt" bigint,
        message text, "rawDigest" text)
      ON CONFLICT (id) DO UPDATE SET tenant = excluded.tenant, key = excluded.key, shard = excluded.shard,
        due_at = excluded.due_at, message = excluded.message, raw_digest = excluded.raw_digest;
  END IF;
  IF rare ? 'firedTimers' THEN
    DELETE FROM timer t USING jsonb_to_recordset(rare -> 'firedTimers') AS c (id text, "dueAt" bigint)
      WHERE t.id = c.id AND t.due_at = c."dueAt";
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed < jsonb_array_length(rare -> 'firedTimers') THEN PERFORM stale('timer'); END IF;
  END IF;
  IF rare ? 'removedTimers' THEN
    WITH gone AS (
      DELETE FROM timer WHERE id IN (SELECT jsonb_array_elements_text(rare -> 'removedTimers')) RETURNING raw_digest)
    INSERT INTO loose (digest) SELECT raw_digest FROM gone WHERE raw_digest IS NOT NULL;
  END IF;
  IF rare ? 'remembered' THEN
    INSERT INTO remembered (scope, key, digest, value, at)
      SELECT c.scope, c.key, c.digest, c.value, c.at
      FROM jsonb_to_recordset(rare -> 'remembered') AS c (scope text, key text, digest text, value text, at bigint)
      ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS changed = ROW_COUNT;
    IF changed < jsonb_array_length(rare -> 'remembered') THEN PERFORM stale('remembered'); END IF;
  END IF;
  IF rare ? 'states' THEN
    INSERT INTO state (name, value)
      SELECT c.name, c.value FROM jsonb_to_recordset(rare -> 'states') AS c (name text, value text)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value;
  END IF;
  IF rare ? 'numbers' THEN
    UPDATE number_sequence n SET last = c.last
      FROM jsonb_to_recordset(rare -> 'numbers') AS c (name text, expected bigint, last bigint)
      WHERE n.name = c.name AND n.last = c.expected;
    GET DIAGNOSTICS changed = ROW_COUNT;
    INSERT INTO number_sequence (name, last)
      SELECT c.name, c.last FROM jsonb_to_recordset(rare -> 'numbers') AS c (name text, expected bigint, last bigint)
      WHERE c.expected = 0 ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS more = ROW_COUNT;
    IF changed + more < jsonb_array_length(rare -> 'numbers') THEN PERFORM stale('number'); END IF;
  END IF;
  IF rare ? 'replies' THEN
    INSERT INTO reply (id, status, headers, body, at)
      SELECT c.id, c.status, c.headers, c.body, c.at
      FROM jsonb_to_recordset(rare -> 'replies') AS c (id text, status int, headers text, body text, at bigint)
      ON CONFLICT DO NOTHING;
  END IF;
  IF rare ? 'audit' THEN
    UPDATE audit_head SET number = (rare ->> 'auditNumber')::bigint, hash = rare ->> 'auditHash'
      WHERE number = (rare ->> 'auditExpected')::bigint;
    IF NOT FOUND THEN PERFORM stale('audit'); END IF;
    INSERT INTO audit (number, hash, at, by, action, subject, tenant, key, reason, data)
      SELECT c.number, c.hash, c.at, c.by, c.action, c.subject, c.tenant, c.key, c.reason, c.data
      FROM jsonb_to_recordset(rare -> 'audit') AS c (number bigint, hash text, at bigint, by text, action text,
        subject text, tenant text, key text, reason text, data text);
  END IF;
  IF rare ? 'lifted' THEN
    DELETE FROM legal_hold h USING jsonb_to_recordset(rare -> 'lifted') AS c (tenant text, key text)
      WHERE h.key = c.key AND h.tenant = c.tenant;
    DELETE FROM retention_place;
  END IF;
  IF rare ? 'holds' THEN
    INSERT INTO legal_hold (tenant, key, by, reason, at)
      SELECT c.tenant, c.key, c.by, c.reason, c.at
      FROM jsonb_to_recordset(rare -> 'holds') AS c (tenant text, key text, by text, reason text, at bigint)
      ON CONFLICT DO NOTHING;
  END IF;
END $$;
