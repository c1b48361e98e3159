import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Identity and chance as the runtime knows them; tests pass predictable ones. */
export interface Ids {
  /** UUIDv7. */
  uuid(): string;
  /** Random lower-case hex digits of so many bytes. */
  hex(bytes: number): string;
  /** 0 ≤ x < 1, spreads retries. */
  random(): number;
}

/** One call for random bytes costs as much as a whole id: they are drawn in stock. */
const stock = Buffer.alloc(4096);
let used = stock.length;

/** So many random bytes, valid until the next call. */
function random(bytes: number): Buffer {
  if (used + bytes > stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  used += bytes;
  return stock.subarray(used - bytes, used);
}

/** Ids of one millisecond are in order, by a counter of 32 bits that starts somewhere in the lower half (RFC 9562, 6.2). */
let lastMs = 0;
let counter = 0;

function uuid(): string {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = random(4).readUInt32BE() >>> 1;
  } else {
    counter = (counter + 1) >>> 0;
    if (counter === 0) lastMs += 1;
  }
  return v7({ rng: () => random(16), msecs: lastMs, seq: counter });
}

export const systemIds: Ids = {
  uuid,
  hex: (bytes) => random(bytes).toString('hex'),
  random: () => Math.random(),
};
