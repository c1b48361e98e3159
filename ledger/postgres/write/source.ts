import type { DeliveryState, MessageState } from '../../ledger.ts';
import type { Change, Request } from '../../write/changes.ts';
import { namedBy } from '../../write/named.ts';
import type {
  DeliveryRef,
  HeldException,
  HeldProcess,
  HeldTimer,
  Known,
  MessageRef,
  Source,
} from '../../write/source.ts';
import { Missing, Names, pair } from './names.ts';
import type { Recent } from './recent.ts';

export interface KnownRow extends Known {
  readonly ordinal: number;
}

type ProcessChange = Extract<Change, { op: 'process' }>;
type Held<Ref, State> = { readonly ref: Ref; readonly state: State };

/**
 * What planning one batch may ask: rows loaded for it, and on the quick way what is remembered from of late and the
 * guess that a new key is new. It also tells the sink what planning was told, which is what the guards go by.
 */
export class BatchSource implements Source {
  readonly messages = new Map<string, Held<MessageRef, MessageState> | null>();
  readonly keys = new Map<string, readonly KnownRow[]>();
  readonly deliveries = new Map<string, Held<DeliveryRef, DeliveryState> | null>();
  readonly exceptions = new Map<string, HeldException | null>();
  readonly processes = new Map<string, HeldProcess | null>();
  readonly timers = new Map<string, HeldTimer | null>();
  readonly digests = new Map<string, string | null>();
  readonly numbers = new Map<string, number>();
  audit: { readonly number: number; readonly hash: string } | null = null;

  /**
   * The names that must be loaded before these requests are planned, apart from what is remembered and from keys
   * and processes that are taken for new. The guess is written down as if it had been read.
   */
  guess(requests: readonly Request[], recent: Recent, newKeys: boolean): Names {
    const named = namedBy(requests);
    const names = new Names();
    for (const id of named.messages) {
      const held = recent.messages.get(id);
      if (held) this.messages.set(id, held);
      else names.messages.add(id);
    }
    for (const id of named.deliveries) {
      const held = recent.deliveries.get(id);
      if (held) this.deliveries.set(id, held);
      else names.deliveries.add(id);
    }
    for (const [tenant, key] of named.known) {
      if (newKeys) this.keys.set(pair(tenant, key), []);
      else names.known.set(pair(tenant, key), [tenant, key]);
    }
    for (const { changes } of requests)
      for (const change of changes) if (change.op === 'process') this.#guessProcess(change, recent, names);
    names.addRest(named);
    return names;
  }

  /** One that is not remembered is new when the first change of it says so. */
  #guessProcess({ tenant, key, expectVersion }: ProcessChange, recent: Recent, names: Names): void {
    const name = pair(tenant, key);
    if (this.processes.has(name) || names.processes.has(name)) return;
    const held = recent.processes.get(name) ?? (expectVersion === 0 ? null : undefined);
    if (held === undefined) names.processes.set(name, [tenant, key]);
    else this.processes.set(name, held);
  }

  message(id: string): Held<MessageRef, MessageState> | null {
    return known(this.messages.get(id), (names) => names.messages.add(id));
  }

  known(tenant: string, key: string): readonly Known[] {
    const name = pair(tenant, key);
    return known(this.keys.get(name), (names) => names.known.set(name, [tenant, key]));
  }

  delivery(id: string): Held<DeliveryRef, DeliveryState> | null {
    return known(this.deliveries.get(id), (names) => names.deliveries.add(id));
  }

  exception(id: string): HeldException | null {
    return known(this.exceptions.get(id), (names) => names.exceptions.add(id));
  }

  process(tenant: string, key: string): HeldProcess | null {
    const name = pair(tenant, key);
    return known(this.processes.get(name), (names) => names.processes.set(name, [tenant, key]));
  }

  timer(id: string): HeldTimer | null {
    return known(this.timers.get(id), (names) => names.timers.add(id));
  }

  remembered(scope: string, key: string): string | null {
    const name = pair(scope, key);
    return known(this.digests.get(name), (names) => names.remembered.set(name, [scope, key]));
  }

  lastNumber(sequence: string): number {
    return known(this.numbers.get(sequence), (names) => names.sequences.add(sequence));
  }

  lastAudit(): { readonly number: number; readonly hash: string } {
    return known(this.audit ?? undefined, (names) => {
      names.audit = true;
    });
  }
}

function known<Value>(value: Value | undefined, name: (names: Names) => unknown): Value {
  if (value !== undefined) return value;
  const names = new Names();
  name(names);
  throw new Missing(names);
}
