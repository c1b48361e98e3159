/** What a partner says to a question: a changed answer, another status, or null for its usual answer. */
export type Said = Awaited<ReturnType<import('../../../partners/http-stand-in.ts').Gate>>;

/**
 * Where questions to partners wait until the case says what they answer. Each question of a case has a name, such as
 * `shipment` or `posted NW-1`.
 */
export class Desk {
  private readonly waiting = new Map<string, ((said: Said) => void)[]>();
  private readonly told = new Map<string, Said>();

  /** How many wait for an answer. */
  get held(): number {
    return [...this.waiting.values()].reduce((all, { length }) => all + length, 0);
  }

  /** Resolves when the case says so; at once when it has said so already. */
  ask(question: string): Promise<Said> {
    const said = this.told.get(question);
    if (said !== undefined) return Promise.resolve(said);
    return new Promise((resolve) => {
      this.waiting.set(question, [...(this.waiting.get(question) ?? []), resolve]);
    });
  }

  /** False when it was told before: then it is a document that comes by itself. */
  tell(question: string, said: Said): boolean {
    if (this.told.has(question)) return false;
    this.told.set(question, said);
    for (const answer of this.waiting.get(question) ?? []) answer(said);
    this.waiting.delete(question);
    return true;
  }

  /** Nothing waits any more: whoever still asks is refused. */
  close(): void {
    for (const answer of [...this.waiting.values()].flat())
      answer({ status: 503, body: { error: 'closed' } });
    this.waiting.clear();
  }
}
