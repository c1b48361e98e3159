import type { Columns, RowOf } from '../binary.ts';

/** The composite types of migrations/002-commit.sql: same columns, same order. */
export const columns = {
  content_in: { digest: 'text', size: 'int4', bytes: 'bytea' },
  message_in: {
    ...{ id: 'id', tenant: 'text', queue: 'text', key: 'text', shard: 'int2', idempotencyKey: 'text' },
    ...{
      ordinal: 'int4',
      digest: 'id',
      output: 'int4',
      state: 'text',
      attempts: 'int4',
      availableAt: 'int8',
    },
    ...{ waiting: 'bool', blocking: 'bool', lastError: 'text', acceptedAt: 'int8', rawDigest: 'text' },
    ...{
      bytes: 'int4',
      place: 'int8',
      envelope: 'bytea',
      body: 'bytea',
      bodyClaim: 'text',
      bodyBytes: 'int4',
    },
  },
  block_in: { deliveries: 'bool', lines: 'bytea' },
  delivery_in: {
    ...{
      id: 'id',
      message: 'int8',
      messageId: 'id',
      tenant: 'text',
      nodeId: 'text',
      nodeType: 'text',
      system: 'text',
    },
    ...{ key: 'text', shard: 'int2', idempotencyKey: 'text', state: 'text', attempts: 'int4' },
    ...{
      availableAt: 'int8',
      waiting: 'bool',
      lastError: 'text',
      stagedAt: 'int8',
      place: 'int8',
      envelope: 'bytea',
    },
    ...{ content: 'bytea', contentClaim: 'text', contentBytes: 'int4', answer: 'bytea' },
  },
  answer_in: { first: 'int8', last: 'int8', members: 'bytea', lines: 'bytea' },
  process_in: {
    ...{ tenant: 'text', key: 'text', expected: 'int4', version: 'int4', status: 'text', customer: 'text' },
    ...{
      held: 'bool',
      kind: 'int2',
      updatedAt: 'int8',
      identifiers: 'text',
      state: 'bytea',
      stateClaim: 'text',
    },
  },
  identifier_in: { value: 'text', tenant: 'text', scheme: 'text', processKey: 'text', fresh: 'bool' },
  journal_in: {
    ...{
      tenant: 'text',
      key: 'text',
      at: 'int8',
      kind: 'text',
      messageId: 'id',
      text: 'text',
      data: 'text',
    },
  },
  hop_in: {
    ...{ messageId: 'text', tenant: 'text', key: 'text', traceId: 'text', attempt: 'int4', step: 'int4' },
    ...{ nodeId: 'text', nodeName: 'text', nodeType: 'text', at: 'int8', durationMs: 'float8' },
    ...{ event: 'text', outputs: 'text', error: 'text', payloadDigest: 'text', payloadBytes: 'int4' },
    payloadKept: 'bool',
  },
  tally_in: { name: 'text', count: 'int8', bytes: 'int8' },
} as const satisfies Readonly<Record<string, Columns>>;

export type RowType = keyof typeof columns;
export type Row<Type extends RowType> = {
  -readonly [Name in keyof RowOf<(typeof columns)[Type]>]: RowOf<(typeof columns)[Type]>[Name];
};

/** Oid by composite type, as this database numbers them. */
export type RowOids = Readonly<Record<RowType, number>>;
