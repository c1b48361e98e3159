/**
 * JSON text with the properties of every object in the order of their names, as bytes: what a digest is made of. The
 * loop over the text is WebAssembly, made of `kernel.ts`: sorted in JavaScript it takes twice the time, and a string for
 * every property is left to the collector.
 */
import { wasm } from './wasm.generated.ts';

interface Kernel {
  sortMembers(text: number, to: number, out: number, notes: number, endOfNotes: number): number;
}

/** Longer texts are left to others. */
const mostCharacters = 64 * 1024;
const bytesPerCharacter = 3;

/** The members of the objects that are being looked at stand before the text, and what is written behind it. */
const notesFrom = 1024;
const textFrom = notesFrom + 64 * 1024;
const textBytes = bytesPerCharacter * mostCharacters;
/** Sixteen bytes are moved at a time. */
const slack = 32;
const memoryBytes = textFrom + textBytes + 2 * (textBytes + slack);
const pageBytes = 65_536;

const memory =
  typeof WebAssembly === 'undefined'
    ? null
    : new WebAssembly.Memory({ initial: Math.ceil(memoryBytes / pageBytes) });
const bytes = memory ? Buffer.from(memory.buffer) : Buffer.alloc(0);

function compiled(): Kernel | null {
  if (!memory) return null;
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(wasm, 'base64')), {
      env: { memory },
    });
    return exports as unknown as Kernel;
  } catch {
    // Code may not be made of bytes here.
    return null;
  }
}

const kernel = compiled();

/**
 * @param text as `JSON.stringify` writes it
 * @returns valid until the next call; null when it has to be done the long way: the text is long, or has names whose order
 * is not that of their bytes
 */
export function sortedJson(text: string): Uint8Array | null {
  if (!kernel || text.length > mostCharacters) return null;
  const to = textFrom + bytes.write(text, textFrom);
  const out = to + slack;
  const end = kernel.sortMembers(textFrom, to, out, notesFrom, textFrom);
  return end === 0 ? null : bytes.subarray(out, end);
}
