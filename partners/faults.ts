/** What a stand-in can be told to do wrong. */
export const faultKinds = [
  'fail',
  'throttle',
  'slow',
  'hang',
  'lose-answer',
  'answer-twice',
  'reject',
  'unauthorized',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** How many requests it hits; every one until cleared when absent. */
  readonly count?: number;
  /** Requests whose path contains this text; all when absent. */
  readonly path?: string;
  readonly method?: string;
  /** `slow`: the extra delay. `throttle`: the Retry-After it asks for. */
  readonly delayMs?: number;
}

/** The faults in force at one stand-in, in the order they were set. */
export class Faults {
  private readonly active: { fault: Fault; left: number }[] = [];

  set(fault: Fault): void {
    this.active.push({ fault, left: fault.count ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.active.length = 0;
  }

  list(): { fault: Fault; left: number | null }[] {
    return this.active.map(({ fault, left }) => ({ fault, left: Number.isFinite(left) ? left : null }));
  }

  /** The fault that hits this request, used up by one. */
  next(path: string, method = ''): Fault | null {
    const index = this.active.findIndex(
      ({ fault }) => path.includes(fault.path ?? '') && (fault.method ?? method) === method,
    );
    const hit = this.active[index];
    if (!hit) return null;
    hit.left -= 1;
    if (hit.left <= 0) this.active.splice(index, 1);
    return hit.fault;
  }
}

/**
 * Sends a file as the fault wants it: `slow` later, `answer-twice` twice, any other not at all. Returns what became
 * of it, in words for the record.
 */
export function sendFile(fault: Fault | null, send: () => void): string {
  switch (fault?.kind) {
    case undefined:
      send();
      return 'sent';
    case 'slow':
      setTimeout(send, fault?.delayMs ?? 2000).unref();
      return 'told to be slow';
    case 'answer-twice':
      send();
      send();
      return 'sent twice, as told';
    default:
      return `not sent: told to ${fault?.kind}`;
  }
}
