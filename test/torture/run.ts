import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres } from '../support/postgres.ts';
import { Broker } from './broker.ts';
import { conduct, type FaultRecord } from './conduct.ts';
import type { Victims } from './inflict.ts';
import { figures, isClean, judge, type Verdict } from './judge.ts';
import { commandOf, type TortureOptions } from './options.ts';
import { Partner } from './partner.ts';
import { partnerNames, planOf } from './plan.ts';
import { readLedger } from './read-ledger.ts';
import { reportOf } from './report.ts';
import { seeded } from './seeded.ts';
import { Sender } from './sender.ts';
import { Sightings } from './sightings.ts';
import { writeSites } from './site.ts';
import { Worker } from './workers.ts';

export interface TortureResult {
  readonly verdict: Verdict;
  /** `lost 0, doubled 0, out of order 0`. */
  readonly line: string;
  readonly clean: boolean;
  readonly reportFile: string;
  readonly records: readonly FaultRecord[];
}

/** What the report tells besides the verdict. */
export interface RunFacts {
  readonly options: TortureOptions;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly records: readonly FaultRecord[];
  /** First sightings by partner, in milliseconds since the start. */
  readonly times: Readonly<Record<string, readonly number[]>>;
  readonly absorbed: Readonly<Record<string, number>>;
  readonly requests: Readonly<Record<string, number>>;
  readonly answers: ReadonlyMap<string, number>;
  readonly acknowledged: number;
  readonly failedStarts: readonly string[];
}

const eventsName = 'events';
const progressEveryMs = 3_000;
/** Nothing new for so long: what is missing now will not come. */
const quietAfterMs = 60_000;
const betweenLooksMs = 200;

/**
 * Runs the flow under the planned faults and judges what is left.
 * @param print gets lines for people while it runs
 */
export async function torture(
  options: TortureOptions,
  print: (line: string) => void,
): Promise<TortureResult> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-torture-'));
  const closers: (() => unknown)[] = [];
  try {
    return await run(options, folder, closers, print);
  } finally {
    for (const close of closers.reverse()) await close();
    if (options.keep) print(`everything is kept in ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

async function run(
  options: TortureOptions,
  folder: string,
  closers: (() => unknown)[],
  print: (line: string) => void,
): Promise<TortureResult> {
  const startedAt = new Date();
  const random = seeded(options.seed + 1);
  const problems: string[] = [];
  const problem = (text: string): void => {
    problems.push(text);
    print(`! ${text}`);
  };
  const names = [...partnerNames, eventsName];
  const sightings = new Sightings(names);

  const database = options.store === 'postgres' ? await startPostgres() : null;
  if (database) closers.push(() => database.stop());
  const databaseUrl = database ? (await database.database()).url : null;
  const broker = new Broker(folder);
  broker.onEffect = (effect) => sightings.add(eventsName, effect);
  const brokerUrl = await broker.open();
  closers.push(() => broker.kill());
  const partners = Object.fromEntries(partnerNames.map((name) => [name, new Partner(name, random)]));
  const urls: Record<string, string> = {};
  for (const [name, partner] of Object.entries(partners)) {
    partner.onEffect = (effect) => sightings.add(name, effect);
    urls[name] = await partner.open();
    closers.push(() => partner.close());
  }

  const sites = await writeSites({
    folder,
    workers: options.workers,
    databaseUrl,
    partners: urls,
    brokerUrl,
  });
  const workers = sites.map(
    (site, index) =>
      new Worker(index, site, options.sabotage, (how) => problem(`worker ${index + 1} ${how}`)),
  );
  closers.push(() => Promise.all(workers.map((worker) => worker.kill())));
  await Promise.all(workers.map((worker) => worker.start()));
  const { messages, keys } = options;
  const sender = new Sender({ messages, keys, random, urls: sites.map(({ url }) => url) });
  const victims: Victims = { workers, partners, broker, database, problem };
  const records: FaultRecord[] = [];
  print(
    `${workers.length} up, ${messages} messages on ${keys} keys, ${options.faults} faults, seed ${options.seed}`,
  );

  const began = performance.now();
  const progress = setInterval(() => {
    const effects = names.map((name) => `${name} ${sightings.times[name]?.length}`).join(', ');
    const seconds = Math.round((performance.now() - began) / 1_000);
    const counted = records.filter(({ recoveredMs }) => recoveredMs !== undefined).length;
    print(`${seconds} s: acknowledged ${sender.acknowledged.length}, ${effects}, faults over ${counted}`);
  }, progressEveryMs);
  closers.push(() => clearInterval(progress));
  const sent = sender.run();
  await conduct(planOf(options), { sender, sightings, victims, records, began, problem });
  await Promise.race([sent, stalled(sender)]);
  sender.stop();
  await quiet(sender, sightings, workers);
  clearInterval(progress);
  for (const worker of workers) {
    const code = await worker.terminate();
    if (code !== 0) problem(`worker ${worker.index + 1} ended with ${code} at the end`);
  }
  const durationMs = Math.round(performance.now() - began);
  broker.look();
  const left = await readLedger(options.store, databaseUrl ?? sites[0]?.dataFolder ?? '');
  const verdict = judge({
    ...left,
    acknowledged: sender.acknowledged,
    effects: {
      ...Object.fromEntries(Object.entries(partners).map(([name, { effects }]) => [name, effects])),
      [eventsName]: broker.effects,
    },
    contradictions: Object.values(partners).flatMap(({ contradictions }) => contradictions),
    exceptions: [...left.exceptions, ...sender.refused, ...problems],
  });

  const reportFile =
    options.report ?? join(tmpdir(), `crossdock-torture-${options.store}-${options.seed}.html`);
  mkdirSync(dirname(reportFile), { recursive: true });
  const each = (of: (partner: Partner) => number) =>
    Object.fromEntries(Object.entries(partners).map(([name, partner]) => [name, of(partner)]));
  const facts: RunFacts = {
    ...{ options, startedAt, durationMs, records, times: sightings.times, answers: sender.answers },
    absorbed: { ...each(({ absorbed }) => absorbed), [eventsName]: broker.absorbed },
    requests: each(({ requests }) => requests),
    acknowledged: sender.acknowledged.length,
    failedStarts: workers.flatMap(({ failedStarts }) => failedStarts),
  };
  writeFileSync(reportFile, reportOf(facts, verdict));
  for (const text of [...verdict.lost, ...verdict.doubled, ...verdict.outOfOrder].slice(0, 20)) print(text);
  for (const text of verdict.other.slice(0, 20)) print(text);
  print(`report: ${reportFile}`);
  print(`again: ${commandOf(options)}`);
  return { verdict, line: figures(verdict), clean: isClean(verdict), reportFile, records };
}

/** Resolves when nothing has been acknowledged for long. */
async function stalled(sender: Sender): Promise<void> {
  for (let before = -1; before < sender.acknowledged.length; ) {
    before = sender.acknowledged.length;
    await pause(quietAfterMs, undefined, { ref: false });
  }
}

/** Resolves when all is seen by all and the workers have nothing to do, or when nothing new comes for long. */
async function quiet(sender: Sender, sightings: Sightings, workers: readonly Worker[]): Promise<void> {
  const since = performance.now();
  for (;;) {
    const counts = await Promise.all(workers.map((worker) => worker.counts()));
    const idle = counts.every(
      (one) =>
        one !== null &&
        one.liveRuns === 0 &&
        one.ledger.messages.accepted + one.ledger.deliveries.pending === 0,
    );
    if (idle && sightings.completed >= sender.acknowledged.length) return;
    const waitedMs = Math.min(sightings.idleMs, performance.now() - since);
    if (waitedMs > quietAfterMs || (idle && waitedMs > quietAfterMs / 10)) return;
    await pause(betweenLooksMs);
  }
}
