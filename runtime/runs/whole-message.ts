import { CrossdockError } from '../../domain/errors.ts';
import type { Ledger, StoredMessage } from '../../ledger/ledger.ts';
import type { Log } from '../log.ts';

/** The message with the content its claim stands for, or damaged without it; null when it cannot be read right now. */
export async function wholeMessage(
  message: StoredMessage,
  { ledger, log }: { readonly ledger: Pick<Ledger, 'content'>; readonly log: Log },
): Promise<StoredMessage | null> {
  const { claim, envelope } = message;
  if (!claim) return message;
  try {
    const body = await ledger.content(claim.digest);
    if (body !== null) return { ...message, body };
    return { ...message, damaged: 'its content is not in the ledger' };
  } catch (thrown) {
    if (thrown instanceof CrossdockError && thrown.code === 'CD_LEDGER_CONTENT_DAMAGED') {
      return { ...message, damaged: thrown.message };
    }
    const details = { messageId: envelope.id, reason: String(thrown) };
    log('error', 'the content of a message could not be read, it waits', details);
    return null;
  }
}

/** The message as a queue keeps it: content that has a claim is read again when its turn has come. */
export const withoutContent = (message: StoredMessage): StoredMessage =>
  message.claim ? { ...message, body: null } : message;
