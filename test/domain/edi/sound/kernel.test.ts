import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { kernel, plainKernel } from '../../../../domain/edi/sound/kernel.ts';
import { compiledKernel } from '../../../../scripts/build-kernel.ts';
import { damaged } from '../../../fuzz/edi.ts';
import { readWithBoth } from './both-kernels.ts';
import { anySample, repeated } from './many-sets.ts';

const root = join(import.meta.dirname, '../../../..');

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
      fc.property(files, fc.boolean(), (bytes, build) => {
        readWithBoth(bytes, build);
      }),
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
