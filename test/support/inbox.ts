/** A list that can be waited on. */
export interface Inbox<T> {
  readonly all: readonly T[];
  add(value: T): void;
  /** Resolves when it holds so many. */
  reach(count: number): Promise<void>;
}

export function inbox<T>(): Inbox<T> {
  const all: T[] = [];
  let waiting: { count: number; resolve: () => void }[] = [];
  return {
    all,
    add(value) {
      all.push(value);
      const ready = waiting.filter(({ count }) => all.length >= count);
      waiting = waiting.filter((one) => !ready.includes(one));
      for (const { resolve } of ready) resolve();
    },
    reach: (count) =>
      all.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
  };
}
