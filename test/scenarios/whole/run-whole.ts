import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Scenario } from '../scenario.ts';
import type { PlayedWhole } from './play-whole.ts';
import type { LedgerPlace } from './world.ts';

/** Whether a case goes through the runtime. */
export const isWhole = ({ through }: Scenario): boolean =>
  through === 'runtime' || through === 'runtime-only';

/** Whether a case can be played with nothing but the domain. */
export const isPure = ({ through }: Scenario): boolean => through !== 'runtime-only';

/**
 * Plays cases in one runtime, in a process of its own; what came of each, by its file. In SQLite when there is no other place.
 * @param progress told of each round as it ends, and of each case
 * @throws Error when the runtime did not come up
 */
export async function runWhole(
  cases: readonly Scenario[],
  place: LedgerPlace | null = null,
  progress: (line: string) => void = () => {},
): Promise<ReadonlyMap<string, PlayedWhole>> {
  const asked = JSON.stringify({ files: cases.map(({ file }) => file), place });
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), asked], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const told: Buffer[] = [];
  const log: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => told.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => log.push(chunk));
  const [, , , rounds] = child.stdio;
  if (rounds instanceof Readable) createInterface(rounds).on('line', progress);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new Error(
      `the runtime of the cases ended with ${code}:\n${Buffer.concat(log).toString().slice(-4_000)}`,
    );
  const played = JSON.parse(Buffer.concat(told).toString()) as readonly PlayedWhole[];
  return new Map(played.map((each) => [each.file, each]));
}
