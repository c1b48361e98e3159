import type { Instant, Json, Ledger, StoredDelivery, StoredMessage } from '../../../ledger/ledger.ts';
import { answerProtocol } from '../../deliveries/outcome-operations.ts';
import { type Comparable, comparable, handedOver } from './comparable.ts';
import type { Window } from './volatile.ts';

/** What a message's last run committed, as far as the ledger still shows it, and when. */
export interface LastRun {
  readonly effects: readonly Comparable[];
  readonly window: Window;
}

export type LastRunLedger = Pick<
  Ledger,
  'message' | 'messages' | 'delivery' | 'deliveries' | 'history' | 'exceptions' | 'reply' | 'hops'
>;

const mostRows = 500;
const mostHops = 2_000;

/**
 * Reads back what the run of a finished message changed: documents handed over, deliveries, journal lines,
 * exceptions and its reply. `keys` are those under which to look besides its own.
 */
export async function lastRun(
  message: StoredMessage,
  keys: Iterable<string>,
  nodeNameOf: (nodeId: string) => string,
  ledger: LastRunLedger,
): Promise<LastRun> {
  const { id, tenant, key, replyTo } = message.envelope;
  const all = [...new Set([key, ...keys])];
  const caused = await causedBy(message, all, ledger);
  const handed = caused.filter(({ envelope }) => envelope.source.reference.endsWith(`#${id}`));
  const deliveries = await deliveriesOf(id, all, caused, ledger);
  const [lines, exceptions, reply] = await Promise.all([
    each(all, (one) => ledger.history(tenant, one, mostRows)),
    each(all, (one) => ledger.exceptions({ key: one, limit: mostRows })),
    replyTo === undefined ? null : ledger.reply(replyTo),
  ]);
  const own = lines.filter((line) => line.messageId === id);
  const raised = exceptions
    .filter((one) => one.subjectId === id && one.kind !== 'message' && one.kind !== 'delivery')
    .reverse();
  const effects = [
    ...handed.map((one) => handedOver(one, '')),
    ...deliveries.flatMap((delivery) => comparable({ op: 'deliver', delivery }, nodeNameOf(delivery.nodeId))),
    ...comparable({ op: 'journal', entries: own }, ''),
    ...raised.flatMap((exception) => comparable({ op: 'exception', exception }, exception.nodeName ?? '')),
    ...(reply ? comparable({ op: 'reply', reply }, '') : []),
  ];
  const instants = [
    ...handed.map(({ envelope }) => envelope.receivedAt),
    ...deliveries.map(({ stagedAt }) => stagedAt),
    ...own.map(({ at }) => at),
  ];
  return { effects: effects.filter(({ traced }) => traced), window: windowOf(instants, message.acceptedAt) };
}

function windowOf(instants: readonly Instant[], otherwise: Instant): Window {
  const sorted = [...instants].sort();
  return { from: sorted[0] ?? otherwise, to: sorted.at(-1) ?? otherwise };
}

/** Messages with this one as their cause, in the order they were accepted: by key, and over the whole trace. */
async function causedBy(
  { envelope: { id, tenant, traceparent } }: StoredMessage,
  keys: readonly string[],
  ledger: LastRunLedger,
): Promise<StoredMessage[]> {
  const traceId = traceparent.split('-')[1] ?? '';
  const [byKey, hops] = await Promise.all([
    each(keys, (key) => ledger.messages({ tenant, key, limit: mostRows })),
    ledger.hops({ traceId, limit: mostHops }),
  ]);
  const known = new Set(byKey.map(({ envelope }) => envelope.id));
  const others = new Set(hops.map(({ messageId }) => messageId).filter((one) => !known.has(one)));
  const byTrace = await each([...others], async (one) => [await ledger.message(one)]);
  const caused = [...byKey, ...byTrace].filter(
    (one): one is StoredMessage => one !== null && one.envelope.causationId === id,
  );
  const whole = await each(caused, async (one) => [
    one.claim ? ((await ledger.message(one.envelope.id)) ?? one) : one,
  ]);
  return whole.sort((a, b) => a.sequence - b.sequence);
}

/** Of those sent again for any reason, the first. */
async function deliveriesOf(
  id: string,
  keys: readonly string[],
  caused: readonly StoredMessage[],
  ledger: LastRunLedger,
): Promise<StoredDelivery[]> {
  const byKey = await each(keys, (key) => ledger.deliveries({ key, limit: mostRows }));
  const answered = caused.filter(({ envelope }) => envelope.source.protocol === answerProtocol);
  const ids = new Set([
    ...byKey.filter(({ messageId }) => messageId === id).map((delivery) => delivery.id),
    ...answered.map(({ envelope }) => envelope.source.reference),
  ]);
  const found = await each([...ids], async (one) => [await ledger.delivery(one)]);
  const staged = found
    .filter((one): one is StoredDelivery => one !== null && one.messageId === id)
    .sort((a, b) => a.sequence - b.sequence);
  const first = new Map<Json, StoredDelivery>();
  for (const delivery of staged) {
    const same = JSON.stringify([delivery.nodeId, delivery.idempotencyKey]);
    if (!first.has(same)) first.set(same, delivery);
  }
  return [...first.values()];
}

async function each<T, R>(of: readonly T[], read: (one: T) => Promise<readonly R[]>): Promise<R[]> {
  return (await Promise.all(of.map(read))).flat();
}
