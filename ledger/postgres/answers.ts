import { zstdCompressSync } from 'node:zlib';
import { unpackedText } from './packed.ts';

/** As `answer_of` of migrations/001-ledger.sql looks back. */
const span = 2_048;
/** Less is not worth compressing. */
const leastChars = 256;

/** An answer, and how far its delivery is from the first of its row. */
interface Line {
  readonly at: number;
  readonly text: string;
}

export interface AnswerRow {
  readonly first: number;
  readonly last: number;
  readonly members: Uint8Array;
  readonly lines: string | Uint8Array;
}

/** Answers of one row. JSON text has no line breaks. */
export function answerLines(lines: readonly Line[]): string | Uint8Array {
  const text = lines.map((line) => `${line.at.toString(36)} ${line.text}`).join('\n');
  return text.length < leastChars ? text : zstdCompressSync(text);
}

/** The rows in which answers to deliveries are stored, given by sequence. */
export function answerRows(answers: ReadonlyMap<number, string>): AnswerRow[] {
  const sequences = [...answers.keys()].sort((one, other) => one - other);
  const rows: AnswerRow[] = [];
  for (let from = 0; from < sequences.length; ) {
    const first = sequences[from] ?? 0;
    const apart = sequences.findIndex((sequence, index) => index > from && sequence >= first + span);
    const together = sequences.slice(from, apart === -1 ? sequences.length : apart);
    const last = together.at(-1) ?? first;
    const members = new Uint8Array(Math.floor((last - first) / 8) + 1);
    for (const sequence of together) {
      const at = sequence - first;
      members[at >> 3] = (members[at >> 3] ?? 0) | (1 << (at & 7));
    }
    const lines = together.map((sequence) => ({
      at: sequence - first,
      text: answers.get(sequence) ?? 'null',
    }));
    rows.push({ first, last, members, lines: answerLines(lines) });
    from += together.length;
  }
  return rows;
}

/** The answers of a row by how far their deliveries are from its first. */
export function answersIn(lines: Buffer): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const line of unpackedText(lines).split('\n')) {
    const space = line.indexOf(' ');
    found.set(Number.parseInt(line.slice(0, space), 36), line.slice(space + 1));
  }
  return found;
}
