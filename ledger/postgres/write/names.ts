import type { Named } from '../../write/named.ts';

export const pair = (first: string, second: string): string => `${first}\0${second}`;

type Pairs = Map<string, readonly [string, string]>;

/** What is to be loaded before a batch is planned. */
export class Names {
  readonly messages = new Set<string>();
  readonly known: Pairs = new Map();
  readonly deliveries = new Set<string>();
  readonly exceptions = new Set<string>();
  readonly processes: Pairs = new Map();
  readonly timers = new Set<string>();
  readonly remembered: Pairs = new Map();
  readonly sequences = new Set<string>();
  audit = false;

  static all(named: Named): Names {
    const names = new Names();
    for (const id of named.messages) names.messages.add(id);
    for (const id of named.deliveries) names.deliveries.add(id);
    for (const one of named.known) names.known.set(pair(...one), one);
    for (const one of named.processes) names.processes.set(pair(...one), one);
    names.addRest(named);
    return names;
  }

  /** What nothing is remembered of: exceptions, timers, remembered keys, sequences, the audit trail. */
  addRest(named: Named): void {
    for (const id of named.exceptions) this.exceptions.add(id);
    for (const id of named.timers) this.timers.add(id);
    for (const one of named.remembered) this.remembered.set(pair(...one), one);
    for (const name of named.sequences) this.sequences.add(name);
    this.audit ||= named.audit;
  }

  get isEmpty(): boolean {
    const { messages, known, deliveries, exceptions, processes, timers, remembered, sequences } = this;
    const all = [messages, known, deliveries, exceptions, processes, timers, remembered, sequences];
    return !this.audit && all.every(({ size }) => size === 0);
  }
}

/** Planning asked for what is not loaded: to be loaded, and the request planned again. */
export class Missing extends Error {
  readonly names: Names;

  constructor(names: Names) {
    super('not loaded yet');
    this.names = names;
  }
}
