import type { FlowMessage } from './host.ts';

type Answers = Readonly<Record<string, FlowMessage | FlowMessage[] | null | undefined>>;

/** Messages that are sent at one go: everything they set off before the event loop turns takes some milliseconds. */
const sentAtOnce = 32;

/**
 * What a node answers, in portions to be sent one after the other: by output, as Node-RED sends them. All at once where
 * they are few.
 */
export function portionsOf(answers: Answers): readonly Answers[] {
  if (isFew(answers)) return [answers];
  const lists = Object.entries(answers).map(
    ([output, answer]) => [output, answer ? [answer].flat() : []] as const,
  );
  return lists.flatMap(([output, messages]) =>
    Array.from({ length: Math.ceil(messages.length / sentAtOnce) }, (_, index) => ({
      [output]: messages.slice(index * sentAtOnce, (index + 1) * sentAtOnce),
    })),
  );
}

/** Without a list of them: a node mostly answers one message with one. */
function isFew(answers: Answers): boolean {
  let count = 0;
  for (const answer of Object.values(answers)) count += Array.isArray(answer) ? answer.length : 1;
  return count <= sentAtOnce;
}
