import type { ExceptionRow, HopRow, JournalRow } from '../../write/changes.ts';
import type {
  Content,
  NewDeliveryRow,
  NewExceptionRow,
  NewMessageRow,
  ProcessRow,
  Sink,
} from '../../write/sink.ts';
import type { DeliveryRef, MessageRef } from '../../write/source.ts';
import { answerLines } from '../answers.ts';
import { ownKey } from '../idempotency.ts';
import { shortIdentifiers } from '../identifiers.ts';
import { packedContent } from '../packed.ts';
import type { Row } from './columns.ts';
import { pair } from './names.ts';
import { Rare } from './rare.ts';
import type { BatchSource } from './source.ts';

/** What becomes of a row that is in the store already; null: stays as it is. */
export interface StateChange {
  readonly sequence: number;
  readonly expected: string;
  state: string;
  attempts: number | null;
  availableAt: number | null;
  waiting: boolean;
  blocking: boolean;
  error: string | null;
  finishedAt: number | null;
}

/**
 * Collects the rows of one batch by table, the last state of each. Rows of this batch have negative handles, their
 * place in the list from -1 on; what is said of them later changes them there. `source` tells what planning saw of
 * rows that are in the store, which is what the guards of the write demand.
 */
export class BatchSink implements Sink {
  readonly raws = new Map<string, Uint8Array>();
  readonly contents = new Map<string, { readonly bytes: number; readonly text: string }>();
  readonly messages: Row<'message_in'>[] = [];
  readonly messageRefs: MessageRef[] = [];
  readonly messageChanges = new Map<string, { readonly ref: MessageRef; readonly change: StateChange }>();
  readonly deliveries: Row<'delivery_in'>[] = [];
  readonly deliveryChanges = new Map<string, { readonly ref: DeliveryRef; readonly change: StateChange }>();
  /** JSON text by the delivery's id. */
  readonly answers = new Map<string, string>();
  readonly processes = new Map<string, Row<'process_in'>>();
  /** JSON text of the identifiers of those. */
  readonly identifierTexts = new Map<string, string>();
  readonly identifiers = new Map<string, Row<'identifier_in'>>();
  readonly lines: JournalRow[] = [];
  readonly hops: HopRow[] = [];
  readonly tallies = new Map<string, number>();
  readonly loads = new Map<string, { count: number; bytes: number }>();
  readonly rare: Rare;
  readonly #source: BatchSource;
  readonly #ordinals = new Map<string, number>();

  constructor(source: BatchSource) {
    this.#source = source;
    this.rare = new Rare(source);
  }

  get isEmpty(): boolean {
    const lists = [this.messages, this.deliveries, this.lines, this.hops];
    const maps = [this.raws, this.contents, this.messageChanges, this.deliveryChanges, this.answers];
    const more = [this.processes, this.identifiers, this.tallies, this.loads];
    return (
      lists.every(({ length }) => length === 0) &&
      [...maps, ...more].every(({ size }) => size === 0) &&
      this.rare.isEmpty
    );
  }

  keepRaw(digest: string, bytes: Uint8Array): void {
    this.raws.set(digest, bytes);
  }

  keepContent(digest: string, bytes: number, text: string): void {
    this.contents.set(digest, { bytes, text });
  }

  /** Name by name, here and where else every message comes by: spreading objects takes ten times as long. */
  insertMessage(row: NewMessageRow): number {
    const { body } = row;
    this.messages.push({
      id: row.id,
      tenant: row.tenant,
      queue: row.queue,
      key: row.key,
      shard: row.shard,
      idempotencyKey: row.idempotencyKey,
      ordinal: null,
      digest: row.digest,
      output: row.output,
      state: row.state,
      attempts: 0,
      availableAt: row.availableAt,
      waiting: row.waiting,
      blocking: false,
      lastError: null,
      acceptedAt: row.acceptedAt,
      rawDigest: row.rawDigest,
      bytes: row.bytes,
      place: null,
      envelope: row.envelope,
      body: body.text,
      bodyClaim: body.digest,
      bodyBytes: body.digest === null ? null : body.bytes,
    });
    return -this.messages.length;
  }

  /** Its digest and its time are those of the message. */
  insertKnown(tenant: string, key: string, _digest: string, message: MessageRef): void {
    const name = pair(tenant, key);
    const rows = this.#source.keys.get(name) ?? [];
    const ordinal = this.#ordinals.get(name) ?? Math.max(-1, ...rows.map((row) => row.ordinal)) + 1;
    this.#ordinals.set(name, ordinal + 1);
    const own = ownOf(this.messages, message);
    if (own) own.ordinal = ordinal;
    this.messageRefs.push(message);
  }

  finishMessage(message: MessageRef, state: 'done' | 'discarded', finishedAt: number): void {
    this.#changeMessage(message, { state, waiting: false, blocking: false, finishedAt });
  }

  putOffMessage(message: MessageRef, attempts: number, availableAt: number, error: string): void {
    this.#changeMessage(message, { attempts, availableAt, waiting: true, error });
  }

  parkMessage(message: MessageRef, attempts: number, error: string): void {
    this.#changeMessage(message, { state: 'parked', attempts, waiting: false, blocking: true, error });
  }

  releaseMessage(message: MessageRef, availableAt: number, body: Content | null): void {
    const change = { state: 'accepted', attempts: 0, availableAt, waiting: false, blocking: false };
    this.#changeMessage(message, change);
    if (body === null) return;
    const own = ownOf(this.messages, message);
    if (own) Object.assign(own, bodyColumns(body));
    else this.rare.replaceBody(message.handle, body);
  }

  replaceMessage(message: MessageRef, { body, ...row }: NewMessageRow): void {
    const own = ownOf(this.messages, message);
    if (own) Object.assign(own, row, bodyColumns(body));
    else this.rare.replaceMessage(message.handle, row, body);
  }

  replaceKnown(tenant: string, key: string, before: string, digest: string, at: number): void {
    const own = this.messages.find(
      (row) => row.tenant === tenant && row.idempotencyKey === key && row.digest === before,
    );
    if (own) own.digest = digest;
    else this.rare.replaceKnown(tenant, key, before, digest, at);
  }

  insertDelivery(row: NewDeliveryRow): number {
    const { content } = row;
    this.deliveries.push({
      id: row.id,
      message: row.message?.handle ?? null,
      messageId: row.messageId,
      tenant: row.tenant,
      nodeId: row.nodeId,
      nodeType: row.nodeType,
      system: row.system,
      key: row.key,
      shard: row.shard,
      idempotencyKey: ownKey(row.idempotencyKey, row.messageId),
      state: 'pending',
      attempts: 0,
      availableAt: row.stagedAt,
      waiting: false,
      lastError: null,
      stagedAt: row.stagedAt,
      place: null,
      envelope: row.envelope,
      content: content.text,
      contentClaim: content.digest,
      contentBytes: content.digest === null ? null : content.bytes,
      answer: null,
    });
    return -this.deliveries.length;
  }

  finishDelivery(delivery: DeliveryRef, text: string, finishedAt: number): void {
    const own = ownOf(this.deliveries, delivery);
    if (own)
      Object.assign(own, { state: 'delivered', waiting: false, answer: answerLines([{ at: 0, text }]) });
    else {
      this.#changeDelivery(delivery, { state: 'delivered', waiting: false, finishedAt });
      this.answers.set(delivery.id, text);
    }
  }

  discardDelivery(delivery: DeliveryRef, finishedAt: number): void {
    this.#changeDelivery(delivery, { state: 'discarded', waiting: false, finishedAt });
  }

  putOffDelivery(delivery: DeliveryRef, attempts: number, availableAt: number, error: string): void {
    this.#changeDelivery(delivery, { attempts, availableAt, waiting: true, error });
  }

  failDelivery(delivery: DeliveryRef, attempts: number, error: string): void {
    this.#changeDelivery(delivery, { state: 'failed', attempts, waiting: false, error });
  }

  releaseDelivery(delivery: DeliveryRef, availableAt: number, request: string | null): void {
    this.#changeDelivery(delivery, { state: 'pending', attempts: 0, availableAt, waiting: false });
    if (request !== null) this.rare.requests.set(delivery.id, { ref: delivery, request });
  }

  insertException(row: NewExceptionRow): void {
    this.rare.insertException(row);
  }

  assignException(id: string, assignee: string | null): void {
    const state = assignee === null ? 'open' : 'assigned';
    this.rare.changeException(id, { state, assigning: true, assignee });
  }

  closeException(
    id: string,
    state: 'resolved' | 'discarded',
    closedAt: number,
    closedBy: string,
    reason: string,
  ): void {
    this.rare.changeException(id, { state, closedAt, closedBy, reason });
  }

  replaceException(
    id: string,
    { document, ...row }: Pick<ExceptionRow, 'key' | 'owner' | 'error'> & { readonly document: Content },
  ): void {
    this.rare.replaceException(id, row, document);
  }

  saveProcess(row: ProcessRow): void {
    const { tenant, key, state } = row;
    const name = pair(tenant, key);
    this.identifierTexts.set(name, row.identifiers);
    this.processes.set(name, {
      tenant,
      key,
      expected: this.processes.get(name)?.expected ?? this.#source.processes.get(name)?.version ?? 0,
      version: row.version,
      status: row.status,
      customer: row.customer,
      held: row.held === 1,
      kind: row.kind,
      updatedAt: row.updatedAt,
      identifiers: shortIdentifiers(row.identifierList),
      state: packedContent(state),
      stateClaim: state.digest,
    });
  }

  addIdentifier(tenant: string, value: string, scheme: string, processKey: string): void {
    const name = [value, tenant, scheme, processKey].join('\0');
    const fresh = this.processes.get(pair(tenant, processKey))?.expected === 0;
    this.identifiers.set(name, { value, tenant, scheme, processKey, fresh });
    this.rare.droppedIdentifiers.delete(name);
  }

  dropIdentifier(tenant: string, value: string, scheme: string, key: string): void {
    const name = [value, tenant, scheme, key].join('\0');
    this.identifiers.delete(name);
    this.rare.droppedIdentifiers.set(name, { value, tenant, scheme, key });
  }

  addJournal(row: JournalRow): void {
    this.lines.push(row);
  }

  saveTimer(...timer: Parameters<Sink['saveTimer']>): void {
    this.rare.saveTimer(...timer);
  }

  removeTimer(id: string): void {
    this.rare.removeTimer(id);
  }

  insertRemembered(scope: string, key: string, digest: string, value: string | null, at: number): void {
    this.rare.remembered.push({ scope, key, digest, value, at });
  }

  saveState(name: string, value: string): void {
    this.rare.states.set(name, value);
  }

  saveNumber(sequence: string, last: number): void {
    this.rare.numbers.set(sequence, last);
  }

  insertReply(id: string, status: number, headers: string, body: string, at: number): void {
    if (!this.rare.replies.has(id)) this.rare.replies.set(id, { id, status, headers, body, at });
  }

  insertAudit(...line: Parameters<Sink['insertAudit']>): void {
    const [number, hash, row] = line;
    this.rare.audit.push({ number, hash, ...row });
  }

  insertHold(tenant: string, key: string, by: string, reason: string, at: number): void {
    const name = pair(tenant, key);
    if (!this.rare.holds.has(name)) this.rare.holds.set(name, { tenant, key, by, reason, at });
  }

  removeHold(tenant: string, key: string): void {
    this.rare.holds.delete(pair(tenant, key));
    this.rare.lifted.set(pair(tenant, key), { tenant, key });
  }

  insertHop(row: HopRow): void {
    this.hops.push(row);
  }

  addTally(name: string, by: number): void {
    this.tallies.set(name, (this.tallies.get(name) ?? 0) + by);
  }

  addLoad(queue: string, count: number, bytes: number): void {
    const load = this.loads.get(queue);
    if (load) {
      load.count += count;
      load.bytes += bytes;
    } else this.loads.set(queue, { count, bytes });
  }

  #changeMessage(ref: MessageRef, to: Partial<StateChange>): void {
    const own = ownOf(this.messages, ref);
    if (own) return change(own, to);
    const known = this.messageChanges.get(ref.id);
    if (known) return void Object.assign(known.change, to);
    const expected = this.#source.messages.get(ref.id)?.state ?? 'accepted';
    this.messageChanges.set(ref.id, { ref, change: changed(ref.handle, expected, to) });
  }

  #changeDelivery(ref: DeliveryRef, to: Partial<StateChange>): void {
    const own = ownOf(this.deliveries, ref);
    if (own) return change(own, to);
    const known = this.deliveryChanges.get(ref.id);
    if (known) return void Object.assign(known.change, to);
    const expected = this.#source.deliveries.get(ref.id)?.state ?? 'pending';
    this.deliveryChanges.set(ref.id, { ref, change: changed(ref.handle, expected, to) });
  }
}

/** Of a row that is in the store: what is not said stays. */
const changed = (sequence: number, expected: string, to: Partial<StateChange>): StateChange => ({
  sequence,
  expected,
  state: to.state ?? expected,
  attempts: to.attempts ?? null,
  availableAt: to.availableAt ?? null,
  waiting: to.waiting ?? false,
  blocking: to.blocking ?? false,
  error: to.error ?? null,
  finishedAt: to.finishedAt ?? null,
});

/** The row of this very batch that has a negative handle. An array asked for -1000 would look for a name. */
export const ownOf = <Of>(rows: readonly Of[], { handle }: { readonly handle: number }): Of | undefined =>
  handle < 0 ? rows[-handle - 1] : undefined;

/** Of a row that is not in the store yet. */
function change(
  row: Row<'message_in'> | Row<'delivery_in'>,
  { error, finishedAt: _, ...to }: Partial<StateChange>,
): void {
  Object.assign(row, to, error === undefined ? {} : { lastError: error });
}

/** Its text as it is: packed when the batch is written, when it is known what it can share a block with. */
const bodyColumns = ({ text, digest, bytes }: Content) => ({
  ...{ body: text, bodyClaim: digest, bodyBytes: digest === null ? null : bytes },
});
