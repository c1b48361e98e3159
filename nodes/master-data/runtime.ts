import { createHash } from 'node:crypto';
import { CrossdockError } from '../../domain/errors.ts';
import {
  isMasterObject,
  type MasterData,
  type MasterObject,
  masterObjects,
  masterTables,
  recordId,
  recordProblems,
} from '../../domain/master-data/objects.ts';
import { type MasterRecord, masterDataKey, masterDataStatus } from '../../domain/master-data/record.ts';
import { type Taken, takeIn } from '../../domain/master-data/take-in.ts';
import { nodeRuntime } from '../../node-kit/node-runtime.ts';
import type { FlowMessage, Json, NodeContext } from '../../runtime/face.ts';
import { definition } from './definition.ts';

export const runtime = nodeRuntime(definition, {
  async input(message, config, context: NodeContext) {
    const object = objectOf(config.object, message, context);
    const speaking: Speaking = {
      object,
      system: config.system || context.envelope.source.system,
      changedAt: instantOf('changedAt', config.changedAt, context),
      validFrom: instantOf('validFrom', config.validFrom, context),
    };
    const records = Array.isArray(message.payload) ? message.payload : [message.payload];
    const outputs = { changed: [], subscribers: [], unchanged: [], refused: [] } as Sorted;
    for (const data of records as readonly MasterData[]) {
      const { taken, id, error } = await take(data, speaking, context);
      if (taken) sort(outputs, { message, data, taken, id, speaking });
      else if (config.refused === 'output') {
        const alone = { ...message, payload: data };
        outputs.refused.push({ ...alone, error, ...(records.length > 1 && { retryWith: alone }) });
      } else {
        context.stage({
          kind: 'exception',
          exception: {
            kind: 'document',
            key: context.envelope.key,
            error,
            nodeId: context.node.id,
            nodeName: context.node.name || context.node.type,
            owner: config.owner,
            document: data,
          },
        });
      }
    }
    return outputs;
  },
});

type Sorted = Record<'changed' | 'subscribers' | 'unchanged' | 'refused', FlowMessage[]>;
type Refusal = ReturnType<CrossdockError['record']>;

interface Speaking {
  readonly object: MasterObject;
  readonly system: string;
  readonly changedAt: string | null;
  readonly validFrom: string | null;
}

type Result =
  | { readonly taken: Taken; readonly id: string; readonly error?: undefined }
  | { readonly taken: null; readonly id: string; readonly error: Refusal };

/** Stages what one record changes, or says why it is refused. */
async function take(data: MasterData, speaking: Speaking, context: NodeContext): Promise<Result> {
  const { object, system } = speaking;
  const { tenant, id: messageId, receivedAt } = context.envelope;
  const id = idOf(object, data);
  if (id === null) {
    const parameters = {
      object,
      id: '(no id)',
      system,
      path: `/${masterTables[object].id}`,
      reason: 'is missing',
    };
    return { taken: null, id: '', error: new CrossdockError('CD_MASTER_DATA_REFUSED', parameters).record() };
  }
  const key = masterDataKey(object, id);
  const ownership = context.ownership(object);
  const stored = await context.process(tenant, key);
  const taken = takeIn(
    { ...speaking, id, data, messageId, receivedAt },
    {
      record: (stored?.state ?? null) as unknown as MasterRecord | null,
      base: context.fileRecord(object, id) as MasterData | null,
      ownership,
      digest: (text) => createHash('sha256').update(text).digest('hex'),
    },
  );
  if (taken.outcome === 'refused') {
    const parameters = { system, object, id, owner: ownership.owner };
    return { taken: null, id, error: new CrossdockError('CD_MASTER_DATA_NOT_OWNER', parameters).record() };
  }
  // A system that owns some fields sends no whole record: what becomes of it must be one.
  const whole = taken.record ? (taken.data ?? (ownership.owner === system ? data : null)) : null;
  const [problem] = whole === null ? [] : recordProblems(object, whole);
  if (problem) {
    const parameters = { object, id, system, path: problem.path || '/', reason: problem.problem };
    return { taken: null, id, error: new CrossdockError('CD_MASTER_DATA_REFUSED', parameters).record() };
  }
  if (taken.record) store(taken.record, stored?.version ?? 0, context);
  if (taken.outcome === 'changed') {
    context.stage({
      kind: 'journal',
      ...{ tenant, key, entry: 'master-data-changed' },
      text: `${system} changed ${taken.fields.join(', ')}, valid from ${taken.validFrom}`,
    });
  }
  return { taken, id };
}

function idOf(object: MasterObject, data: MasterData | null): string | null {
  const own = data?.[masterTables[object].id];
  return data && typeof own === 'string' && own !== '' ? recordId(object, data) : null;
}

function store(record: MasterRecord, expectVersion: number, context: NodeContext): void {
  const { tenant, id } = context.envelope;
  context.stage({
    kind: 'process',
    ...{ tenant, key: masterDataKey(record.object, record.id), expectVersion },
    state: record as unknown as Json,
    summary: {
      ...{ kind: 'master-data', status: masterDataStatus, customer: '', held: false },
      updatedAt: context.now().toISOString(),
    },
    identifiers: [],
  });
  // Other workers look for what has changed when this has.
  context.stage({ kind: 'state', name: masterDataStatus, value: id });
}

interface Sorting {
  readonly message: FlowMessage;
  readonly data: MasterData;
  readonly taken: Taken;
  readonly id: string;
  readonly speaking: Speaking;
}

function sort(outputs: Sorted, { message, data, taken, id, speaking }: Sorting): void {
  const { outcome, validFrom, fields, subscribers } = taken;
  const { object, system } = speaking;
  const told = { ...message, canonical: { object, version: '1' }, payload: taken.data ?? data };
  const masterData = { object, id, outcome, system, validFrom, fields, subscribers };
  if (outcome !== 'changed') {
    outputs.unchanged.push({ ...told, masterData });
    return;
  }
  outputs.changed.push({ ...told, masterData });
  for (const subscriber of subscribers) outputs.subscribers.push({ ...told, masterData, subscriber });
}

function objectOf(chosen: string, { canonical }: FlowMessage, context: NodeContext): MasterObject {
  const object =
    chosen === 'auto'
      ? ((canonical as { object?: string } | undefined)?.object ?? context.envelope.type)
      : chosen;
  if (isMasterObject(object)) return object;
  const node = context.node.name || context.node.id;
  throw new CrossdockError('CD_MASTER_DATA_OBJECT', { node, object, known: masterObjects.join(', ') });
}

/** With a zone: a local time would mean another instant on every machine. */
const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

function instantOf(field: string, value: unknown, context: NodeContext): string | null {
  if (value === undefined || value === null || value === '') return null;
  const text = typeof value === 'string' && zoned.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(text)) return new Date(text).toISOString();
  const found = JSON.stringify(value) ?? typeof value;
  throw new CrossdockError('CD_MASTER_DATA_INSTANT', {
    node: context.node.name || context.node.id,
    field,
    found,
  });
}
