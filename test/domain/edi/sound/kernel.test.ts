import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { libraryGuide } from '../../../../domain/edi/guides/load.ts';
import { eventsOf, streamReader } from '../../../../domain/edi/read-stream.ts';
import { recordsAt, recordWords, setsAt, setWords } from '../../../../domain/edi/sound/kernel/layout.ts';
import { type Kernel, kernel, plainKernel } from '../../../../domain/edi/sound/kernel.ts';
import { memory } from '../../../../domain/edi/sound/memory.ts';
import { compiledKernel } from '../../../../scripts/build-kernel.ts';
import { damaged } from '../../../fuzz/edi.ts';
import { anySample, repeated } from './many-sets.ts';

const root = join(import.meta.dirname, '../../../..');
const compiled: Kernel = { ...kernel };
const { events, records, sets, state } = memory;

/** What a call left in the memory. */
const left = (): string =>
  JSON.stringify([
    [...state],
    [...records.subarray(0, (state[recordsAt] as number) * recordWords)],
    [...sets.subarray(0, (state[setsAt] as number) * setWords)],
  ]);

/** Has both kernels do it, each on the same state, and compares what they leave. */
function both(what: string, work: (one: Kernel) => unknown): unknown {
  const before = state.slice();
  const plain = [work(plainKernel), left()];
  state.set(before);
  const result = work(compiled);
  expect([result, left()], what).to.deep.equal(plain);
  return result;
}

function readWithBoth(bytes: Buffer, build: boolean): void {
  const checking: Kernel = {
    findEvents: (length) => {
      const found = plainKernel.findEvents(length);
      const plain = events.slice(0, found);
      expect(compiled.findEvents(length)).to.equal(found);
      expect(Buffer.compare(Buffer.from(plain.buffer), Buffer.from(events.slice(0, found).buffer))).to.equal(
        0,
      );
      return found;
    },
    soundEnd: (...given) => Number(both('soundEnd', (one) => one.soundEnd(...given))),
    run: (...given) => {
      both('run', (one) => one.run(...given));
    },
    series: (...given) => {
      both('series', (one) => one.series(...given));
    },
  };
  Object.assign(kernel, checking);
  try {
    const reader = streamReader({ guideFor: libraryGuide, build });
    reader.feed(bytes, true);
    for (const _ of eventsOf(reader));
  } finally {
    Object.assign(kernel, compiled);
  }
}

describe('the kernel in WebAssembly', function () {
  this.timeout(60_000);

  it('is what is read by', () => {
    expect(kernel.run).not.to.equal(plainKernel.run);
  });

  it('is what its sources give', async () => {
    const committed = readFileSync(join(root, 'domain/edi/sound/wasm.generated.ts'), 'utf8');
    expect(committed).to.equal(await compiledKernel(root));
  });

  it('does word for word what the plain one does, for sound and damaged sets of every guide', () => {
    const files = fc
      .tuple(anySample(), fc.integer({ min: 1, max: 8 }))
      .map(([sample, times]) => repeated(sample, times))
      .chain((bytes) => fc.oneof(fc.constant(bytes), damaged([bytes])));
    fc.assert(
      fc.property(files, fc.boolean(), (bytes, build) => readWithBoth(bytes, build)),
      { numRuns: 250 },
    );
  });

  it('finds the same in any bytes', () => {
    const delimiters = fc.constantFrom(..."~*:^+'?\n", 'ISA*', 'DTM+137:20260229:102', '\xe4', '\0');
    fc.assert(
      fc.property(fc.array(fc.oneof(delimiters, fc.string()), { maxLength: 60 }), (parts) => {
        const head = "UNB+UNOC:3+A+B+260115:1030+1'UNH+1+ORDERS:D:96A:UN'BGM+220+1+9'";
        readWithBoth(Buffer.from(head + parts.join(''), 'latin1'), true);
      }),
      { numRuns: 300 },
    );
  });
});
