import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { type GuideFor, libraryGuide } from '../../../../domain/edi/guides/load.ts';
import { eventsOf, streamReader } from '../../../../domain/edi/read-stream.ts';
import { recordsAt, recordWords, setsAt, setWords } from '../../../../domain/edi/sound/kernel/layout.ts';
import { type Kernel, kernel, plainKernel } from '../../../../domain/edi/sound/kernel.ts';
import { memory } from '../../../../domain/edi/sound/memory.ts';

const compiled: Kernel = { ...kernel };
const { events, records, sets, state, texts, values } = memory;

const digest = (words: Int32Array): string =>
  createHash('sha1')
    .update(new Uint8Array(words.buffer, words.byteOffset, words.byteLength))
    .digest('hex');

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

/** Reads with both kernels, and compares them call by call. Returns what is read. */
export function readWithBoth(bytes: Buffer, build: boolean, guideFor: GuideFor = libraryGuide): string {
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
    values: (...given) => {
      const known = texts.slice();
      plainKernel.values(...given);
      const plain = [values.slice(), texts.slice()];
      texts.set(known);
      compiled.values(...given);
      expect([values, texts].map(digest)).to.deep.equal(plain.map(digest));
    },
  };
  Object.assign(kernel, checking);
  try {
    const reader = streamReader({ guideFor, build });
    reader.feed(bytes, true);
    return JSON.stringify([...eventsOf(reader)]);
  } finally {
    Object.assign(kernel, compiled);
  }
}
