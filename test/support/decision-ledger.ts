import type {
  CommitResult,
  Json,
  Ledger,
  LegalHold,
  Operation,
  Remembered,
  StoredDelivery,
  StoredException,
  StoredMessage,
} from '../../ledger/ledger.ts';

const at = '2026-03-02T08:00:00.000Z';

/** What a decision finds in the ledger, and what it wrote there. */
export interface DecisionLedger {
  readonly ledger: Ledger;
  readonly commits: (readonly Operation[])[];
  /** Commits are held until `go` is called. */
  hold(): () => void;
}

interface Content {
  readonly messages?: readonly StoredMessage[];
  readonly deliveries?: readonly StoredDelivery[];
  readonly exceptions?: readonly StoredException[];
  readonly holds?: readonly LegalHold[];
  readonly raw?: Readonly<Record<string, Uint8Array>>;
  /** The result of the first commits; those after are taken. */
  readonly results?: CommitResult[];
}

/** Just enough of a ledger for one decision; `remember` is kept, and contradicted by another digest. */
export function decisionLedger(content: Content): DecisionLedger {
  const commits: (readonly Operation[])[] = [];
  const remembered = new Map<string, Remembered>();
  let gate = Promise.resolve();
  const commit = async (operations: readonly Operation[]): Promise<CommitResult> => {
    await gate;
    const refused = content.results?.shift();
    if (refused && !refused.committed) return refused;
    for (const operation of operations) {
      if (operation.op !== 'remember') continue;
      const known = remembered.get(operation.entry.key);
      if (known && known.digest !== operation.entry.digest) {
        return { committed: false, conflict: { operation: 0, cause: 'digest', reason: 'known' } };
      }
      remembered.set(operation.entry.key, operation.entry);
    }
    commits.push(operations);
    return { committed: true, numbers: {}, accepted: [] };
  };
  const ledger = {
    commit,
    process: async () => null,
    messages: async ({ key }: { key?: string }) =>
      (content.messages ?? []).filter(({ envelope }) => envelope.key === key),
    message: async (id: string) => content.messages?.find(({ envelope }) => envelope.id === id) ?? null,
    delivery: async (id: string) => content.deliveries?.find((one) => one.id === id) ?? null,
    exception: async (id: string) => content.exceptions?.find((one) => one.id === id) ?? null,
    legalHolds: async () => content.holds ?? [],
    raw: async (digest: string) => content.raw?.[digest] ?? null,
    remembered: async (_: string, key: string) => remembered.get(key) ?? null,
  } as unknown as Ledger;
  return {
    ledger,
    commits,
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
}

export function storedMessage(id: string, more: Partial<StoredMessage> = {}): StoredMessage {
  return {
    envelope: {
      ...{ id, correlationId: `${id}-c`, causationId: null, tenant: 'northwind', site: 'test' },
      ...{ type: 'order', schemaVersion: '1', key: 'C-1/PO-1', receivedAt: at, replyTo: id },
      source: { system: 'acme', protocol: 'sftp', reference: 'po.edi' },
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    },
    ...{ queue: 'entry:in', idempotencyKey: `k-${id}`, digest: 'd', body: { payload: { n: 1 }, topic: 't' } },
    ...{ sequence: 1, state: 'done', attempts: 1, availableAt: at, acceptedAt: at },
    ...more,
  };
}

export function storedDelivery(id: string, more: Partial<StoredDelivery> = {}): StoredDelivery {
  return {
    ...{ id, messageId: 'm-1', tenant: 'northwind', nodeId: 'post', nodeType: 'erp-post', system: 'erp' },
    ...{ key: 'C-1/PO-1', idempotencyKey: 'PO-1', request: { order: 1 } as Json },
    ...{ envelope: storedMessage('m-1').envelope, continuation: { topic: 't' } },
    ...{ sequence: 1, state: 'delivered', attempts: 1, availableAt: at, stagedAt: at },
    ...more,
  };
}

/** Operations of a kind in a commit. */
export const ops = <K extends Operation['op']>(
  commit: readonly Operation[] | undefined,
  op: K,
): Extract<Operation, { op: K }>[] =>
  (commit ?? []).filter((one): one is Extract<Operation, { op: K }> => one.op === op);

/** The code a decision was refused with; null when it was not. */
export const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (thrown: { code?: string }) => thrown.code ?? thrown,
  );
