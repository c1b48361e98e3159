import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Agreement } from '../../domain/edi/agreement.ts';
import { libraryGuide } from '../../domain/edi/guides/load.ts';
import { defaultLimits } from '../../domain/edi/limits.ts';
import { readInterchanges } from '../../domain/edi/read-interchanges.ts';
import { eventsOf, streamReader } from '../../domain/edi/read-stream.ts';
import { readTransaction } from '../../domain/edi/read-transaction.ts';
import { receive } from '../../domain/edi/receive.ts';
import type { ReceivedInterchange } from '../../domain/edi/received.ts';
import { write } from '../../domain/edi/write/write.ts';
import { errorTable } from '../../domain/errors.ts';
import { context, now } from '../domain/edi/agreements.ts';

const cases = join(import.meta.dirname, '../domain/edi');

/** The samples of the engine's own tests. */
export const ownSamples = (): Buffer[] =>
  globSync('*/cases/*/input.edi', { cwd: cases })
    .sort()
    .map((path) => readFileSync(join(cases, path)));

/**
 * What must hold for whatever bytes a partner sends: every problem has a code of the table and a place in the file,
 * every acknowledgement can be written, and contents can be read by the guide of their type, agreed or not.
 *
 * @throws Error that says what does not hold; whatever the engine throws
 */
export function mustHold(bytes: Uint8Array): void {
  const { interchanges, errors } = receive(bytes, context);
  const problems = [
    ...errors,
    ...interchanges.flatMap((one) => [...one.problems, ...one.transactions.flatMap((set) => set.problems)]),
  ];
  for (const { code, message, location } of problems) {
    if (!Object.hasOwn(errorTable, code)) throw new Error(`${code} is no error code`);
    if (code === 'CD_INTERNAL') throw new Error(`a fault of the program: ${message}`);
    if (/\(no \w+\)/.test(message)) throw new Error(`a parameter is missing: ${message}`);
    if (!(location.byte >= 0 && location.byte <= bytes.length)) {
      throw new Error(`${code} at byte ${location.byte} of ${bytes.length}`);
    }
  }
  for (const interchange of interchanges) acknowledge(interchange);
  readByGuides(bytes);
  const [whole, parts] = [streamed(bytes, bytes.length), streamed(bytes, 97)];
  if (whole !== parts) throw new Error('in parts it reads differently');
}

/** What reading gives of a file that comes in parts of a length. */
function streamed(bytes: Uint8Array, length: number): string {
  const reader = streamReader({ guideFor: libraryGuide });
  const read: unknown[] = [];
  for (let at = 0; at < bytes.length; at += length) {
    reader.feed(bytes.subarray(at, at + length), false);
    read.push(...eventsOf(reader));
    if (!reader.starved) return JSON.stringify(read);
  }
  reader.feed(new Uint8Array(), true);
  return JSON.stringify([...read, ...eventsOf(reader)]);
}

function acknowledge({ acknowledgement, receipt, agreement }: ReceivedInterchange): void {
  for (const { transactions } of [acknowledgement, receipt].flatMap((one) => one ?? [])) {
    if (agreement) written(transactions, agreement);
  }
}

function written(transactions: Parameters<typeof write>[0]['transactions'], agreement: Agreement): void {
  const groupControlNumbers = transactions.map((_, index) => String(index + 1));
  const several = transactions.length > 1 ? { groupControlNumbers } : {};
  const controlNumbers = { interchangeControlNumber: '1', ...several };
  write({ standard: agreement.standard, agreement, transactions, controlNumbers, now });
}

function readByGuides(bytes: Uint8Array): void {
  for (const { dialect, groups } of readInterchanges(bytes)) {
    for (const range of groups.flatMap(({ transactions }) => transactions)) {
      const guide = libraryGuide(dialect.standard, range.version, range.type);
      if (guide) readTransaction(bytes, range, dialect, guide, { limits: defaultLimits });
    }
  }
}

const place = fc.double({ min: 0, max: 0.999, noNaN: true });
const delimiters = ['~', '*', "'", '+', ':', '?', '^', '>', '\n', '\r\n'];
const fragments = [
  'ISA',
  'UNB',
  'UNA',
  'SE*1*0001~',
  "UNT+1+1'",
  'GE*',
  'BIN*9*',
  "UNO+1++X+9:14'",
  '9*~',
  "9+'",
  'ä',
  '\0',
];

interface Cut {
  readonly at: number;
  readonly length: number;
  readonly insert: string;
  /** How often it is put in. */
  readonly times: number;
}

const cut: fc.Arbitrary<Cut> = fc.record({
  at: place,
  length: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 2_000 })),
  insert: fc.oneof(fc.constantFrom(...delimiters, ...fragments), fc.string({ maxLength: 6 })),
  times: fc.oneof(
    { weight: 9, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 300 }) },
  ),
});

/** Two segments that change places, or one that comes twice. */
const move = fc.record({ from: place, to: place, copies: fc.boolean() });

const damage = ({ at, length, insert, times }: Cut, bytes: Buffer): Buffer => {
  const from = Math.floor(at * bytes.length);
  const inserted = Buffer.from(insert.repeat(times));
  return Buffer.concat([bytes.subarray(0, from), inserted, bytes.subarray(from + length)]);
};

function moved({ from, to, copies }: { from: number; to: number; copies: boolean }, bytes: Buffer): Buffer {
  const separator = bytes.includes('~') ? '~' : "'";
  const segments = bytes.toString('latin1').split(separator);
  const index = Math.floor(from * segments.length);
  const [segment = ''] = copies ? segments.slice(index) : segments.splice(index, 1);
  segments.splice(Math.floor(to * segments.length), 0, segment);
  return Buffer.from(segments.join(separator), 'latin1');
}

/** A sample with some bytes replaced, removed or repeated, and segments out of their places. */
export const damaged = (samples: readonly Buffer[]): fc.Arbitrary<Buffer> =>
  fc
    .record({
      sample: fc.constantFrom(...samples),
      moves: fc.array(move, { maxLength: 2 }),
      cuts: fc.array(cut, { maxLength: 4 }),
    })
    .map(({ sample, moves, cuts }) =>
      cuts.reduce(
        (bytes, one) => damage(one, bytes),
        moves.reduce((bytes, one) => moved(one, bytes), sample),
      ),
    );
