/** The value that so many percent of the values do not exceed; NaN of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 50);

export const rounded = (value: number, digits = 0): number => Number(value.toFixed(digits));

/** Milliseconds of each of so many calls, one after the other. */
export async function timed(calls: number, call: (index: number) => Promise<unknown>): Promise<number[]> {
  const spent: number[] = [];
  for (let index = 0; index < calls; index += 1) {
    const started = performance.now();
    await call(index);
    spent.push(performance.now() - started);
  }
  return spent;
}

/** How much of a bench is done: 1 measures, less only shows that it runs. At least `least` of anything. */
export const scaled = (full: number, scale: number, least = 1): number =>
  Math.max(least, Math.round(full * scale));
