/** The same five nodes in bare Node-RED and in durable runs, by turns in the same run, each in a process of its own. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median, rounded, scaled } from './support/figures.ts';
import { against, type Row } from './support/targets.ts';

const rounds = 3;
const durableMessages = 24_000;
const bareMessages = 120_000;
const withinMs = 120_000;

/** What `flow/child.ts` prints; processor time per message, of the process and of its main thread. */
interface Measured {
  readonly rate: number;
  readonly cpuMicros: number;
  readonly threadMicros: number;
}

/** @param options.scale 1 measures; less only shows that the bench runs */
export async function run({ scale = 1 } = {}): Promise<{ name: string; rows: Row[] }> {
  const bare: Measured[] = [];
  const durable: Measured[] = [];
  const untraced: Measured[] = [];
  for (let round = 0; round < scaled(rounds, scale); round += 1) {
    bare.push(await measured(['bare', '{}', 'journal'], scaled(bareMessages, scale)));
    durable.push(await measured(['durable', '{}', 'journal'], scaled(durableMessages, scale)));
    untraced.push(await measured(['durable', '{"sample":0}', 'journal'], scaled(durableMessages, scale)));
  }
  const of = (all: readonly Measured[], figure: keyof Measured): number =>
    Math.round(median(all.map((one) => one[figure])));
  const share = (all: readonly Measured[]): number =>
    rounded(100 * median(all.map(({ rate }, round) => rate / (bare[round]?.rate ?? Number.NaN))), 1);
  const rate = (what: string, all: readonly Measured[]): Row => ({
    ...{ what, value: of(all, 'rate'), unit: 'messages/s' },
    note: `${of(all, 'threadMicros')} µs of the main thread, ${of(all, 'cpuMicros')} µs of all`,
  });
  return {
    name: `a flow of five nodes with and without durability (SQLite, 2 KB documents, medians of ${bare.length})`,
    rows: [
      rate('bare Node-RED', bare),
      rate('durable, every hop traced', durable),
      rate('durable, not traced', untraced),
      // Bare Node-RED traces nothing either.
      against('flow', { value: share(untraced), note: 'not traced' }),
      { what: 'the same, every hop traced', value: share(durable), unit: '%' },
    ],
  };
}

async function measured(mode: readonly string[], messages: number): Promise<Measured> {
  const child = join(import.meta.dirname, 'flow/child.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [child, ...mode, String(messages)], {
    timeout: withinMs,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
}
