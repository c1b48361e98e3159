/** Park and Miller's generator: numbers in (0, 1), repeatable by their seed. */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = ((Math.trunc(Math.abs(seed)) % 2_147_483_646) + 1) % 2_147_483_647;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  // The first numbers of neighbouring seeds lie close together.
  for (let skipped = 0; skipped < 8; skipped += 1) next();
  return next;
}

export const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.min(from.length - 1, Math.floor(random() * from.length))] as T;
}
