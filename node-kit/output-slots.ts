import type { FlowMessage } from './host.ts';
import type { NodeErrors } from './node-errors.ts';
import type { Slots } from './node-red.ts';

type Answers = Readonly<Record<string, FlowMessage | FlowMessage[] | null | undefined>>;

/**
 * Puts messages by output name into Node-RED's port order. A message built from scratch keeps the id, the
 * envelope and the run of the message it answers.
 *
 * @throws CD_NODE_OUTPUT_UNKNOWN
 */
export function outputSlots(
  answers: Answers,
  outputs: readonly string[],
  source: FlowMessage,
  node: string,
  errors: NodeErrors,
): Slots {
  const slots: (FlowMessage | FlowMessage[] | null)[] = outputs.map(() => null);
  for (const [output, answer] of Object.entries(answers)) {
    const port = outputs.indexOf(output);
    if (port < 0) {
      throw errors.make('CD_NODE_OUTPUT_UNKNOWN', { node, output, outputs: outputs.join(', ') || 'none' });
    }
    if (!answer) continue;
    slots[port] = Array.isArray(answer)
      ? answer.map((message) => descend(message, source))
      : descend(answer, source);
  }
  return slots;
}

function descend(message: FlowMessage, source: FlowMessage): FlowMessage {
  if (message === source) return message;
  const inherited: Record<string | symbol, unknown> = {};
  // The runtime marks a run's messages with symbol properties, which survive cloning but not a fresh object.
  for (const symbol of Object.getOwnPropertySymbols(source)) inherited[symbol] = Reflect.get(source, symbol);
  if (source._msgid !== undefined) inherited._msgid = source._msgid;
  const descendant: FlowMessage = { ...inherited, ...message };
  if (source.crossdock !== undefined) descendant.crossdock = source.crossdock;
  return descendant;
}
