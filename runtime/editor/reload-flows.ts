import type { NodeRedApp } from 'node-red';

/** What the published types do not show of the runtime's interface. */
interface FlowsApi {
  setFlows(options: { flows: Record<string, never>; deploymentType: 'reload' }): Promise<unknown>;
}

/** Stops the flows, takes those of the storage and starts them: a deploy that changes nothing on disk. */
export async function reloadFlows(red: NodeRedApp): Promise<void> {
  const { flows } = (red as unknown as { runtime: { flows: FlowsApi } }).runtime;
  await flows.setFlows({ flows: {}, deploymentType: 'reload' });
}
