import type { Write } from '../domain/process/write.ts';
import type { Instant, Json, NewException, Remembered } from '../ledger/ledger.ts';

/** What a node asks for: it appears when its run commits. */
export type Effect =
  /** Hands a document to every pack that reads the channel, or without one to the node itself, as a message of its own. */
  | {
      readonly kind: 'channel';
      readonly channel?: string;
      readonly type: string;
      readonly schemaVersion?: string;
      readonly key: string;
      readonly payload: unknown;
      readonly properties?: Readonly<Record<string, unknown>>;
      readonly discriminator?: string;
      /** The message's when absent. */
      readonly tenant?: string;
      /** Not to be run earlier; what is handed over under the same key later waits with it. */
      readonly availableAt?: Instant;
    }
  | Extract<Write, { kind: 'process' | 'journal' }>
  | {
      readonly kind: 'exception';
      readonly exception: Omit<NewException, 'id' | 'subjectId' | 'tenant' | 'retry'> & {
        readonly tenant?: string;
        /** A UUID of the node's own (`effectId`), by which it can close the exception later. */
        readonly id?: string;
      };
    }
  /** Closes an exception whose cause is gone by itself; one that is decided or gone stays as it is. */
  | { readonly kind: 'close-exception'; readonly id: string; readonly reason: string }
  | { readonly kind: 'remember'; readonly entry: Omit<Remembered, 'at'> }
  | { readonly kind: 'state'; readonly name: string; readonly value: Json }
  /** `token` stands for the number in every effect staged after it in this run, messages of this run excepted. */
  | { readonly kind: 'allot'; readonly sequence: string; readonly token: string; readonly width: number }
  /**
   * At `dueAt` the document is handed to every pack that reads the channel, or without one to the node itself, as a
   * message of its own. The same id again replaces it.
   */
  | {
      readonly kind: 'timer';
      readonly id: string;
      readonly dueAt: Instant;
      readonly channel?: string;
      readonly type: string;
      readonly schemaVersion?: string;
      readonly key: string;
      readonly payload: unknown;
    }
  /** `channel` as the timer has it. */
  | { readonly kind: 'cancel-timer'; readonly id: string; readonly channel?: string }
  /** Answers the caller that waits behind the envelope's `replyTo`. */
  | {
      readonly kind: 'reply';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: unknown;
    };
