/**
 * `npm run fuzz -- edi`: damages samples for ten minutes and looks for what the EDI engine must never do: throw without
 * a code, take long, or keep memory. What it finds is written to a file. Exit 1 when it finds something.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { readManifest } from '../test/corpus/manifest.ts';
import { damaged, mustHold, ownSamples } from '../test/fuzz/edi.ts';

const usage = `npm run fuzz -- edi [--seconds N] [--seed N] [--corpus FOLDER]
  --seconds   how long (600)
  --seed      repeats an earlier run (made up and printed)
  --corpus    a folder with a MANIFEST.tsv, whose files are damaged too`;

/** Of one input: the longest of the corpus takes some milliseconds. */
const mostMs = 2_000;
const mostKeptBytes = 100_000_000;
const perRound = 500;
const mostSampleBytes = 200_000;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    corpus: { type: 'string' },
  },
});
if (positionals.join() !== 'edi' || !(Number(values.seconds) > 0) || !(Number(values.seed) >= 0)) {
  console.error(usage);
  process.exit(2);
}
const seed = Number(values.seed);
const samples = [...ownSamples(), ...(values.corpus === undefined ? [] : corpusSamples(values.corpus))];
console.log(`${samples.length} samples, seed ${seed}`);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const inputs = damaged(samples);
let slowest = 0;
const property = fc.property(inputs, (bytes) => {
  const began = performance.now();
  mustHold(bytes);
  const ms = performance.now() - began;
  slowest = Math.max(slowest, ms);
  if (ms > mostMs) throw new Error(`it took ${Math.round(ms)} ms for ${bytes.length} bytes`);
});

const until = performance.now() + Number(values.seconds) * 1_000;
let runs = 0;
let kept = Number.NaN;
let told = 0;
for (let round = 0; performance.now() < until; round += 1) {
  const found = fc.check(property, { numRuns: perRound, seed: seed + round });
  runs += found.numRuns;
  if (found.failed) {
    const file = join(mkdtempSync(join(tmpdir(), 'crossdock-fuzz-')), 'input.edi');
    writeFileSync(file, found.counterexample?.[0] ?? '');
    console.error(`found with seed ${seed} after ${runs} inputs, written to ${file}:\n`, found.errorInstance);
    process.exit(1);
  }
  collect();
  const { heapUsed } = process.memoryUsage();
  // The first rounds load guides.
  if (round === 3) kept = heapUsed;
  if (heapUsed - kept > mostKeptBytes) {
    console.error(
      `${Math.round((heapUsed - kept) / 1e6)} MB are kept after ${runs} inputs with seed ${seed}`,
    );
    process.exit(1);
  }
  if (performance.now() - told > 10_000) {
    told = performance.now();
    const left = Math.max(0, Math.round((until - told) / 1_000));
    console.log(
      `${runs} inputs, the slowest ${slowest.toFixed(1)} ms, ${Math.round(heapUsed / 1e6)} MB of heap, ${left} s left`,
    );
  }
}
console.log(`${runs} inputs: every error has its code, the slowest took ${slowest.toFixed(1)} ms`);

function corpusSamples(folder: string): Buffer[] {
  return readManifest(readFileSync(join(folder, 'MANIFEST.tsv'), 'utf8'))
    .map(({ path }) => readFileSync(join(folder, path)))
    .filter(({ length }) => length <= mostSampleBytes);
}
