/** How the runtime treats an error: tried again with backoff, or straight to the exception list. */
export type Retry = 'retryable' | 'terminal';

/** Whose fault it is: the machinery's (technical) or the document's and its partner's (business). */
export type Fault = 'technical' | 'business';

/** One row of the error table. `{name}` in `message` and `remedy` is filled from the error's parameters. */
export interface ErrorRow {
  readonly retry: Retry;
  readonly fault: Fault;
  /** What happened and where. */
  readonly message: string;
  /** What the reader can do about it. */
  readonly remedy: string;
}

export type ErrorTable = Readonly<Record<`CD_${string}`, ErrorRow>>;
