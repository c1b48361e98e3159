import type { Instant } from '../../ledger/ledger.ts';
import { instantAt } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Site, SystemConfig } from '../site/site.ts';
import type { Circuit } from './circuit-breaker.ts';
import { SystemGate, type SystemLimits } from './system-gate.ts';

/** How one outside system stands, for the status page and the log. */
export interface SystemView {
  readonly name: string;
  readonly circuit: Circuit;
  /** When an open circuit lets one try, or a recovery ends. */
  readonly until?: Instant;
  readonly running: number;
  /** Read and waiting for their turn; what waits beyond 1,024 is in the ledger only. */
  readonly waiting: number;
  readonly rateLimited: boolean;
  /** Null without a budget. */
  readonly retriesLeft: number | null;
  /**
   * Name of the system that gets its deliveries now: all of them since it is down, or the last one, within the last
   * minute, since that kept failing. Null: it gets them itself.
   */
  readonly fallbackActive: string | null;
}

/** Delivers nothing for a system the site does not know; its deliveries become exceptions. */
const unknownSystem: SystemLimits = {
  maxConcurrent: 1,
  circuitBreaker: { failures: Number.POSITIVE_INFINITY, openMs: 0 },
};

interface Known {
  readonly gate: SystemGate;
  circuit: Circuit;
  /** When the fallback took its last delivery; null: the system took the last one itself. */
  sparedAt: number | null;
}

/** For how long one delivery that the fallback took shows. */
const sparedShownMs = 60_000;

/** The gates of all outside systems. */
export class Systems {
  private readonly configs: Site['systems'];
  private readonly log: Log;
  private readonly onChange: () => void;
  private readonly known = new Map<string, Known>();
  private share = 1;

  constructor(
    configs: Site['systems'],
    { log, onChange }: { readonly log: Log; readonly onChange: () => void },
  ) {
    this.configs = configs;
    this.log = log;
    this.onChange = onChange;
  }

  gate(name: string): SystemGate {
    return this.of(name).gate;
  }

  /** The part of every system's limits that is this process's. */
  setShare(share: number, now: number): void {
    this.share = share;
    for (const { gate } of this.known.values()) gate.setShare(share, now);
  }

  /** For a call: the system's gate, and what tells when its circuit is another than it was. */
  called(name: string): { readonly gate: SystemGate; readonly announce: (now: number) => void } {
    const known = this.of(name);
    return { gate: known.gate, announce: (now) => this.announce(name, known, now) };
  }

  /** A delivery of the system `name` was taken: by itself or by its fallback. */
  took(name: string, by: string, now: number): void {
    this.of(name).sparedAt = by === name ? null : now;
  }

  private announce(name: string, known: Known, now: number): void {
    const circuit = known.gate.circuit(now);
    if (circuit === known.circuit) return;
    const from = known.circuit;
    known.circuit = circuit;
    const { until } = known.gate.view(now);
    const details = { system: name, circuit, from, ...(until !== null && { until: instantAt(until) }) };
    this.log(circuit === 'open' ? 'warn' : 'info', `system ${name}: circuit ${circuit}`, details);
    this.onChange();
  }

  /** Systems that are called, in the order of the site file. */
  views(now: number, waiting: (name: string) => number): SystemView[] {
    return Object.values(this.configs)
      .filter(({ inbound }) => inbound !== true)
      .map((config) => {
        const { gate, sparedAt } = this.of(config.name);
        const { until, ...view } = gate.view(now);
        return {
          name: config.name,
          ...view,
          ...(until !== null && { until: instantAt(until) }),
          waiting: Math.max(0, waiting(config.name) - view.running),
          fallbackActive: standIn(config, gate.downSince, sparedAt, now),
        };
      });
  }

  private of(name: string): Known {
    const found = this.known.get(name);
    if (found) return found;
    const gate = new SystemGate(this.configs[name] ?? unknownSystem);
    if (this.share < 1) gate.setShare(this.share, 0);
    const known: Known = { gate, circuit: 'closed', sparedAt: null };
    this.known.set(name, known);
    return known;
  }
}

function standIn(
  { fallback, fallbackAfterMs = 0 }: SystemConfig,
  downSince: number | null,
  sparedAt: number | null,
  now: number,
): string | null {
  if (fallback === undefined) return null;
  const down = downSince !== null && now - downSince >= fallbackAfterMs;
  const spared = sparedAt !== null && now - sparedAt < sparedShownMs;
  return down || spared ? fallback : null;
}
