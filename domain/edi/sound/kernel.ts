import { run } from './kernel/run.ts';
import { soundEnd } from './kernel/segment.ts';
import { series } from './kernel/series.ts';
import { values } from './kernel/values.ts';
import { findEvents } from './kernel/words.ts';
import { wasmMemory } from './memory.ts';
import { wasm } from './wasm.generated.ts';

/** The loops over bytes, which work on `memory`. What they do is said where they are written. */
export interface Kernel {
  findEvents(length: number): number;
  soundEnd(segment: number, first: number, count: number): number;
  run(
    directory: number,
    count: number,
    most: number,
    longest: number,
    elements: number,
    recording: number,
  ): void;
  series(
    directory: number,
    counters: number,
    count: number,
    most: number,
    longest: number,
    elements: number,
    recording: number,
  ): void;
  values(from: number, to: number): void;
}

/** As they are written, for where there is no WebAssembly. */
export const plainKernel: Kernel = { findEvents, soundEnd, run, series, values };

/** Compiled ahead; `null` where code may not be made of bytes. */
function compiledKernel(): Kernel | null {
  if (!wasmMemory) return null;
  try {
    const compiled = new WebAssembly.Module(Buffer.from(wasm, 'base64'));
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory: wasmMemory } });
    return { ...plainKernel, ...exports };
  } catch {
    return null;
  }
}

/** Three to six times as fast where there is WebAssembly, with the same results. */
export const kernel: Kernel = compiledKernel() ?? plainKernel;
