import type { Judgement } from './judge.ts';

const columns = ['read', 'validated', 'refused', 'unexplained'] as const;
type Column = (typeof columns)[number];

/** Of each type, and of all: how many files were read, validated, refused with a code, and are unexplained. */
export function tableOf(judgements: readonly Judgement[]): string {
  const byType = Map.groupBy(judgements, ({ file }) => file.type);
  const rows = [...byType].sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    line('type', 'files', columns),
    ...rows.map(([type, list]) => counted(type, list)),
    counted('all', judgements),
  ].join('\n');
}

function counted(name: string, list: readonly Judgement[]): string {
  const count = (column: Column): number =>
    list.filter(({ finding, unexplained }) =>
      column === 'unexplained' ? unexplained !== null : unexplained === null && finding.outcome === column,
    ).length;
  return line(
    name,
    String(list.length),
    columns.map((column) => String(count(column))),
  );
}

const line = (name: string, files: string, cells: readonly string[]): string =>
  [name.padEnd(14), files.padStart(6), ...cells.map((cell) => cell.padStart(12))].join('');
