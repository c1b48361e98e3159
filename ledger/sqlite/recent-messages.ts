import type { CommitResult, NewMessage, Operation } from '../ledger.ts';
import type { Change } from '../write/changes.ts';

/** What came in within a few hundred milliseconds under full load; more waits anyway, and is read from the file. */
const maxCharacters = 8 * 1024 * 1024;

/**
 * Envelopes and bodies as they were accepted, for the reading that follows at once: most messages are run a moment
 * after they came in, and need not be found, unpacked and parsed again. Nobody changes what was accepted.
 */
export class RecentMessages {
  readonly #messages = new Map<string, { readonly message: NewMessage; readonly characters: number }>();
  #characters = 0;

  /** A number that is allotted in a commit changes what is stored of its messages: those are not kept. */
  committed(operations: readonly Operation[], changes: readonly Change[], result: CommitResult): void {
    if (!result.committed || operations.some(({ op }) => op === 'allot')) return;
    for (const [index, operation] of operations.entries()) {
      const change = changes[index];
      if (operation.op !== 'accept' || change?.op !== 'accept') continue;
      const { id } = operation.message.envelope;
      // What is kept as a conflict may still get other content.
      const isNew = result.accepted.some((one) => one.outcome === 'accepted' && one.id === id);
      if (isNew) this.#add(operation.message, change.message.body.length);
    }
  }

  /** Given out once. */
  take(id: string): NewMessage | undefined {
    const found = this.#messages.get(id);
    if (found) this.#delete(id, found.characters);
    return found?.message;
  }

  #add(message: NewMessage, characters: number): void {
    this.#messages.set(message.envelope.id, { message, characters });
    this.#characters += characters;
    for (const [id, oldest] of this.#messages) {
      if (this.#characters <= maxCharacters) return;
      this.#delete(id, oldest.characters);
    }
  }

  #delete(id: string, characters: number): void {
    this.#messages.delete(id);
    this.#characters -= characters;
  }
}
