import type { Ledger, Reply } from '../../ledger/ledger.ts';
import type { Clock } from '../clock.ts';

/** Callers of this process that wait for a reply. The reply itself is in the ledger and outlives them. */
export class Replies {
  private readonly waiting = new Map<string, Set<(reply: Reply | null) => void>>();
  private readonly ledger: Ledger;
  private readonly clock: Clock;

  constructor(options: { ledger: Ledger; clock: Clock }) {
    this.ledger = options.ledger;
    this.clock = options.clock;
  }

  /** The reply, or null when it has not come in time or will not come. */
  wait(id: string, timeoutMs: number): Promise<Reply | null> {
    return new Promise((resolve) => {
      const answers = this.waiting.get(id) ?? new Set();
      this.waiting.set(id, answers);
      const answer = (reply: Reply | null): void => {
        cancel();
        answers.delete(answer);
        if (answers.size === 0) this.waiting.delete(id);
        resolve(reply);
      };
      const cancel = this.clock.after(timeoutMs, () => answer(null));
      answers.add(answer);
    });
  }

  /** There may be a reply under this id in the ledger. */
  async look(id: string): Promise<void> {
    if (!this.waiting.has(id)) return;
    // A read that fails leaves the caller with 202 and the status URL.
    const reply = await this.ledger.reply(id).catch(() => null);
    if (reply) this.answer(id, reply);
  }

  /** There may be a reply for anybody who waits. */
  lookAll(): void {
    for (const id of this.waiting.keys()) void this.look(id);
  }

  /** No reply will come: the message went to the exception list, or the runtime stops. */
  abandon(id: string): void {
    this.answer(id, null);
  }

  abandonAll(): void {
    for (const id of [...this.waiting.keys()]) this.abandon(id);
  }

  private answer(id: string, reply: Reply | null): void {
    for (const answer of [...(this.waiting.get(id) ?? [])]) answer(reply);
  }
}
