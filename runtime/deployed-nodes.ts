import type { NodeInstance } from '../node-kit/host.ts';
import { parseQueue, queues } from './channels/queues.ts';

const channelInType = 'crossdock-channel-in';

/** The nodes of ours that are deployed now, and the queues they run. */
export class DeployedNodes {
  private readonly nodes = new Map<string, NodeInstance>();
  private readonly packOf: (flowId: string) => string;

  constructor(packOf: (flowId: string) => string) {
    this.packOf = packOf;
  }

  add(instance: NodeInstance): void {
    this.nodes.set(instance.id, instance);
  }

  /** A redeployed node attaches before its predecessor has detached: only the same instance is taken out. */
  remove(instance: NodeInstance): void {
    if (this.nodes.get(instance.id) === instance) this.nodes.delete(instance.id);
  }

  get(id: string): NodeInstance | undefined {
    return this.nodes.get(id);
  }

  /** The node itself, or any other that can make the same call. */
  deliverer(id: string, type: string): NodeInstance | undefined {
    const own = this.nodes.get(id);
    if (own?.deliver) return own;
    return [...this.nodes.values()].find((node) => node.type === type && node.deliver);
  }

  packOfNode(id: string): string | null {
    const node = this.nodes.get(id);
    return node ? this.packOf(node.flowId) : null;
  }

  /** The pack whose flow runs a queue; null when its node is gone. */
  packOfQueue(queue: string): string | null {
    const target = parseQueue(queue);
    if (target?.kind === 'channel') return target.pack;
    return target ? this.packOfNode(target.nodeId) : null;
  }

  entries(): NodeInstance[] {
    return [...this.nodes.values()].filter((node) => node.role === 'entry' && channelOf(node) === null);
  }

  channelIns(channel: string, pack: string): NodeInstance[] {
    return [...this.nodes.values()].filter(
      (node) => channelOf(node) === channel && this.packOf(node.flowId) === pack,
    );
  }

  queuesOf(node: NodeInstance): string[] {
    const channel = channelOf(node);
    if (channel !== null) return [queues.channel(channel, this.packOf(node.flowId))];
    if (node.role === 'entry') return [queues.entry(node.id)];
    if (node.role === 'delivery') return [queues.answer(node.id), queues.input(node.id)];
    return node.role === 'step' ? [queues.input(node.id)] : [];
  }

  queues(): Set<string> {
    return new Set([...this.nodes.values()].flatMap((node) => this.queuesOf(node)));
  }
}

function channelOf({ type, config }: NodeInstance): string | null {
  return type === channelInType && typeof config.channel === 'string' ? config.channel : null;
}
