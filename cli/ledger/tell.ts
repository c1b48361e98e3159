import type { Json } from '../../ledger/ledger.ts';

type Fields = Readonly<Record<string, Json>>;

const number = (value: Json | undefined): string => Number(value ?? 0).toLocaleString('en');

/** What a task has found, as lines for people; the exit code is 1 when the trail is broken. */
export const tell = {
  verify(verdict: Fields): { lines: string[]; code: number } {
    const entries = number(verdict.entries);
    if (verdict.intact === true) {
      return { lines: [`audit trail intact: ${entries} lines are as they were written`], code: 0 };
    }
    return { lines: [`audit trail broken at line ${verdict.brokenAt}: ${verdict.reason}`], code: 1 };
  },

  backup({ file, bytes, rows }: Fields) {
    return { lines: [`backup written: ${file}, ${number(bytes)} bytes, ${number(rows)} rows`], code: 0 };
  },

  restore({ file, rows }: Fields) {
    return {
      lines: [`restored from ${file}: ${number(rows)} rows; start the site and it goes on from there`],
      code: 0,
    };
  },

  stats(stats: Fields) {
    const { messages, deliveries, processes, queues } = stats as Readonly<Record<string, Fields>>;
    const waiting = (queues as unknown as readonly Fields[]).map(
      ({ queue, count, bytes, oldestAt }) =>
        `  ${queue}: ${number(count)} messages, ${number(bytes)} bytes, oldest ${oldestAt ?? '–'}`,
    );
    return {
      lines: [
        `messages    ${counted(messages)}`,
        `deliveries  ${counted(deliveries)}`,
        `orders      ${counted(processes)}, ${number(stats.held)} held`,
        `exceptions  ${number(stats.openExceptions)} waiting for a decision`,
        `duplicates  ${number(stats.duplicates)} recognised`,
        `legal holds ${number(stats.legalHolds)}`,
        ...(waiting.length > 0 ? ['waiting', ...waiting] : ['waiting     nothing']),
      ],
      code: 0,
    };
  },

  numbers(numbers: Json) {
    const all = numbers as unknown as readonly Fields[];
    const lines = all.map(({ sequence, last }) => `${sequence}: last number ${last}`);
    return { lines: lines.length > 0 ? lines : ['no numbers were given out'], code: 0 };
  },

  holds(holds: Json) {
    const all = holds as unknown as readonly Fields[];
    const lines = all.map(({ tenant, key, by, reason, at }) => `${tenant} ${key}: ${reason} (${by}, ${at})`);
    return { lines: lines.length > 0 ? lines : ['no legal holds'], code: 0 };
  },
};

const counted = (counts: Fields | undefined): string =>
  Object.entries(counts ?? {})
    .map(([state, count]) => `${number(count)} ${state}`)
    .join(', ') || 'none';
