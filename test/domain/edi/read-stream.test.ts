import { expect } from 'chai';
import fc from 'fast-check';
import type { EnvelopeEvent } from '../../../domain/edi/envelope-event.ts';
import { libraryGuide } from '../../../domain/edi/guides/load.ts';
import type { Limits } from '../../../domain/edi/limits.ts';
import { readEnvelopes } from '../../../domain/edi/read-envelopes.ts';
import { eventsOf, readStream, streamLimits, streamReader } from '../../../domain/edi/read-stream.ts';
import { readTransaction } from '../../../domain/edi/read-transaction.ts';
import { damaged, ownSamples } from '../../fuzz/edi.ts';
import { samples as x12Samples } from './guides/x12-samples.ts';

const options = { guideFor: libraryGuide };

async function all(parts: Iterable<Uint8Array>, limits: Partial<Limits> = {}): Promise<EnvelopeEvent[]> {
  const events: EnvelopeEvent[] = [];
  for await (const event of readStream(parts, { ...options, limits })) events.push(event);
  return events;
}

function* split(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** What a reader gives that is fed part by part, however small. */
function fed(bytes: Uint8Array, sizes: readonly number[], limits: Partial<Limits> = {}): EnvelopeEvent[] {
  const reader = streamReader({ ...options, limits });
  const events: EnvelopeEvent[] = [];
  for (const part of split(bytes, sizes)) {
    reader.feed(part, false);
    events.push(...eventsOf(reader));
    if (!reader.starved) return events;
  }
  reader.feed(new Uint8Array(), true);
  return [...events, ...eventsOf(reader)];
}

/** An event without what a stream does not keep, to be compared with what reading the whole gives. */
function comparable(event: EnvelopeEvent): unknown {
  if (event.kind === 'problem') return event;
  const { groups: _, ...interchange } = event.interchange;
  if (event.kind === 'interchange-start' || event.kind === 'interchange-end') {
    return { kind: event.kind, interchange };
  }
  const { transactions: __, ...group } = event.group;
  return event.kind === 'transaction'
    ? { ...event, group, interchange }
    : { kind: event.kind, group, interchange };
}
const text = (events: readonly EnvelopeEvent[]): string => JSON.stringify(events.map(comparable));

const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 2000 })), {
  minLength: 1,
  maxLength: 20,
});

describe('readStream', () => {
  const samples = [
    ...ownSamples(),
    ...[...x12Samples.values()].map((sample) => Buffer.from(sample, 'latin1')),
  ];

  it('gives the same whatever the parts a file comes in', async () => {
    await fc.assert(
      fc.asyncProperty(
        damaged(samples),
        sizes,
        fc.integer({ min: 0, max: 3 }),
        async (bytes, parts, times) => {
          const file = Buffer.concat(Array.from({ length: times + 1 }, () => bytes));
          expect(text(fed(file, parts))).to.equal(text(await all([file])));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('waits for data that say their length, whatever the parts', () => {
    const isa =
      'ISA*00*          *00*          *01*ACMERETAIL     *ZZ*CROSSDOCK      *260115*1030*U*00401*000000001*0*P*>~';
    const x12 = (segments: string): string =>
      `${isa}GS*PI*A*B*20260115*1030*1*X*004010~ST*841*0001~${segments}SE*4*0001~GE*1*1~IEA*1*000000001~`.padEnd(
        700,
        '\n',
      );
    const edifact = (objects: string): string =>
      `UNB+UNOC:3+A+B+260115:1030+1'${objects}UNZ+1+1'`.padEnd(700, '\n');
    const files = [
      x12('BIN*11*a*b~SE*1~\nc~BIN*3*~~~~'),
      x12('BDS*ASB*14*~*~*~*~*~*~*~~~BIN*0*~'),
      x12(`BIN*300*${'~'.repeat(300)}~BIN*2*xyz~`),
      x12('BIN*x*~BIN*3'),
      x12('BIN~BDS*ASB~'),
      x12('BIN*9999*abc~'),
      edifact("UNO+1++X+9:1'UNT+1+1''UNP+9+1'"),
      edifact(`UNO+1++X+300:1'${"'".repeat(300)}UNP+300+1'`),
      edifact("UNO+1++X+9999:1'abcUNP+3+1'"),
      edifact("UNO+1'UNO'"),
    ].map((file) => Buffer.from(file, 'latin1'));
    for (const file of files) {
      const whole = text(fed(file, [file.length]));
      for (let size = 1; size < 60; size += 1)
        expect(text(fed(file, [size])), `${file} in ${size}`).to.equal(whole);
    }
  });

  it('stops at the same byte whatever the parts, where a file is beyond its limits', () => {
    const few = fc.integer({ min: 0, max: 4 });
    const limits = fc.oneof(
      fc.record({ fileProblems: few }),
      fc.record({ fileProblems: few, problems: few }),
      fc.record({ bytes: fc.integer({ min: 1, max: 4000 }) }),
      fc.record({ transactions: few, interchanges: few }),
      fc.record({ segments: fc.integer({ min: 1, max: 60 }), broken: few }),
      fc.record({
        segmentLength: fc.integer({ min: 8, max: 80 }),
        elements: fc.integer({ min: 2, max: 16 }),
      }),
    );
    const stray = fc.constantFrom('9*1~', 'TA1*1~', 'SE*1*1~', "9+1'", "UNO+1'", "UNT+1+1'");
    const heaped = fc
      .tuple(damaged(samples), fc.double({ min: 0, max: 1, noNaN: true }), stray)
      .map(([bytes, at, segment]) => {
        const place = bytes.indexOf(segment.at(-1) ?? '', Math.floor(at * bytes.length)) + 1;
        return Buffer.concat([
          bytes.subarray(0, place),
          Buffer.from(segment.repeat(200)),
          bytes.subarray(place),
        ]);
      });
    fc.assert(
      fc.property(heaped, sizes, few, limits, (bytes, parts, times, bounds) => {
        const file = Buffer.concat(Array.from({ length: times + 1 }, () => bytes));
        expect(text(fed(file, parts, bounds))).to.equal(text(fed(file, [file.length], bounds)));
      }),
      { numRuns: 300 },
    );
  });

  it('gives what reading the whole gives', async () => {
    const limits = { ...streamLimits };
    for (const sample of samples) {
      const whole = [...readEnvelopes(sample, limits)].map((event) => {
        if (event.kind !== 'transaction') return event;
        const { transaction, interchange } = event;
        const guide = libraryGuide(interchange.dialect.standard, transaction.version, transaction.type);
        const read = guide && readTransaction(sample, transaction, interchange.dialect, guide, { limits });
        return { ...event, read: read ?? null };
      });
      // Where a set without trailer ends is told by the next segment, or by the end of what belongs to it.
      if (text(whole).includes('CD_EDI_TRAILER_MISSING')) continue;
      expect(text(await all([sample]))).to.equal(text(whole));
    }
  });

  it('keeps neither groups nor transaction sets', async () => {
    const [sample = Buffer.alloc(0)] = samples.slice(-1);
    const events = await all([sample]);
    const ends = events.filter((event) => event.kind === 'interchange-end');
    expect(ends.map(({ interchange }) => interchange.groups)).to.deep.equal([[]]);
    const groups = events.filter((event) => event.kind === 'group-end');
    expect(groups.map(({ group }) => group.transactions)).to.deep.equal([[]]);
  });

  it('says that nothing is no EDI', async () => {
    for (const parts of [[], [Buffer.alloc(0)], [Buffer.from(' \r\n'), Buffer.from('\n')]]) {
      const [only, ...others] = await all(parts);
      expect(only?.kind === 'problem' && only.problem.code).to.equal('CD_EDI_NOT_EDI');
      expect(others).to.deep.equal([]);
    }
  });

  it('ends where the limit of bytes is exceeded', async () => {
    const [sample = Buffer.alloc(0)] = samples;
    const parts = Array.from({ length: 100 }, () => Buffer.concat(Array.from({ length: 100 }, () => sample)));
    const events = await all(parts, { bytes: 200_000, interchanges: 1_000_000 });
    const last = events.at(-1);
    expect(last?.kind === 'problem' && last.problem.code).to.equal('CD_EDI_LIMIT_BYTES');
    expect(events.length).to.be.greaterThan(10);
  });
});
