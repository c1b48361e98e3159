import type { Ledger, StoredMessage } from '../../ledger/ledger.ts';
import { found, missing, type TowerRoute } from './route.ts';

const mostHops = 20;
const mostShownBytes = 200_000;

/** A message with its envelope and body, and the document it came from as it was received. */
export const readMessage: TowerRoute['handle'] = async ({ ledger }, { parameters }) => {
  const message = await ledger.message(String(parameters.id));
  if (!message) return missing(`message ${parameters.id}`);
  const { envelope, queue, state, attempts, acceptedAt, body } = message;
  return found({
    envelope,
    queue,
    state,
    attempts,
    acceptedAt,
    body,
    received: await receivedFrom(message, ledger),
  });
};

/** Follows the causes back to the message that came from outside. */
async function receivedFrom(start: StoredMessage, ledger: Pick<Ledger, 'message' | 'raw'>) {
  let message: StoredMessage | null = start;
  for (let hop = 0; message && hop < mostHops; hop += 1) {
    if (message.rawDigest !== undefined) {
      const raw = await ledger.raw(message.rawDigest);
      if (raw === null) return null;
      const { source, receivedAt } = message.envelope;
      const shown = Buffer.from(raw.subarray(0, mostShownBytes));
      return {
        source,
        receivedAt,
        bytes: raw.byteLength,
        text: shown.toString('utf8'),
        cut: raw.byteLength > mostShownBytes,
      };
    }
    const { causationId }: { causationId: string | null } = message.envelope;
    message = causationId === null ? null : await ledger.message(causationId);
  }
  return null;
}
