import { expect } from 'chai';
import fc from 'fast-check';
import { orderMessages, shipNotices, wholeOf } from '../../../../bench/support/edi-files.ts';
import type { BodyReader, EnvelopeEvent } from '../../../../domain/edi/envelope-event.ts';
import { EnvelopeReader } from '../../../../domain/edi/envelope-reader.ts';
import { libraryGuide } from '../../../../domain/edi/guides/load.ts';
import type { Limits } from '../../../../domain/edi/limits.ts';
import { eventsOf, streamLimits } from '../../../../domain/edi/read-stream.ts';
import { mostHeader } from '../../../../domain/edi/sound/kernel/layout.ts';
import { TransactionReader } from '../../../../domain/edi/transaction-reader.ts';
import { damaged } from '../../../fuzz/edi.ts';
import { anySample, repeated } from './many-sets.ts';

interface Reading {
  readonly build: boolean;
  readonly parts: number;
  readonly limits?: Partial<Limits>;
}

interface Outcome {
  readonly events: string;
  /** Transaction sets, and those of them that were opened one by one. */
  readonly sets: number;
  readonly opened: number;
}

/** Takes a close look at every segment of every transaction set. */
const closeLook = (body: TransactionReader): BodyReader => ({
  segment: (position) => body.segment(position),
  run: (position) => position,
  end: (position) => body.end(position),
  whole: () => null,
});

function read(bytes: Buffer, { build, parts, limits = {} }: Reading, close: boolean): Outcome {
  let opened = 0;
  const bounds = { ...streamLimits, ...limits };
  const reader = new EnvelopeReader(bounds, {
    keep: false,
    openBody: ({ version, type }, _group, { dialect }, cursor) => {
      const guide = libraryGuide(dialect.standard, version, type);
      if (!guide) return null;
      opened += 1;
      const body = new TransactionReader(cursor, guide, { limits: bounds, build });
      return close ? closeLook(body) : body;
    },
  });
  const events: EnvelopeEvent[] = [];
  for (let at = 0; at < bytes.length; at += parts) {
    reader.feed(bytes.subarray(at, at + parts), false);
    events.push(...eventsOf(reader));
    if (!reader.starved) break;
  }
  if (reader.starved) {
    reader.feed(new Uint8Array(), true);
    events.push(...eventsOf(reader));
  }
  const sets = events.filter(({ kind }) => kind === 'transaction').length;
  return { events: JSON.stringify(events), sets, opened };
}

function expectSame(bytes: Buffer, reading: Reading): Outcome {
  const fast = read(bytes, reading, false);
  expect(fast.events).to.equal(read(bytes, reading, true).events);
  return fast;
}

/** Messages whose header has so many bytes besides its number, in letters of four bytes. */
function longHeaders(bytes: number, count: number): Buffer {
  const wide = (letters: number): string => '\u{1f600}'.repeat(letters);
  const more = `:${wide(3)}:${wide(3)}:${wide(3)}`;
  const head = `+ORDERS:D:96A:UN${`:${wide(6)}`.repeat(3)}+${wide(35)}+1:C+${wide(14)}${more}+${more.slice(1)}+`;
  const left = bytes - Buffer.byteLength(`UNH+${head}${more}'`);
  const filled = wide(Math.floor(left / 4)) + 'X'.repeat(left % 4);
  const sets = Array.from(
    { length: count },
    (_, index) =>
      `UNH+${index + 1}${head}${filled}${more}'BGM+220+PO-9+9'DTM+137:20260225:102'UNS+S'UNT+5+${index + 1}'`,
  );
  return Buffer.from(`UNA:+.?*'UNB+UNOW:4+A+B+20260115:1030+7'${sets.join('')}UNZ+${count}+7'`);
}

const sizes = fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.constant(1_000_000));

describe('a series of transaction sets', function () {
  this.timeout(60_000);

  it('gives what a close look at every segment gives, for sets of every guide', () => {
    let passed = 0;
    fc.assert(
      fc.property(
        anySample(),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        sizes,
        (sample, times, build, parts) => {
          const fast = expectSame(repeated(sample, times), { build, parts });
          passed += fast.sets - fast.opened;
        },
      ),
      { numRuns: 250 },
    );
    expect(passed).to.be.greaterThan(100);
  });

  it('gives what a close look gives for damaged sets among sound ones', () => {
    const files = fc
      .tuple(anySample(), fc.integer({ min: 2, max: 12 }))
      .chain(([sample, times]) => damaged([repeated(sample, times)]));
    fc.assert(
      fc.property(files, fc.boolean(), sizes, (bytes, build, parts) => {
        expectSame(bytes, { build, parts });
      }),
      { numRuns: 400 },
    );
  });

  it('gives every value its own text where there are more than the kernel keeps', () => {
    let number = 0;
    const next = (): string => {
      number += 1;
      return String((number * 7919) % 6007).padEnd(1 + (number % 20), ' x');
    };
    for (const file of [shipNotices, orderMessages]) {
      const text = wholeOf(file, 300_000).toString('latin1');
      const varied = text.replaceAll(
        /Globex Warehouse|PRO998877|NW-100\d|Globex Lager|Haferflocken 1 kg/g,
        next,
      );
      const { opened } = expectSame(Buffer.from(varied, 'latin1'), { build: true, parts: 1_000_000 });
      expect(opened).to.be.below(5);
    }
  });

  it('stops at the same segment and transaction set where a file is beyond the limits', () => {
    const file = wholeOf(shipNotices, 1000);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 10, max: 9000 }),
        fc.integer({ min: 8, max: 60 }),
        (transactions, segments, segmentLength) => {
          expectSame(file, { build: false, parts: 70_000, limits: { transactions, segments } });
          expectSame(file, { build: false, parts: 70_000, limits: { segmentLength } });
        },
      ),
      { numRuns: 6 },
    );
  });

  it('reads a set whose number came before by itself, and says so', () => {
    const whole = wholeOf(orderMessages, 1000);
    const file = Buffer.concat([
      whole.subarray(0, 20_000),
      whole.subarray(whole.indexOf('UNH'), 10_000),
      whole,
    ]);
    const { events, opened } = expectSame(file, { build: true, parts: 100_000 });
    expect(events).to.contain('CD_EDI_CONTROL_NUMBER_REPEATED');
    expect(opened).to.be.greaterThan(9);
  });

  for (const [bytes, what] of [
    [mostHeader, 'together'],
    [mostHeader + 1, 'one by one'],
    [mostHeader + 40, 'one by one'],
  ] as const) {
    it(`reads sets ${what} whose header without its number has ${bytes} bytes`, () => {
      const file = longHeaders(bytes, 40);
      const { sets, opened } = expectSame(file, { build: true, parts: 1_000_000 });
      expect(sets).to.equal(40);
      expect(opened < sets).to.equal(what === 'together');
    });
  }

  for (const file of [shipNotices, orderMessages]) {
    it(`opens only the first transaction sets and those at the ends of parts of ${file.name}`, () => {
      const { sets, opened } = read(wholeOf(file, 1000), { build: true, parts: 100_000 }, false);
      expect(sets).to.equal(200);
      expect(opened).to.be.lessThan(8);
    });
  }
});
