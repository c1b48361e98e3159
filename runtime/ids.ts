import { randomBytes } from 'node:crypto';
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

export const systemIds: Ids = {
  uuid: () => v7(),
  hex: (bytes) => randomBytes(bytes).toString('hex'),
  random: () => Math.random(),
};
