/**
 * What a million messages in the ledger cost: claims beside those of an empty ledger, by turns in the same run;
 * search by business ids, whole and by their beginning; the history of an order.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ledger } from '../ledger/ledger.ts';
import { openPostgresLedger } from '../ledger/postgres/open.ts';
import { openSqliteLedger } from '../ledger/sqlite/open.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { median, percentile, rounded, scaled, timed } from './support/figures.ts';
import { fillWithOrders, identifiersOf, messagesPerOrder, orderKey } from './support/many-orders.ts';
import { certain, orderMessage, tenant } from './support/order-messages.ts';
import { against, type Row } from './support/targets.ts';

const million = 1_000_000;
const fillingMs = 110_000;
const rounds = 7;
const perRound = 6_000;
const claimsAtOnce = 256;
const reads = 2_000;
const hits = 50;

/** @param options.scale 1 measures; less only shows that the bench runs */
export async function run({ scale = 1 } = {}): Promise<{ name: string; rows: Row[] }> {
  return {
    name: 'ledger with a million messages (2 KB each, four to an order, finished)',
    rows: [...(await onSqlite(scale)), ...(await onPostgres(scale))],
  };
}

async function onSqlite(scale: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-bench-'));
  const open = (file: string) => openSqliteLedger({ file: join(folder, file), clock: () => new Date() });
  try {
    return await measured('SQLite', await open('empty.sqlite'), await open('full.sqlite'), scale);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onPostgres(scale: number): Promise<Row[]> {
  const server = await startPostgres();
  try {
    const open = async () =>
      openPostgresLedger({ url: (await server.database()).url, clock: () => new Date() });
    return await measured('PostgreSQL', await open(), await open(), scale);
  } finally {
    await server.stop();
  }
}

async function measured(store: string, empty: Ledger, full: Ledger, scale: number): Promise<Row[]> {
  try {
    const started = performance.now();
    const orders = await fillWithOrders(full, scaled(million / messagesPerOrder, scale), fillingMs);
    const seconds = (performance.now() - started) / 1_000;
    const messages = orders * messagesPerOrder;
    const claims = await claimRates(empty, full, scaled(perRound, scale, 10));
    const any = (index: number): number => (index * 7_919 + 13) % orders;
    const calls = scaled(reads, scale, 5);
    const search = await searches(full, calls, any);
    const history = await timed(calls, async (index) => {
      const lines = await full.history(tenant, orderKey(any(index)), 100);
      if (lines.length === 0) throw new Error('an order without history');
    });
    const among = `${store}, ${messages.toLocaleString('en')} messages`;
    const note = messages < million * scale ? `the time to fill it ended at ${messages}` : '';
    const row = (what: string, value: number, unit: string): Row => ({
      what: `${among}: ${what}`,
      value,
      unit,
    });
    const p99 = (spent: readonly number[]): number => rounded(percentile(spent, 99), 2);
    return [
      row('written', Math.round(messages / seconds), 'messages/s'),
      row('claims of an empty ledger', Math.round(median(claims.map((one) => one.empty))), '/s'),
      row('claims', Math.round(median(claims.map((one) => one.full))), '/s'),
      against('claimsAmongMillion', {
        what: `${among}: claims, share of those of an empty ledger`,
        value: rounded(100 * median(claims.map((one) => one.full / one.empty)), 1),
        note,
      }),
      against('searchAmongMillion', {
        what: `${among}: search by a whole id, p99`,
        value: p99(search.whole),
        note,
      }),
      against('searchAmongMillion', {
        what: `${among}: search by the beginning of an id, ${hits} hits, p99`,
        value: p99(search.beginning),
        note,
      }),
      against('searchAmongMillion', {
        what: `${among}: process by identifier, p99`,
        value: p99(search.exact),
        note,
      }),
      against('historyAmongMillion', {
        what: `${among}: history of an order, p99`,
        value: p99(history),
        note,
      }),
    ];
  } finally {
    await Promise.all([empty.close(), full.close()]);
  }
}

/** By turns, the one first and then the other, so that what else the machine does hits both. */
async function claimRates(
  empty: Ledger,
  full: Ledger,
  count: number,
): Promise<{ empty: number; full: number }[]> {
  const rates: { empty: number; full: number }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const inOrder = round % 2 === 0 ? [empty, full] : [full, empty];
    const found = new Map<Ledger, number>();
    for (const ledger of inOrder) found.set(ledger, await claimRate(ledger, round, count));
    // The first warms up.
    if (round > 0) rates.push({ empty: found.get(empty) ?? 0, full: found.get(full) ?? 0 });
  }
  return rates;
}

/** Messages found to be run and finished, per second; taking them in is not counted. */
async function claimRate(ledger: Ledger, round: number, count: number): Promise<number> {
  const queue = 'channel:claimed/core';
  for (let first = 0; first < count; first += claimsAtOnce) {
    const size = Math.min(claimsAtOnce, count - first);
    const numbers = Array.from({ length: size }, (_, index) => first + index);
    await ledger.accept(numbers.map((number) => orderMessage(`${round}-${number}`, 'event', number, queue)));
  }
  const started = performance.now();
  let finished = 0;
  let afterSequence = 0;
  while (finished < count) {
    const page = await ledger.pending({
      ...{ queue, afterSequence, limit: claimsAtOnce },
      now: new Date().toISOString(),
    });
    if (page.length === 0) throw new Error(`${count - finished} messages are not to be found`);
    await Promise.all(page.map(({ envelope }) => certain(ledger, [{ op: 'done', messageId: envelope.id }])));
    finished += page.length;
    afterSequence = page.at(-1)?.sequence ?? afterSequence;
  }
  return count / ((performance.now() - started) / 1_000);
}

async function searches(
  ledger: Ledger,
  calls: number,
  any: (index: number) => number,
): Promise<{ whole: number[]; beginning: number[]; exact: number[] }> {
  const idOf = (index: number): string => {
    const all = identifiersOf(any(index));
    return all[index % all.length]?.value ?? '';
  };
  const search = async (prefix: string): Promise<void> => {
    const found = await ledger.search({ tenant, prefix, limit: hits });
    if (found.length === 0) throw new Error(`nothing is found by ${prefix}`);
  };
  return {
    whole: await timed(calls, (index) => search(idOf(index))),
    beginning: await timed(calls, (index) => search(idOf(index).slice(0, 6))),
    exact: await timed(calls, async (index) => {
      const found = await ledger.processByIdentifier(tenant, null, idOf(index));
      if (found.length === 0) throw new Error(`nothing is known by ${idOf(index)}`);
    }),
  };
}
