import type { Json, Ledger, StoredMessage } from '../../ledger/ledger.ts';
import { type Cut, cutText } from './cut.ts';
import { bytesOf, readBytes } from './document-text.ts';
import { messageRow } from './message-view.ts';
import { file, found, missing, type TowerRoute } from './route.ts';

const mostCauses = 20;
const mostShownBytes = 200_000;

/** A message with its envelope and body, and the document it came from as it was received. */
export const readMessage: TowerRoute['handle'] = async ({ ledger }, { parameters }) => {
  const message = await ledger.message(String(parameters.id));
  if (!message) return missing(`message ${parameters.id}`);
  const { envelope, body } = message;
  return found({
    ...messageRow(message),
    envelope,
    content: shown(body),
    received: await receivedView(message, ledger),
  });
};

/** The whole body of a message, or with `what=received` the bytes it came from, as a file. */
export const saveMessage: TowerRoute['handle'] = async ({ ledger }, { parameters, query }) => {
  const message = await ledger.message(String(parameters.id));
  if (!message) return missing(`message ${parameters.id}`);
  if (query.what !== 'received') {
    return file(`${message.envelope.id}.json`, Buffer.from(JSON.stringify(message.body, null, 2)));
  }
  const received = await receivedFrom(message, ledger);
  if (!received) return missing(`document as received of message ${parameters.id}`);
  return file(received.message.envelope.source.reference, received.raw);
};

/** A body with what it carries as bytes written as text where it is text. */
function shown(body: Json): Cut {
  const readable = (_: string, value: Json): Json => {
    const bytes = bytesOf(value);
    if (bytes === null) return value;
    return readBytes(bytes)?.text ?? `${bytes.byteLength} bytes`;
  };
  return cutText(JSON.stringify(body, readable, 2), mostShownBytes);
}

async function receivedView(start: StoredMessage, ledger: Pick<Ledger, 'message' | 'raw'>) {
  const received = await receivedFrom(start, ledger);
  if (!received) return null;
  const { message, raw } = received;
  const { source, receivedAt, id } = message.envelope;
  return {
    ...{ source, receivedAt, messageId: id },
    bytes: raw.byteLength,
    text: readBytes(raw.subarray(0, mostShownBytes))?.text ?? 'It is no text: save it as a file.',
    cut: raw.byteLength > mostShownBytes,
  };
}

/** Follows the causes back to the message that came from outside. */
async function receivedFrom(start: StoredMessage, ledger: Pick<Ledger, 'message' | 'raw'>) {
  let message: StoredMessage | null = start;
  for (let steps = 0; message && steps < mostCauses; steps += 1) {
    if (message.rawDigest !== undefined) {
      const raw = await ledger.raw(message.rawDigest);
      return raw && { message, raw };
    }
    const { causationId }: { causationId: string | null } = message.envelope;
    message = causationId === null ? null : await ledger.message(causationId);
  }
  return null;
}
