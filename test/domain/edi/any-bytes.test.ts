import { globSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { readSegments } from '../../../domain/edi/read-interchanges.ts';
import { receive } from '../../../domain/edi/receive.ts';
import type { ReceivedInterchange } from '../../../domain/edi/received.ts';
import { write } from '../../../domain/edi/write/write.ts';
import { CrossdockError, errorTable } from '../../../domain/errors.ts';
import { context, now } from './agreements.ts';

const here = new URL('.', import.meta.url).pathname;
const samples = globSync('*/cases/*/input.edi', { cwd: here }).map((path) => readFileSync(here + path));

/** Receives bytes and writes the acknowledgement; both must hold for whatever a partner sends. */
function mustHold(bytes: Uint8Array): void {
  const { interchanges, errors } = receive(bytes, context);
  const problems = [
    ...errors,
    ...interchanges.flatMap((one) => [...one.problems, ...one.transactions.flatMap((set) => set.problems)]),
  ];
  for (const { code, message, location } of problems) {
    expect(errorTable).to.have.property(code);
    expect(message).to.not.match(/\(no \w+\)/);
    expect(location.byte).to.be.within(0, bytes.length);
  }
  for (const interchange of interchanges) acknowledge(interchange);
}

function acknowledge({ acknowledgement, agreement }: ReceivedInterchange): void {
  if (!acknowledgement || !agreement) return;
  const { transactions } = acknowledgement;
  const groupControlNumbers = transactions.map((_, index) => String(index + 1));
  write({
    standard: agreement.standard,
    agreement,
    transactions,
    controlNumbers: {
      interchangeControlNumber: '1',
      ...(transactions.length > 1 ? { groupControlNumbers } : {}),
    },
    now,
  });
}

/** A sample with some bytes replaced, removed or repeated. */
const damaged = fc
  .record({
    sample: fc.constantFrom(...samples),
    cuts: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 0.999, noNaN: true }),
        length: fc.integer({ min: 0, max: 12 }),
        insert: fc.oneof(
          fc.constantFrom(
            '~',
            '*',
            "'",
            '+',
            ':',
            '?',
            '\n',
            'ISA',
            'UNB',
            'SE*1*0001~',
            "UNT+1+1'",
            'GE*',
            'ä',
          ),
          fc.string({ maxLength: 6 }),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ sample, cuts }) =>
    cuts.reduce<Buffer>((bytes, { at, length, insert }) => {
      const from = Math.floor(at * bytes.length);
      return Buffer.concat([bytes.subarray(0, from), Buffer.from(insert), bytes.subarray(from + length)]);
    }, sample),
  );

describe('receive on any bytes', () => {
  it('throws nothing and codes every problem for random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), mustHold), { numRuns: 300 });
  });

  it('throws nothing and codes every problem for damaged samples, and can acknowledge them', () => {
    fc.assert(fc.property(damaged, mustHold), { numRuns: 1500 });
  });

  it('throws nothing for every truncation of a sample', () => {
    const [sample] = samples;
    for (let length = 0; length < sample!.length; length += 1) mustHold(sample!.subarray(0, length));
  });
});

describe('readSegments on any bytes', () => {
  it('throws nothing but coded errors', () => {
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        try {
          for (const cursor of readSegments(bytes))
            for (let i = 0; i <= cursor.elements; i += 1) cursor.text(i);
        } catch (thrown) {
          expect(thrown).to.be.instanceOf(CrossdockError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
