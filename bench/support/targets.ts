/**
 * What ledger and EDI engine are held to: `must` is promised, `goal` is what we are after. Figures of the prototypes that the
 * design was chosen by lie between the two.
 */
export interface Target {
  readonly metric: string;
  readonly unit: string;
  readonly better: 'more' | 'less';
  readonly must: number;
  /** Absent where the promise is all there is to reach. */
  readonly goal?: number;
}

export const targets = {
  sqliteLives: {
    metric: 'SQLite: full message lives, every one flushed',
    ...{ unit: '/s', better: 'more', must: 12_000, goal: 30_000 },
  },
  flow: {
    metric: 'Node-RED, 5 hops, durable: share of the rate without durability',
    ...{ unit: '%', better: 'more', must: 40, goal: 75 },
  },
  postgresLives: {
    metric: 'PostgreSQL: full message lives, server on the same machine',
    ...{ unit: '/s', better: 'more', must: 8_000, goal: 20_000 },
  },
  postgresDrain: {
    metric: 'PostgreSQL: drain in order per key, 4 workers',
    ...{ unit: '/s', better: 'more', must: 25_000, goal: 60_000 },
  },
  slowDiskLoop: {
    metric: 'event-loop p99 at 3,000 messages/s, disk with 10 ms more per flush',
    ...{ unit: 'ms', better: 'less', must: 5, goal: 2 },
  },
  restart: {
    metric: 'restart with 1,000,000 queued',
    ...{ unit: 's', better: 'less', must: 2, goal: 0.3 },
  },
  takeover: {
    metric: 'takeover from a killed worker',
    ...{ unit: 's', better: 'less', must: 4, goal: 1 },
  },
  diskBytes: {
    metric: 'bytes on disk per 2 KB message, all tables',
    ...{ unit: 'bytes', better: 'less', must: 1_300, goal: 800 },
  },
  claimsAmongMillion: {
    metric: 'claim rate with 1,000,000 messages: share of that of an empty ledger',
    ...{ unit: '%', better: 'more', must: 90 },
  },
  searchAmongMillion: {
    metric: 'search by any business id among 1,000,000 messages, p99',
    ...{ unit: 'ms', better: 'less', must: 20 },
  },
  historyAmongMillion: {
    metric: 'history of one order among 1,000,000 messages, p99',
    ...{ unit: 'ms', better: 'less', must: 5 },
  },
  ediChecked: {
    metric: 'EDI, 100 MB: structure and contents checked against a guide',
    ...{ unit: 'MB/s', better: 'more', must: 150 },
  },
  ediObjects: {
    metric: 'EDI, 100 MB: checked, and as objects',
    ...{ unit: 'MB/s', better: 'more', must: 60 },
  },
  ediSmall: {
    metric: 'EDI: interchanges of 1 KB, structure and envelopes',
    ...{ unit: '/s', better: 'more', must: 25_000 },
  },
  ediMemory: {
    metric: 'EDI: memory of reading 1 GB as objects, above an empty process',
    ...{ unit: 'MB', better: 'less', must: 150 },
  },
  ediLoop: {
    metric: 'EDI: event-loop p99 while edi read takes in 100 MB',
    ...{ unit: 'ms', better: 'less', must: 20 },
  },
  rating: {
    metric: 'rating: shipments, every charge explained',
    ...{ unit: '/s', better: 'more', must: 10_000 },
  },
  applying: {
    metric: 'process: an event into an order of 100 lines and 500 events',
    ...{ unit: 'ms', better: 'less', must: 1 },
  },
} as const satisfies Readonly<Record<string, Target>>;

export type TargetName = keyof typeof targets;

/** One line of a bench's table. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio?: string;
  readonly note?: string;
  readonly target?: TargetName;
  readonly must?: string;
  readonly goal?: string;
  readonly stands?: string;
}

/** Where a figure stands. */
export function standing(
  { better, must, goal }: Target,
  value: number,
): 'goal reached' | 'must reached' | 'missed' {
  const reaches = (bound: number): boolean => (better === 'more' ? value >= bound : value <= bound);
  if (!reaches(must)) return 'missed';
  return goal === undefined || reaches(goal) ? 'goal reached' : 'must reached';
}

/** A row that is held to a target. @param row `value` in the unit of the target; rounded for display by the caller */
export function against(
  target: TargetName,
  row: Pick<Row, 'value' | 'ratio' | 'note'> & { what?: string },
): Row {
  const held: Target = targets[target];
  return {
    what: held.metric,
    ...row,
    unit: held.unit,
    target,
    must: bound(held, held.must),
    goal: held.goal === undefined ? '' : bound(held, held.goal),
    stands: standing(held, row.value),
  };
}

/** As `Row`; null: no bench has measured it. */
export type Standing = Omit<Row, 'value'> & { readonly value: number | null };

/** Each target with the figures held to it, those that nothing was held to included. */
export function summary(rows: readonly Row[]): Standing[] {
  return (Object.keys(targets) as TargetName[]).flatMap((target): Standing[] => {
    const held: Target = targets[target];
    const found = rows.filter((row) => row.target === target);
    if (found.length > 0) return found;
    const { metric: what, unit } = held;
    const goal = held.goal === undefined ? '' : bound(held, held.goal);
    return [{ what, value: null, unit, target, must: bound(held, held.must), goal, stands: 'not measured' }];
  });
}

function bound({ better }: Target, value: number): string {
  return `${better === 'more' ? '>=' : '<='} ${value.toLocaleString('en')}`;
}
