import type { NodeRed } from './red.ts';

/** Whether the flows run, and when they do not, why. */
export type FlowsState = { readonly started: true } | { readonly started: false; readonly reason: string };

interface RuntimeState {
  readonly state?: string;
  readonly error?: string;
  readonly types?: readonly string[];
}

/**
 * Tells each time the flows have started, or stay stopped: then Node-RED reports it only as an event for its editor.
 * Ends with the function that is returned.
 */
export function watchFlows(events: NodeRed['events'], tell: (state: FlowsState) => void): () => void {
  const started = () => tell({ started: true });
  const told = (event: unknown) => {
    const { id, payload } = event as { id: string; payload?: RuntimeState };
    if (id !== 'runtime-state' || (payload?.state !== 'stop' && payload?.state !== 'safe')) return;
    tell({ started: false, reason: reasonOf(payload) });
  };
  events.on('flows:started', started);
  events.on('runtime-event', told);
  return () => {
    events.removeListener('flows:started', started);
    events.removeListener('runtime-event', told);
  };
}

/** In Node-RED's words, with the types that it lacks. */
export function reasonOf({ error = 'stopped', types }: RuntimeState): string {
  return types ? `${error}: ${types.join(', ')}` : error;
}
