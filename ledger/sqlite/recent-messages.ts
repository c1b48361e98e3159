import type { NewMessage, Operation, StoredMessage } from '../ledger.ts';
import type { Change } from '../write/changes.ts';
import type { Settled } from './protocol.ts';
import { instant } from './read/rows.ts';

/** What came in within a few hundred milliseconds under full load; more waits anyway, and is read from the file. */
const maxCharacters = 8 * 1024 * 1024;

/** Characters; a longer body may be stored apart. */
const longBody = 16 * 1024;

/** What a row of a message that is taken in says, without its texts. */
export interface Taking {
  /** Milliseconds; null: at once. */
  readonly availableAt: number | null;
  readonly characters: number;
  /** A reader gets it as it was given. */
  readonly asGiven: boolean;
}

/** Of the message that a change takes in. */
export function takingOf(change: Change): Taking | null {
  const row = change.op === 'accept' || change.op === 'delivered' ? change.message : null;
  if (!row) return null;
  const characters = row.body.length;
  return { availableAt: row.availableAt, characters, asGiven: row.raw === null && characters <= longBody };
}

/** A message that came in of late. */
export interface Recent {
  readonly id: string;
  readonly queue: string;
  readonly sequence: number;
  /** Milliseconds; null: at once. */
  readonly availableAt: number | null;
  /** As it was accepted; null when the commit put numbers into it. */
  readonly message: NewMessage | null;
  /** As a reader gets it; null when its row says more. */
  readonly stored: StoredMessage | null;
  readonly characters: number;
}

/** One queue: what waits after `from` is all here, by id and in order; up to it, the file tells. */
interface Tail {
  from: number;
  readonly messages: Map<string, Recent>;
}

export interface RecentQuery {
  readonly queue: string;
  readonly afterSequence: number;
  readonly limit: number;
  /** Milliseconds. */
  readonly now: number;
}

/**
 * The ends of the queues, as this process has written them. Most messages are run a moment after they came in: who
 * has read a queue to its end takes what came since from here, and need not find, unpack and parse it in the file.
 * Nobody changes what was accepted.
 */
export class RecentMessages {
  readonly #tails = new Map<string, Tail>();
  /** Of all queues, in order. */
  readonly #messages = new Map<string, Recent>();
  /** Where a queue without a tail begins; null: with the next commit. */
  #from: number | null = null;
  #characters = 0;

  /** What a commit has changed; told commit by commit, in their order. `now`: milliseconds, as they were stamped. */
  committed(
    operations: readonly Operation[],
    takings: readonly (Taking | null)[],
    { result, first }: Settled,
    now: number,
  ): void {
    if (!result.committed) return;
    const { accepted } = result;
    if (operations.some(isUncertain) || accepted.some(({ outcome }) => outcome === 'conflict')) {
      return this.#forget(first + accepted.length - 1);
    }
    this.#from ??= first - 1;
    const numbered = operations.some(({ op }) => op === 'allot');
    let sequence = first;
    let taken = 0;
    for (const [index, operation] of operations.entries()) {
      const taking = takings[index] ?? null;
      const message = messageOf(operation);
      if (taking === null || message === undefined) this.#moved(operation);
      else if (accepted[taken++]?.outcome === 'accepted') {
        this.#add(recent(message, taking, { sequence, now, numbered }));
        sequence += 1;
      }
    }
  }

  /** The writer was lost: nobody knows what it has committed. */
  lost(): void {
    this.#forget(null);
  }

  /** What waits after a sequence, given out once; null when the file has to be asked. */
  take({ queue, afterSequence, limit, now }: RecentQuery): Recent[] | null {
    const tail = this.#tails.get(queue);
    const from = tail?.from ?? this.#from;
    if (from === null || afterSequence < from) return null;
    const passed: Recent[] = [];
    const found: Recent[] = [];
    for (const one of tail?.messages.values() ?? []) {
      if (one.sequence <= afterSequence) passed.push(one);
      else if (one.availableAt !== null && one.availableAt > now) return null;
      else if (found.push(one) === limit) break;
    }
    for (const one of passed) this.#delete(one);
    for (const one of found) this.#delete(one);
    if (tail) tail.from = found.at(-1)?.sequence ?? afterSequence;
    return found;
  }

  /** For a reader that has found its row. */
  get(id: string): NewMessage | null {
    return this.#messages.get(id)?.message ?? null;
  }

  #add(one: Recent): void {
    const { id, queue, sequence, characters } = one;
    let tail = this.#tails.get(queue);
    if (!tail) {
      tail = { from: this.#from ?? sequence - 1, messages: new Map() };
      this.#tails.set(queue, tail);
    }
    tail.messages.set(id, one);
    this.#messages.set(id, one);
    this.#characters += characters;
    if (this.#characters <= maxCharacters) return;
    for (const oldest of this.#messages.values()) {
      if (this.#characters <= maxCharacters) return;
      this.#leaveToFile(oldest);
    }
  }

  /** What an operation does to messages that were there before. */
  #moved(operation: Operation): void {
    const { op } = operation;
    if (op !== 'done' && op !== 'discard' && op !== 'retry' && op !== 'park') return;
    const one = this.#messages.get(operation.messageId);
    if (!one) return;
    if (op === 'done' || op === 'discard') this.#delete(one);
    else this.#leaveToFile(one);
  }

  #leaveToFile(one: Recent): void {
    const tail = this.#tails.get(one.queue);
    if (tail) tail.from = Math.max(tail.from, one.sequence);
    this.#delete(one);
  }

  #delete({ id, queue, characters }: Recent): void {
    this.#tails.get(queue)?.messages.delete(id);
    this.#messages.delete(id);
    this.#characters -= characters;
  }

  /** Up to this sequence the file tells of every queue. */
  #forget(from: number | null): void {
    this.#tails.clear();
    this.#messages.clear();
    this.#from = from;
    this.#characters = 0;
  }
}

/** Messages that are not at hand may be waiting again. */
const isUncertain = ({ op }: Operation): boolean => op === 'release' || op === 'fireTimer';

function messageOf(operation: Operation): NewMessage | undefined {
  return operation.op === 'accept' || operation.op === 'delivered' ? operation.message : undefined;
}

function recent(
  message: NewMessage,
  taking: Taking,
  { sequence, now, numbered }: { sequence: number; now: number; numbered: boolean },
): Recent {
  const { envelope, queue, idempotencyKey, digest, body, output } = message;
  const availableAt = taking.availableAt !== null && taking.availableAt > now ? taking.availableAt : null;
  return {
    ...{ id: envelope.id, queue, sequence, availableAt, characters: taking.characters },
    message: numbered ? null : message,
    stored:
      taking.asGiven && !numbered
        ? {
            ...{ envelope, queue, idempotencyKey, digest, body },
            ...(output !== undefined && { output }),
            ...{ sequence, state: 'accepted', attempts: 0 },
            ...{ availableAt: instant(availableAt ?? now), acceptedAt: instant(now) },
          }
        : null,
  };
}
