/** Queue names of the ledger: who runs a message. */
export const queues = {
  /** A message that came in through an entry; the run starts at the entry's output. */
  entry: (nodeId: string) => `entry:${nodeId}`,
  /**
   * A message of a stock node that reached this node without a run, or the document of a retried exception; the run
   * starts by handing it to the node, or at the node's output when the message names one.
   */
  input: (nodeId: string) => `input:${nodeId}`,
  /** The answer to a delivery; the run starts at the delivering node's output. */
  answer: (nodeId: string) => `answer:${nodeId}`,
  /** A hand-over to one pack; the run starts at every `channel-in` of that pack for the channel. */
  channel: (channel: string, pack: string) => `channel:${channel}/${pack}`,
} as const;

export type Target =
  | { readonly kind: 'entry' | 'input' | 'answer'; readonly nodeId: string }
  | { readonly kind: 'channel'; readonly channel: string; readonly pack: string };

/** Reads a queue name back; null for a name of another release. */
export function parseQueue(queue: string): Target | null {
  const colon = queue.indexOf(':');
  const kind = queue.slice(0, colon);
  const rest = queue.slice(colon + 1);
  if (kind === 'entry' || kind === 'input' || kind === 'answer') return { kind, nodeId: rest };
  const slash = rest.lastIndexOf('/');
  if (kind !== 'channel' || slash < 0) return null;
  return { kind, channel: rest.slice(0, slash), pack: rest.slice(slash + 1) };
}
