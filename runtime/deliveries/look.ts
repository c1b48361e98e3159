import type { StoredDelivery } from '../../ledger/ledger.ts';
import type { NodeInstance } from '../../node-kit/host.ts';
import { type Clock, instantAt } from '../clock.ts';
import type { DeployedNodes } from '../deployed-nodes.ts';
import type { Site, SystemConfig } from '../site/site.ts';
import { refusalOutput } from './outcome-operations.ts';
import { type Route, routeOf } from './route.ts';
import type { Systems } from './systems.ts';

/** What can be done with a delivery at once, and by which node. */
export type Open = Exclude<Route, { kind: 'wait' }> & { readonly node: NodeInstance };

export interface LookOptions {
  readonly site: Pick<Site, 'systems'>;
  readonly deployed: Pick<DeployedNodes, 'deliverer'>;
  readonly systems: Pick<Systems, 'gate'>;
  readonly clock: Clock;
}

/**
 * One look at what waits for a system, at one instant. What holds one delivery back mostly holds all back that wait
 * for the same system, of which there may be a thousand: that is found out once.
 */
export class Look {
  private readonly options: LookOptions;
  private readonly system: string;
  private readonly config: SystemConfig | undefined;
  private readonly now: number;
  /** A delivery that waits for longer is given up; null: none is. */
  private readonly cutOff: string | null;
  private oldest: string | null = null;
  private at = Number.POSITIVE_INFINITY;
  private closed: boolean | null = null;
  private untriedWait = false;

  constructor(system: string, options: LookOptions) {
    const { giveUpAfterMs } = options.site.systems[system] ?? {};
    this.options = options;
    this.system = system;
    this.config = options.site.systems[system];
    this.now = options.clock.now().getTime();
    this.cutOff = giveUpAfterMs === undefined ? null : instantAt(Math.max(0, this.now - giveUpAfterMs));
  }

  /** When to look again, in milliseconds since the epoch; infinite: when something happens. */
  get againAt(): number {
    const { oldest, config } = this;
    if (oldest === null) return this.at;
    return Math.min(this.at, Date.parse(oldest) + (config?.giveUpAfterMs ?? Number.POSITIVE_INFINITY));
  }

  /** True when nothing goes, whatever waits. */
  get isOver(): boolean {
    return this.cutOff === null && this.isClosed();
  }

  /** Null: not now. */
  open(delivery: StoredDelivery): Open | null {
    const untried = delivery.lastError === undefined;
    if ((this.isClosed() || (untried && this.untriedWait)) && !this.isTooOld(delivery)) return null;
    const { site, deployed, systems } = this.options;
    const node = deployed.deliverer(delivery.nodeId, delivery.nodeType);
    if (!node) return null;
    const route = routeOf(delivery, {
      systems: site.systems,
      gateOf: (name) => systems.gate(name),
      canReject: node.outputs.includes(refusalOutput),
      now: this.now,
    });
    if (route.kind !== 'wait') return { ...route, node };
    if (route.at !== null) this.at = Math.min(this.at, route.at);
    // Whether it is rejected instead depends on the node; all else is the same for all that were never tried.
    this.untriedWait ||= untried && this.config?.degraded !== 'reject';
    return null;
  }

  /** A call began: others may have to wait now that had not, and the other way round. */
  began(): void {
    this.closed = null;
    this.untriedWait = false;
  }

  /** The system alone decides, and takes nothing. */
  private isClosed(): boolean {
    if (this.config?.fallback !== undefined || this.config?.degraded === 'reject') return false;
    this.closed ??= this.asksInVain();
    return this.closed;
  }

  private asksInVain(): boolean {
    const admission = this.options.systems.gate(this.system).admission(this.now, false);
    if (!admission.go && admission.at !== null) this.at = Math.min(this.at, admission.at);
    return !admission.go;
  }

  private isTooOld({ attempts, availableAt, stagedAt }: StoredDelivery): boolean {
    if (this.cutOff === null) return false;
    const since = attempts === 0 ? availableAt : stagedAt;
    if (this.oldest === null || since < this.oldest) this.oldest = since;
    return since <= this.cutOff;
  }
}
