import { EventEmitter } from 'node:events';

/** One thing a stand-in received, kept for inspection. */
export interface Received {
  readonly at: string;
  readonly what: string;
  readonly reference: string;
  readonly body: unknown;
  /** What it was answered with. */
  readonly outcome: string;
}

/** Keeps what a stand-in received and the problems it saw: a duplicate posting is always one. */
export class Recorder extends EventEmitter<{ received: [Received] }> {
  readonly received: Received[] = [];
  readonly problems: { at: string; problem: string; reference: string }[] = [];
  private readonly posted = new Map<string, string>();

  constructor() {
    super();
    // Whoever waits for one of many things at once listens once for each.
    this.setMaxListeners(0);
  }

  record(what: string, reference: string, body: unknown, outcome: string): void {
    const received = { at: new Date().toISOString(), what, reference, body, outcome };
    this.received.push(received);
    if (this.received.length > 20_000) this.received.splice(0, 10_000);
    this.emit('received', received);
  }

  problem(problem: string, reference: string): void {
    this.problems.push({ at: new Date().toISOString(), problem, reference });
  }

  /** Notes an effect that must happen once per reference; a second one is a problem. Returns whether it was the first. */
  effect(what: string, reference: string, document: string): boolean {
    const key = `${what} ${reference}`;
    const before = this.posted.get(key);
    if (before !== undefined) {
      this.problem(
        `duplicate ${what}: ${reference} is ${before} already and was posted again as ${document}`,
        reference,
      );
      return false;
    }
    this.posted.set(key, document);
    return true;
  }

  effects(): Record<string, string> {
    return Object.fromEntries(this.posted);
  }
}
