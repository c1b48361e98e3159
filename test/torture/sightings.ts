import { type MessageName, nameOf } from './recording.ts';

/** Who has seen which message, while the run goes on. */
export class Sightings {
  /** When something was seen for the first time, in milliseconds since the start, by partner. */
  readonly times: Readonly<Record<string, number[]>>;
  private readonly partners: readonly string[];
  private readonly seen = new Map<string, Set<string>>();
  private readonly waiting = new Map<string, () => void>();
  private readonly startedAt = performance.now();
  private lastAt = performance.now();
  private complete = 0;

  constructor(partners: readonly string[]) {
    this.partners = partners;
    this.times = Object.fromEntries(partners.map((partner) => [partner, []]));
  }

  /** Messages that every partner has seen. */
  get completed(): number {
    return this.complete;
  }

  /** How long nothing new has been seen. */
  get idleMs(): number {
    return performance.now() - this.lastAt;
  }

  add(partner: string, message: MessageName): void {
    const name = nameOf(message);
    const seenBy = this.seen.get(name) ?? new Set();
    this.seen.set(name, seenBy);
    if (seenBy.has(partner)) return;
    seenBy.add(partner);
    this.lastAt = performance.now();
    this.times[partner]?.push(Math.round(this.lastAt - this.startedAt));
    if (seenBy.size < this.partners.length) return;
    this.complete += 1;
    this.waiting.get(name)?.();
    this.waiting.delete(name);
  }

  /** Resolves with true when every partner has seen the message, with false when that takes too long. */
  byAll(message: MessageName, withinMs: number): Promise<boolean> {
    const name = nameOf(message);
    if (this.seen.get(name)?.size === this.partners.length) return Promise.resolve(true);
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        this.waiting.delete(name);
        resolve(false);
      }, withinMs);
      this.waiting.set(name, () => {
        clearTimeout(late);
        resolve(true);
      });
    });
  }

  /** Who has not seen it yet. */
  missing(message: MessageName): string[] {
    const seenBy = this.seen.get(nameOf(message));
    return this.partners.filter((partner) => !seenBy?.has(partner));
  }
}
