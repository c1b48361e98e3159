import type { NodeRedApp } from 'node-red';
import { type FlowsState, reasonOf } from '../flows-state.ts';

interface RuntimeEvent {
  readonly id: string;
  readonly payload?: { readonly error?: string; readonly text?: string; readonly types?: readonly string[] };
}

/**
 * Starts an initialised Node-RED and resolves when its flows run, or when it says that they cannot.
 * Node-RED reports the latter only as an event for the editor.
 */
export async function startNodeRed(red: NodeRedApp): Promise<FlowsState> {
  const { promise, resolve } = Promise.withResolvers<FlowsState>();
  const onStarted = () => resolve({ started: true });
  const onEvent = ({ id, payload }: RuntimeEvent) => {
    if (id !== 'runtime-state' || !payload?.error) return;
    resolve({ started: false, reason: reasonOf(payload) });
  };
  red.events.on('flows:started', onStarted);
  red.events.on('runtime-event', onEvent);
  try {
    await red.start();
    return await promise;
  } finally {
    red.events.removeListener('flows:started', onStarted);
    red.events.removeListener('runtime-event', onEvent);
  }
}
