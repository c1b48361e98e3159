import type { Json } from '../../ledger/ledger.ts';
import { changes } from '../../runtime/replay/changes.ts';
import type { Terminal } from '../run-command.ts';
import { checkFile } from './check-file.ts';
import { harmless } from './harmless.ts';

/** Exit codes of `crossdock edi diff`. */
const differences = { none: 0, some: 1, notEdi: 2 } as const;

/**
 * Prints where the transaction sets of two files differ in meaning: delimiters, line ends, envelopes and numbers that
 * the writer fills in do not count. They are compared in their order.
 */
export function diff(
  before: Uint8Array,
  after: Uint8Array,
  guide: string | undefined,
  { out }: Terminal,
): number {
  const [left, right] = [setsOf(before, guide), setsOf(after, guide)];
  if (left === null || right === null) {
    out('no interchange was found');
    return differences.notEdi;
  }
  let found = false;
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [one, other] = [left[index], right[index]];
    const name = one?.name ?? other?.name ?? '';
    for (const { path, before: was, after: is } of changes(one?.segments, other?.segments)) {
      found = true;
      out(harmless(`${index + 1}. ${name} ${path}: ${shown(was)} → ${shown(is)}`));
    }
  }
  return found ? differences.some : differences.none;
}

interface Named {
  readonly name: string;
  readonly segments: Json;
}

function setsOf(bytes: Uint8Array, guide: string | undefined): Named[] | null {
  const interchanges = [...checkFile(bytes, { guide, build: true }, [])];
  if (interchanges.length === 0) return null;
  return interchanges.flatMap(({ transactions }) =>
    transactions.map(({ range, segments }) => ({
      name: `${range.type} ${range.version}`,
      // The JSON form is JSON; what no guide is for has nothing to compare but its type.
      segments: { type: range.type, ...(segments as Readonly<Record<string, Json>>) },
    })),
  );
}

const shown = (value: Json | undefined): string => (value === undefined ? 'nothing' : JSON.stringify(value));
