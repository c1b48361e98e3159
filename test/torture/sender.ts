import { setTimeout as pause } from 'node:timers/promises';
import type { MessageName } from './recording.ts';
import { between, pick, type Random } from './seeded.ts';

export interface SenderOptions {
  readonly messages: number;
  readonly keys: number;
  readonly random: Random;
  /** Where the workers listen. */
  readonly urls: readonly string[];
}

/** Callers at the same time. */
const callers = 12;
/** A frozen worker takes the connection and never answers. */
const patienceMs = 2_000;
const betweenTriesMs = 60;

/**
 * An outside system that posts numbered messages, per key one after the other. What was not answered with 2xx it
 * posts again under the same idempotency key, to whichever worker, for ever.
 */
export class Sender {
  readonly acknowledged: MessageName[] = [];
  /** How often which answer came; `none` for no answer at all. */
  readonly answers = new Map<string, number>();
  /** Answers that no repeat can mend. */
  readonly refused: string[] = [];
  private readonly options: SenderOptions;
  private readonly ready: string[];
  private readonly last = new Map<string, number>();
  private issued = 0;
  private limit = 0;
  private watchers = new Set<() => void>();
  private nextWatchers: ((message: MessageName) => void)[] = [];
  private stopped = false;

  constructor(options: SenderOptions) {
    this.options = options;
    this.ready = Array.from({ length: options.keys }, (_, index) => `K${String(index + 1).padStart(4, '0')}`);
  }

  /** So many may be sent, over the whole run. */
  allow(upTo: number): void {
    this.limit = Math.max(this.limit, upTo);
    this.changed();
  }

  /** Resolves when so many are acknowledged. */
  reached(count: number): Promise<void> {
    return this.until(() => this.acknowledged.length >= count || this.stopped);
  }

  /** The first message that is acknowledged from now on. */
  next(): Promise<MessageName> {
    return new Promise((resolve) => this.nextWatchers.push(resolve));
  }

  /** Sends until all is acknowledged, or `stop`. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: callers }, () => this.caller()));
  }

  stop(): void {
    this.stopped = true;
    this.changed();
  }

  private async caller(): Promise<void> {
    for (;;) {
      await this.until(
        () => this.stopped || this.finished || (this.issued < this.limit && this.ready.length > 0),
      );
      const key = this.stopped || this.finished ? undefined : this.ready.shift();
      if (key === undefined) return;
      this.issued += 1;
      const number = (this.last.get(key) ?? 0) + 1;
      this.last.set(key, number);
      await this.send({ key, number });
      this.ready.push(key);
      this.changed();
    }
  }

  private get finished(): boolean {
    return this.issued >= this.options.messages;
  }

  private async send(message: MessageName): Promise<void> {
    const body = JSON.stringify(orderOf(message, this.options.random));
    while (!this.stopped) {
      const answer = await this.post(message, body);
      this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1);
      if (answer.startsWith('2')) {
        this.acknowledged.push(message);
        for (const told of this.nextWatchers.splice(0)) told(message);
        this.changed();
        return;
      }
      if (['400', '409', '413'].includes(answer)) {
        this.refused.push(`${message.key}/${message.number} was answered with ${answer}`);
        return;
      }
      await pause(betweenTriesMs);
    }
  }

  private async post({ key, number }: MessageName, body: string): Promise<string> {
    try {
      const response = await fetch(`${pick(this.options.random, this.options.urls)}/api/torture/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': `${key}-${number}` },
        body,
        signal: AbortSignal.timeout(patienceMs),
      });
      await response.arrayBuffer();
      return String(response.status);
    } catch {
      return 'none';
    }
  }

  private async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.watchers.add(resolve));
  }

  private changed(): void {
    const waiting = this.watchers;
    this.watchers = new Set();
    for (const look of waiting) look();
  }
}

function orderOf({ key, number }: MessageName, random: Random): Record<string, unknown> {
  const lines = Array.from({ length: between(random, 1, 4) }, (_, index) => ({
    line: index + 1,
    quantity: between(random, 1, 99),
  }));
  return { key, number, kind: random() < 0.5 ? 'express' : 'standard', lines };
}
