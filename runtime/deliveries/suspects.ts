import type { StoredDelivery } from '../../ledger/ledger.ts';
import type { RetryPolicy } from '../runs/retry.ts';

/** True of a delivery whose call was under way when a process ended, until a call of it has ended. */
export const isSuspect = ({ lastError }: Pick<StoredDelivery, 'lastError'>): boolean =>
  lastError?.code === 'CD_DELIVERY_CRASHED';

export interface SuspectsOptions {
  readonly retryOf: (system: string) => Pick<RetryPolicy, 'attempts'>;
  /** Keeps runs from starting until the work is done. */
  readonly hold: (work: Promise<unknown>) => unknown;
  /** No run is under way. */
  readonly atRest: () => boolean;
}

/**
 * What may have brought the process down is called one at a time, so that it is soon known which it was, and for its
 * last attempt with nothing beside it: only then is it to blame when the process ends again. Until then other work
 * goes on, since a call may take as long as its system likes.
 */
export class Suspects {
  private readonly options: SuspectsOptions;
  private calling: string | null = null;
  private alone: { readonly id: string; readonly release: () => void; seen: boolean; begun: boolean } | null =
    null;

  constructor(options: SuspectsOptions) {
    this.options = options;
  }

  /** A delivery waits for everything else to end. */
  get isWaiting(): boolean {
    return this.alone !== null && !this.alone.begun;
  }

  holdsBack(delivery: StoredDelivery): boolean {
    if (this.alone !== null) return this.alone.begun || this.alone.id !== delivery.id;
    return this.calling !== null && isSuspect(delivery);
  }

  /** Whether a delivery that could go may go beside so many others; one that must be alone asks for rest. */
  mayGo(delivery: StoredDelivery, others: number): boolean {
    if (!isSuspect(delivery) || delivery.attempts < this.options.retryOf(delivery.system).attempts - 1) {
      return true;
    }
    const alone = this.alone ?? this.askForRest(delivery.id);
    alone.seen = true;
    return others === 0 && this.options.atRest();
  }

  began(delivery: StoredDelivery): void {
    if (isSuspect(delivery)) this.calling = delivery.id;
    if (this.alone) this.alone.begun = true;
  }

  ended({ id }: StoredDelivery): void {
    if (this.calling === id) this.calling = null;
    if (this.alone?.begun && this.alone.id === id) this.letGo();
  }

  /** After a look at everything that waits: what asked for rest may have gone elsewhere. */
  looked(): void {
    if (!this.alone || this.alone.begun) return;
    if (this.alone.seen) this.alone.seen = false;
    else this.letGo();
  }

  /** Nothing is to begin: who waits for rest waits no longer. */
  paused(): void {
    if (this.isWaiting) this.letGo();
  }

  private askForRest(id: string) {
    const over = Promise.withResolvers<void>();
    this.options.hold(over.promise);
    this.alone = { id, release: over.resolve, seen: true, begun: false };
    return this.alone;
  }

  private letGo(): void {
    this.alone?.release();
    this.alone = null;
  }
}
