import type { NodeContext } from '../runtime/face.ts';

const stateName = (name: string): string => `standing-exception:${name}`;

type Told = Pick<NodeContext, 'state' | 'stage'>;

async function openUnder(name: string, context: Told): Promise<string | null> {
  const id = await context.state(stateName(name));
  return typeof id === 'string' ? id : null;
}

/** The id of an exception that takes the place of the last one under this name, which is closed. */
export async function replaceStanding(
  name: string,
  context: Told & Pick<NodeContext, 'effectId'>,
): Promise<string> {
  const before = await openUnder(name, context);
  const id = context.effectId(`standing ${name} after ${before}`);
  if (before !== null) context.stage({ kind: 'close-exception', id: before, reason: 'it is told anew' });
  context.stage({ kind: 'state', name: stateName(name), value: id });
  return id;
}

/** Closes the last exception under this name, since its cause is gone. */
export async function closeStanding(name: string, reason: string, context: Told): Promise<void> {
  const before = await openUnder(name, context);
  if (before === null) return;
  context.stage({ kind: 'close-exception', id: before, reason });
  context.stage({ kind: 'state', name: stateName(name), value: null });
}
