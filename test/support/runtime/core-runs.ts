import type { Hop, StoredException } from '../../../ledger/ledger.ts';
import type { FlowNode } from './protocol.ts';
import { RunningFlows } from './running-flows.ts';

type To = string | readonly string[];

/** A function node with the defaults of the editor. */
export const func = (id: string, code: string, to: To | readonly To[] = [], more = {}): FlowNode => ({
  id,
  type: 'function',
  func: code,
  outputs: Array.isArray(to) && to.some(Array.isArray) ? to.length : 1,
  initialize: '',
  finalize: '',
  libs: [],
  ...more,
  to: Array.isArray(to) && to.some(Array.isArray) ? (to as string[][]) : [to as string[]],
});

/** Any core node. */
export const core = (id: string, type: string, config: object, ...to: To[]): FlowNode => ({
  id,
  type,
  ...config,
  to,
});

/** Runs through core nodes; the key of each run is the id of its entry unless given. */
export class CoreRuns {
  readonly flows: RunningFlows;

  private constructor(flows: RunningFlows) {
    this.flows = flows;
  }

  static async start(
    flow: readonly FlowNode[],
    options: Parameters<typeof RunningFlows.start>[1] = {},
  ): Promise<CoreRuns> {
    const retry = { attempts: 1, firstDelayMs: 1, factor: 1, maxDelayMs: 1 };
    return new CoreRuns(await RunningFlows.start(flow, { site: { retry }, ...options }));
  }

  stop(): Promise<void> {
    return this.flows.stop();
  }

  /** What the committed runs under a key have noted: names of nodes, sorted. */
  async names(key: string): Promise<string[]> {
    return (await this.flows.notes(key)).map(({ name }) => name).sort();
  }

  async accept(entry: string, payload: unknown = {}, properties = {}, key = entry): Promise<string> {
    return (await this.flows.accept(entry, payload, { key, properties })).id;
  }

  /** What a run had noted at the very moment it was done. */
  async finished(entry: string, payload: unknown = {}, properties = {}, key = entry): Promise<string[]> {
    await this.flows.untilState(await this.accept(entry, payload, properties, key), 'done');
    return this.names(key);
  }

  /** The payloads that one node has noted, in order. */
  async payloads(key: string, name: string): Promise<unknown[]> {
    return (await this.flows.notes(key)).filter((note) => note.name === name).map(({ data }) => data);
  }

  /** The exception of a run that failed. */
  async failed(entry: string, payload: unknown = {}, properties = {}, key = entry): Promise<StoredException> {
    return this.exception(await this.accept(entry, payload, properties, key));
  }

  async exception(id: string): Promise<StoredException> {
    await this.flows.untilState(id, 'parked');
    const found = (await this.flows.openExceptions()).find(({ subjectId }) => subjectId === id);
    if (!found) throw new Error(`no exception about ${id}`);
    return found;
  }

  /** A run that never ends by itself: it is given up after the site's time-out. */
  async timedOut(entry: string, at: string, payload: unknown = {}): Promise<StoredException> {
    const id = await this.accept(entry, payload);
    await this.reaches(id, at);
    await this.flows.call('advance', 30_000);
    return this.exception(id);
  }

  async reaches(id: string, nodeId: string): Promise<Hop> {
    return this.flows.until(`message ${id} is at ${nodeId}`, async () =>
      (await this.flows.trace(id)).find((hop) => hop.nodeId === nodeId),
    );
  }

  /** Messages that got a run of their own at this node because they had none. */
  async strangers(nodeId: string): Promise<{ readonly id: string; readonly state: string }[]> {
    const messages = await this.flows.ledger('messages', { limit: 1_000 });
    return messages
      .filter(({ queue }) => queue === `input:${nodeId}`)
      .map(({ envelope, state }) => ({ id: envelope.id, state }));
  }
}
