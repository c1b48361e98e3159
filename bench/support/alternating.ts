import { median, scaled } from './figures.ts';

const rounds = 5;
const roundMs = 400;

/**
 * Calls per second of each work, the median of some rounds; in turn, so that whatever else the machine does meets all
 * of them alike.
 */
export function alternating(
  works: Readonly<Record<string, () => unknown>>,
  scale: number,
): (name: string) => number {
  const measured = new Map<string, number[]>(Object.keys(works).map((name) => [name, []]));
  for (let turn = 0; turn < scaled(rounds, scale); turn += 1) {
    for (const [name, work] of Object.entries(works))
      measured.get(name)?.push(perSecond(work, roundMs * scale));
  }
  return (name) => median(measured.get(name) ?? []);
}

function perSecond(work: () => unknown, forMs: number): number {
  const began = performance.now();
  let done = 0;
  let now = began;
  while (now - began < forMs) {
    for (let index = 0; index < 10; index += 1) work();
    done += 10;
    now = performance.now();
  }
  return (1000 * done) / (now - began);
}
