import type { Change, DeliveryRow, HopRow, JournalRow, MessageRow, Request } from '../write/changes.ts';
import { type Ahead, type AheadBlock, KeptAhead } from './ahead.ts';
import type { Outcome } from './protocol.ts';

/**
 * Requests on their way to the writer thread: one list of plain values, since the thread border rebuilds an object
 * property by property, which took the writer a seventh of its time. Changes that are frequent are laid out field by
 * field behind their kind; any other travels as it is.
 */
export type Packed = readonly unknown[];

const kind = {
  any: 0,
  accept: 1,
  done: 2,
  deliver: 3,
  delivered: 4,
  process: 5,
  journal: 6,
  trace: 7,
} as const;

/** @param ahead takes down the documents of messages */
export function packRequest(packed: unknown[], { now, changes }: Request, ahead: Ahead): void {
  packed.push(now, changes.length);
  // A number that is allotted may stand in a document.
  const filling = changes.some(({ op }) => op === 'allot') ? null : ahead;
  for (const change of changes) packChange(packed, change, filling);
}

/** @param blocks that `ahead` has filled */
export function unpack(packed: Packed, blocks: readonly AheadBlock[]): Request[] {
  const reader = new Reader(packed, blocks);
  const requests: Request[] = [];
  while (!reader.atEnd) {
    const now = reader.next<number>();
    const changes: Change[] = [];
    for (let left = reader.next<number>(); left > 0; left -= 1) changes.push(unpackChange(reader));
    requests.push({ now, changes });
  }
  return requests;
}

/** Of a request that was carried out just as it was meant, by far the most, only `Settled.first`. */
export type PackedOutcome = number | Outcome;

export function packOutcome(outcome: Outcome, request: Request): PackedOutcome {
  if (!('result' in outcome) || !outcome.result.committed) return outcome;
  const { accepted, numbers } = outcome.result;
  for (const _ in numbers) return outcome;
  const meant = takenIn(request);
  if (accepted.length !== meant.length) return outcome;
  return accepted.every(({ outcome, id }, index) => outcome === 'accepted' && id === meant[index])
    ? outcome.first
    : outcome;
}

/** @param taking what `takenIn` says of the request */
export function unpackOutcome(packed: PackedOutcome, taking: readonly string[]): Outcome {
  if (typeof packed !== 'number') return packed;
  const accepted = taking.map((id) => ({ outcome: 'accepted', id }) as const);
  return { result: { committed: true, numbers: {}, accepted }, first: packed };
}

/** Ids of the messages that the request takes in. */
export function takenIn({ changes }: Request): string[] {
  const ids: string[] = [];
  for (const change of changes) {
    if (change.op === 'accept') ids.push(change.message.id);
    else if (change.op === 'delivered' && change.message) ids.push(change.message.id);
  }
  return ids;
}

function packChange(packed: unknown[], change: Change, ahead: Ahead | null): void {
  switch (change.op) {
    case 'accept':
      packed.push(kind.accept);
      return packMessage(packed, change.message, ahead);
    case 'done':
      packed.push(kind.done, change.messageId);
      return;
    case 'deliver':
      packed.push(kind.deliver);
      return packDelivery(packed, change.delivery);
    case 'delivered':
      packed.push(kind.delivered, change.deliveryId, change.answer, change.message !== null);
      if (change.message) packMessage(packed, change.message, ahead);
      return;
    case 'process':
      packed.push(kind.process, change.tenant, change.key, change.expectVersion, change.state, change.status);
      packed.push(change.customer, change.held, change.kind, change.updatedAt, change.identifiers);
      return;
    case 'journal':
      packed.push(kind.journal, change.entries.length);
      for (const { tenant, key, at, kind, messageId, text, data } of change.entries) {
        packed.push(tenant, key, at, kind, messageId, text, data);
      }
      return;
    case 'trace':
      packed.push(kind.trace, change.payloads, change.hops.length);
      return packHops(packed, change.hops);
    default:
      packed.push(kind.any, change);
  }
}

/** What the hops of one attempt have in common stands before the first of them. */
function packHops(packed: unknown[], hops: readonly HopRow[]): void {
  let before: HopRow | null = null;
  for (const hop of hops) {
    const begins = before === null || !isSameAttempt(hop, before);
    packed.push(begins);
    if (begins) packed.push(hop.messageId, hop.tenant, hop.key, hop.traceId, hop.attempt);
    packed.push(hop.step, hop.nodeId, hop.nodeName, hop.nodeType, hop.at, hop.durationMs, hop.event);
    packed.push(hop.outputs, hop.error, hop.payloadDigest, hop.payloadBytes, hop.payloadKept);
    before = hop;
  }
}

const isSameAttempt = (one: HopRow, other: HopRow): boolean =>
  one.messageId === other.messageId &&
  one.attempt === other.attempt &&
  one.traceId === other.traceId &&
  one.key === other.key &&
  one.tenant === other.tenant;

function packMessage(packed: unknown[], row: MessageRow, ahead: Ahead | null): void {
  packed.push(row.id, row.tenant, row.queue, row.key, row.idempotencyKey, row.digest, row.output);
  packed.push(row.raw, row.owner, row.availableAt, row.envelope);
  const place = ahead?.add(row);
  if (place) packed.push(place.block, place.line, place.from, place.envelopeBytes, place.bodyBytes);
  else packed.push(row.body);
}

function packDelivery(packed: unknown[], row: DeliveryRow): void {
  packed.push(row.id, row.messageId, row.tenant, row.nodeId, row.nodeType, row.system, row.key);
  packed.push(row.idempotencyKey, row.envelope, row.content);
}

class Reader {
  readonly #packed: Packed;
  readonly #blocks: readonly AheadBlock[];
  #at = 0;

  constructor(packed: Packed, blocks: readonly AheadBlock[]) {
    this.#packed = packed;
    this.#blocks = blocks;
  }

  block(index: number): AheadBlock {
    const block = this.#blocks[index];
    if (!block) throw new Error(`block ${index} did not come with its batch`);
    return block;
  }

  get atEnd(): boolean {
    return this.#at >= this.#packed.length;
  }

  next<Value>(): Value {
    this.#at += 1;
    return this.#packed[this.#at - 1] as Value;
  }
}

function unpackChange(reader: Reader): Change {
  switch (reader.next<number>()) {
    case kind.accept:
      return { op: 'accept', message: unpackMessage(reader) };
    case kind.done:
      return { op: 'done', messageId: reader.next() };
    case kind.deliver:
      return { op: 'deliver', delivery: unpackDelivery(reader) };
    case kind.delivered: {
      const [deliveryId, answer] = [reader.next<string>(), reader.next<string>()];
      return { op: 'delivered', deliveryId, answer, message: reader.next() ? unpackMessage(reader) : null };
    }
    case kind.process:
      return {
        op: 'process',
        tenant: reader.next(),
        key: reader.next(),
        expectVersion: reader.next(),
        state: reader.next(),
        status: reader.next(),
        customer: reader.next(),
        held: reader.next(),
        kind: reader.next(),
        updatedAt: reader.next(),
        identifiers: reader.next(),
      };
    case kind.journal: {
      const entries: JournalRow[] = [];
      for (let left = reader.next<number>(); left > 0; left -= 1) entries.push(unpackLine(reader));
      return { op: 'journal', entries };
    }
    case kind.trace: {
      const payloads = reader.next<Extract<Change, { op: 'trace' }>['payloads']>();
      return { op: 'trace', payloads, hops: unpackHops(reader, reader.next()) };
    }
    default:
      return reader.next();
  }
}

function unpackHops(reader: Reader, count: number): HopRow[] {
  const hops: HopRow[] = [];
  let attempt = { messageId: '', tenant: '', key: '', traceId: '', attempt: 0 };
  for (let left = count; left > 0; left -= 1) {
    if (reader.next<boolean>()) {
      attempt = {
        messageId: reader.next(),
        tenant: reader.next(),
        key: reader.next(),
        traceId: reader.next(),
        attempt: reader.next(),
      };
    }
    hops.push({
      ...attempt,
      step: reader.next(),
      nodeId: reader.next(),
      nodeName: reader.next(),
      nodeType: reader.next(),
      at: reader.next(),
      durationMs: reader.next(),
      event: reader.next(),
      outputs: reader.next(),
      error: reader.next(),
      payloadDigest: reader.next(),
      payloadBytes: reader.next(),
      payloadKept: reader.next(),
    });
  }
  return hops;
}

// Properties are read in the order in which they were packed.
function unpackMessage(reader: Reader): MessageRow {
  const row = {
    id: reader.next<string>(),
    tenant: reader.next<string>(),
    queue: reader.next<string>(),
    key: reader.next<string>(),
    idempotencyKey: reader.next<string>(),
    digest: reader.next<string>(),
    output: reader.next<number | null>(),
    raw: reader.next<Uint8Array | null>(),
    owner: reader.next<string | null>(),
    availableAt: reader.next<number | null>(),
    envelope: reader.next<string>(),
    body: '',
  };
  const body = reader.next<string | number>();
  if (typeof body === 'string') {
    row.body = body;
    return row;
  }
  const place = {
    block: body,
    line: reader.next<number>(),
    from: reader.next<number>(),
    envelopeBytes: reader.next<number>(),
    bodyBytes: reader.next<number>(),
  };
  return new AheadRow(row, new KeptAhead(reader.block(body), place));
}

/** A message whose documents are in a block already. */
class AheadRow implements MessageRow {
  readonly id: string;
  readonly tenant: string;
  readonly queue: string;
  readonly key: string;
  readonly idempotencyKey: string;
  readonly digest: string;
  readonly output: number | null;
  readonly raw: Uint8Array | null;
  readonly owner: string | null;
  readonly availableAt: number | null;
  readonly envelope: string;
  readonly kept: KeptAhead;

  constructor(row: MessageRow, kept: KeptAhead) {
    this.id = row.id;
    this.tenant = row.tenant;
    this.queue = row.queue;
    this.key = row.key;
    this.idempotencyKey = row.idempotencyKey;
    this.digest = row.digest;
    this.output = row.output;
    this.raw = row.raw;
    this.owner = row.owner;
    this.availableAt = row.availableAt;
    this.envelope = row.envelope;
    this.kept = kept;
  }

  get body(): string {
    return this.kept.text;
  }
}

const unpackDelivery = (reader: Reader): DeliveryRow => ({
  id: reader.next(),
  messageId: reader.next(),
  tenant: reader.next(),
  nodeId: reader.next(),
  nodeType: reader.next(),
  system: reader.next(),
  key: reader.next(),
  idempotencyKey: reader.next(),
  envelope: reader.next(),
  content: reader.next(),
});

const unpackLine = (reader: Reader): JournalRow => ({
  tenant: reader.next(),
  key: reader.next(),
  at: reader.next(),
  kind: reader.next(),
  messageId: reader.next(),
  text: reader.next(),
  data: reader.next(),
});
