import { parseArgs } from 'node:util';

export interface TortureOptions {
  readonly store: 'sqlite' | 'postgres';
  readonly workers: number;
  readonly messages: number;
  readonly faults: number;
  readonly keys: number;
  readonly seed: number;
  /** Keeps the run's folder: sites, ledgers, logs. */
  readonly keep: boolean;
  /** Where the report goes; beside the run's folder when null. */
  readonly report: string | null;
  /** A ledger that misbehaves on purpose, to see the judge catch it. */
  readonly sabotage: Sabotage | null;
}

/** What a sabotaged ledger does at some commits: forgets the deliveries, stages them twice, forgets the process. */
export const sabotages = ['lose-delivery', 'double-delivery', 'lose-process'] as const;
export type Sabotage = (typeof sabotages)[number];

export const usage = `npm run torture -- --store sqlite|postgres --workers N --messages M --faults K
  --store     the ledger's store (sqlite)
  --workers   processes on one ledger; more than one needs postgres (1)
  --messages  how many are sent (1000)
  --faults    how many faults are spread over the run (20)
  --keys      ordering keys the messages are shared out over (a fortieth of the messages, 8 at least)
  --seed      repeats the plan of an earlier run (made up and printed)
  --report    file of the report (a temporary one, printed)
  --keep      keeps the folder with ledgers and logs
  --sabotage  ${sabotages.join(' | ')}: a broken ledger, which the judge must catch`;

/** Every fault has room for traffic before, during and after it. */
const messagesPerFault = 8;

/** @throws Error that says what is wrong with the arguments */
export function readOptions(args: readonly string[], madeUpSeed: number): TortureOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      store: { type: 'string', default: 'sqlite' },
      workers: { type: 'string', default: '1' },
      messages: { type: 'string', default: '1000' },
      faults: { type: 'string', default: '20' },
      keys: { type: 'string' },
      seed: { type: 'string' },
      keep: { type: 'boolean', default: false },
      report: { type: 'string' },
      sabotage: { type: 'string' },
    },
  });
  const number = (name: string, text: string, least: number): number => {
    if (!/^\d{1,9}$/.test(text) || Number(text) < least)
      throw new Error(`--${name} ${text}: a number from ${least}`);
    return Number(text);
  };
  const { store, sabotage = null } = values;
  if (store !== 'sqlite' && store !== 'postgres') throw new Error(`--store ${store}: sqlite or postgres`);
  if (sabotage !== null && !isSabotage(sabotage)) {
    throw new Error(`--sabotage ${sabotage}: ${sabotages.join(', ')}`);
  }
  const workers = number('workers', values.workers, 1);
  if (store === 'sqlite' && workers > 1) throw new Error(`--workers ${workers}: SQLite has one process`);
  const messages = number('messages', values.messages, 1);
  const faults = number('faults', values.faults, 0);
  if (faults * messagesPerFault > messages) {
    throw new Error(
      `--faults ${faults}: at most ${Math.floor(messages / messagesPerFault)} in so few messages`,
    );
  }
  return {
    store,
    workers,
    messages,
    faults,
    keys: number('keys', values.keys ?? String(Math.max(8, Math.ceil(messages / 40))), 1),
    seed: number('seed', values.seed ?? String(madeUpSeed), 0),
    keep: values.keep,
    report: values.report ?? null,
    sabotage,
  };
}

const isSabotage = (text: string): text is Sabotage => (sabotages as readonly string[]).includes(text);

/** The command that does the same again. */
export const commandOf = ({
  store,
  workers,
  messages,
  faults,
  keys,
  seed,
  sabotage,
}: TortureOptions): string =>
  `npm run torture -- --store ${store} --workers ${workers} --messages ${messages} --faults ${faults} --keys ${keys} --seed ${seed}${sabotage ? ` --sabotage ${sabotage}` : ''}`;
