/** What a thread shall do. */
export interface ThreadJob {
  /** A module that exports `work` made by `threadWork`. */
  readonly module: URL;
  /** What many jobs have in common; a thread gets it once. */
  readonly setup: { readonly digest: string; readonly data: unknown };
  readonly request: unknown;
  /** Bytes, or items that are JSON; go over in parts, and the thread gets all of it before it begins. */
  readonly input: Uint8Array | readonly unknown[];
}

/** What a module does in a thread. */
export interface ThreadWork {
  /** Once per setup. */
  prepare(data: unknown): unknown;
  /** What it gives is JSON and goes back value by value; it is asked for the next when those before are taken. */
  run(setup: unknown, request: unknown, input: unknown): Iterable<unknown>;
}

/** Declares the work of a module; what comes in has the types that the module's own jobs are made with. */
export const threadWork = <Data, Setup, Request, Input extends Uint8Array | readonly unknown[]>(work: {
  prepare(data: Data): Setup;
  run(setup: Setup, request: Request, input: Input): Iterable<unknown>;
}): ThreadWork => work as ThreadWork;

export type ToThread =
  | { readonly kind: 'setup'; readonly key: string; readonly data: unknown; readonly forget: string | null }
  | {
      readonly kind: 'begin';
      readonly module: string;
      readonly key: string;
      readonly request: unknown;
      /** Bytes to come; null: items come. */
      readonly size: number | null;
    }
  | { readonly kind: 'bytes'; readonly part: Uint8Array }
  | { readonly kind: 'items'; readonly text: string }
  | { readonly kind: 'whole' }
  /** One text of those on their way has been taken. */
  | { readonly kind: 'taken' };

export type FromThread =
  | { readonly kind: 'given'; readonly text: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: ThreadFailure };

/** What went wrong in a thread, or with it. */
export interface ThreadFailure {
  /** `thrown` by the work; `lost`: the thread ended; `memory`: because it needed too much. */
  readonly kind: 'thrown' | 'lost' | 'memory';
  readonly reason: string;
  /** Of a coded error. */
  readonly code?: string;
  readonly parameters?: unknown;
}

/** Texts that may be on their way to who takes them: one is read while the next is made. */
export const textsAhead = 2;
