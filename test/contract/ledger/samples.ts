import { createHash } from 'node:crypto';
import type { ErrorRecord } from '../../../domain/errors.ts';
import type {
  CommitResult,
  Conflict,
  Envelope,
  Hop,
  Json,
  Ledger,
  NewDelivery,
  NewException,
  NewMessage,
  Operation,
} from '../../../ledger/ledger.ts';

/** A store under test: the clock moves only when told, `reopen` closes and opens the same data again. */
export interface Subject {
  readonly ledger: Ledger;
  readonly clock: TestClock;
  reopen(): Promise<Ledger>;
  /** Another ledger, new and filled from a backup; closed by `dispose`. */
  restored(file: string): Promise<Ledger>;
  dispose(): Promise<void>;
}

export type Factory = () => Promise<Subject>;

export interface TestClock {
  now: () => Date;
  /** The present as the port writes it. */
  instant(afterMs?: number): string;
  advance(ms: number): void;
}

export function testClock(start = '2026-03-02T09:00:00.000Z'): TestClock {
  let present = Date.parse(start);
  return {
    now: () => new Date(present),
    instant: (afterMs = 0) => new Date(present + afterMs).toISOString(),
    advance: (ms) => {
      present += ms;
    },
  };
}

export const failure: ErrorRecord = {
  code: 'CD_INTERNAL',
  message: 'an unexpected error in the mapper: no such item',
  remedy: 'Look at the log.',
  retry: 'terminal',
  fault: 'technical',
  parameters: { where: 'the mapper' },
};

export function envelope(id: string, key = 'C-ACME/PO-1'): Envelope {
  return {
    ...{ id, correlationId: `${id}-c`, causationId: null, tenant: 'northwind', site: 'demo' },
    ...{ type: 'sales-order', schemaVersion: '1', key, receivedAt: '2026-03-02T08:59:59.000Z' },
    source: { system: 'acme', partner: 'acme', protocol: 'sftp', reference: 'in/850.edi#ISA000000001' },
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  };
}

export interface MessageChanges extends Partial<Omit<NewMessage, 'envelope'>> {
  readonly key?: string;
  readonly tenant?: string;
}

export function message(id: string, changes: MessageChanges = {}): NewMessage {
  const { key, tenant, ...rest } = changes;
  const own = envelope(id, key);
  const body: Json = rest.body ?? { payload: { orderNumber: id } };
  return {
    envelope: tenant === undefined ? own : { ...own, tenant },
    ...{ queue: 'entry:sftp', idempotencyKey: `sales-order/${id}`, body },
    digest: createHash('sha256').update(JSON.stringify(body)).digest('hex'),
    ...rest,
  };
}

export function delivery(id: string, changes: Partial<NewDelivery> = {}): NewDelivery {
  return {
    ...{
      id,
      messageId: 'm1',
      tenant: 'northwind',
      nodeId: 'n1',
      nodeType: 'crossdock-erp-post',
      system: 'erp',
    },
    ...{ key: 'C-ACME/PO-1', idempotencyKey: `effect/${id}`, request: { order: id } },
    ...{ envelope: envelope('m1'), continuation: { topic: 'posted' } },
    ...changes,
  };
}

export function exception(id: string, changes: Partial<NewException> = {}): NewException {
  return {
    ...{ id, kind: 'message', tenant: 'northwind', key: 'C-ACME/PO-1', subjectId: 'm1', error: failure },
    ...changes,
  };
}

export function processOperation(
  changes: Partial<Extract<Operation, { op: 'process' }>> = {},
): Extract<Operation, { op: 'process' }> {
  return {
    ...{
      op: 'process',
      tenant: 'northwind',
      key: 'C-ACME/PO-1',
      expectVersion: 0,
      state: { milestones: [] },
    },
    summary: { status: 'open', customer: 'C-ACME', held: false, updatedAt: '2026-03-02T09:00:00.000Z' },
    identifiers: [{ scheme: 'customer-order', value: 'PO-1' }],
    ...changes,
  };
}

export async function committed(
  ledger: Ledger,
  ...operations: Operation[]
): Promise<Extract<CommitResult, { committed: true }>> {
  const result = await ledger.commit(operations);
  if (!result.committed) throw new Error(`unexpected conflict: ${JSON.stringify(result.conflict)}`);
  return result;
}

export async function refused(ledger: Ledger, ...operations: Operation[]): Promise<Conflict> {
  const result = await ledger.commit(operations);
  if (result.committed) throw new Error('a conflict was expected');
  return result.conflict;
}

/** JSON that is kept as a claim: more than 64 KB, and different for each name. */
export const largeJson = (name: string): Json => ({
  payload: {
    name,
    lines: Array.from({ length: 3_000 }, (_, line) => `${name}, line ${line} of a long document`),
  },
});

export const digestOf = (value: Json): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex');

export function hop(step: number, changes: Partial<Hop> = {}): Hop {
  return {
    ...{ messageId: 'm1', tenant: 'northwind', key: 'C-ACME/PO-1', attempt: 1, step },
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    ...{ nodeId: `n${step}`, nodeName: `step ${step}`, nodeType: 'change', event: 'passed' },
    ...{ at: `2026-03-02T09:00:0${step}.000Z`, durationMs: 1.5, outputs: [1, 0] },
    ...changes,
  };
}

export const idsOf = (list: readonly { envelope: Envelope }[]): string[] =>
  list.map((one) => one.envelope.id);
