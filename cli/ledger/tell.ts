import type { Json } from '../../ledger/ledger.ts';

type Fields = Readonly<Record<string, Json>>;

const isFields = (value: Json): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rows of a list; nothing of what is none. */
const rowsOf = (value: Json | undefined): readonly Fields[] =>
  Array.isArray(value) ? value.filter(isFields) : [];

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
    const { messages, deliveries, processes, queues } = stats;
    const waiting = rowsOf(queues).map(
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
    const lines = rowsOf(numbers).map(({ sequence, last }) => `${sequence}: last number ${last}`);
    return { lines: lines.length > 0 ? lines : ['no numbers were given out'], code: 0 };
  },

  holds(holds: Json) {
    const lines = rowsOf(holds).map(
      ({ tenant, key, by, reason, at }) => `${tenant} ${key}: ${reason} (${by}, ${at})`,
    );
    return { lines: lines.length > 0 ? lines : ['no legal holds'], code: 0 };
  },
};

const counted = (counts: Json | undefined): string =>
  Object.entries(counts !== undefined && isFields(counts) ? counts : {})
    .map(([state, count]) => `${number(count)} ${state}`)
    .join(', ') || 'none';
