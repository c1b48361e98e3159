import { CrossdockError } from '../../domain/errors.ts';

export interface Held {
  /** The body turned out to be this long. */
  resize(bytes: number): void;
  release(): void;
}

/** Bounds the bodies that are being read or answered: many large ones at once would fill the memory before any limit of a queue is asked. */
export class BodiesInMemory {
  private readonly limit: number;
  private bytes = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** One body always fits, however large. @throws CD_RUN_BACKPRESSURE */
  hold(bytes: number): Held {
    const { limit } = this;
    if (this.bytes > 0 && this.bytes + bytes > limit) {
      const parameters = {
        name: 'the memory for HTTP bodies',
        cause: 'bytes',
        value: this.bytes + bytes,
        limit,
      };
      throw new CrossdockError('CD_RUN_BACKPRESSURE', parameters);
    }
    this.bytes += bytes;
    let held = bytes;
    const resize = (to: number): void => {
      this.bytes += to - held;
      held = to;
    };
    return { resize, release: () => resize(0) };
  }
}
