import type { CompiledSegment } from '../guides/compiled.ts';
import type { GuideProgram } from './guide-program.ts';
import {
  formatsAt,
  leastDigitsAt,
  mostDigitsAt,
  mostHeader,
  prefixAt,
  prefixEventsAt,
  recordsAt,
  segmentsAt,
  setsAt,
  suffixAt,
  trailerPlanAt,
  trailerTagAt,
  wantedAt,
} from './kernel/layout.ts';
import { kernel } from './kernel.ts';
import { memory } from './memory.ts';

const { header, state } = memory;
const mostBound = 0x3fffffff;

/** What sets of a series have in common: their header but for its number, and the trailer it asks for. */
export class SetHeader {
  readonly #bytes: Uint8Array;
  /** Bytes before the number and after it. */
  readonly #prefix: number;
  /** Delimiters before the number. */
  readonly #events: number;
  readonly #digits: readonly [number, number];
  readonly #trailer: CompiledSegment;

  /**
   * @param bytes of the header, its number left out
   * @param digits fewest and most of a number
   */
  constructor(
    bytes: Uint8Array,
    prefix: number,
    events: number,
    digits: readonly [number, number],
    trailer: CompiledSegment,
  ) {
    this.#bytes = bytes;
    this.#prefix = prefix;
    this.#events = events;
    this.#digits = digits;
    this.#trailer = trailer;
  }

  /** Whether the kernel has room for it: `place` throws where it has not. */
  get fits(): boolean {
    return this.#bytes.length <= mostHeader;
  }

  get trailerTag(): number {
    return this.#trailer.tag;
  }

  /** Puts it where the kernel looks for it; false if that cannot be. */
  place(): boolean {
    const plan = this.#trailer.plan.place();
    header.set(this.#bytes);
    state[prefixAt] = this.#prefix;
    state[suffixAt] = this.#bytes.length - this.#prefix;
    state[prefixEventsAt] = this.#events;
    state[leastDigitsAt] = this.#digits[0];
    state[mostDigitsAt] = this.#digits[1];
    state[trailerTagAt] = this.#trailer.tag;
    state[trailerPlanAt] = plan;
    return plan > 0;
  }
}

/**
 * Goes past whole transaction sets as long as it is certain that nothing is wrong with them; how many. `memory.sets` says
 * where they are.
 *
 * @param count events there are
 * @param most segments to go past
 */
export function series(
  guide: GuideProgram,
  sets: SetHeader,
  count: number,
  most: number,
  limit: { readonly segmentLength: number; readonly elements: number },
  recording: number,
): number {
  state[setsAt] = 0;
  state[segmentsAt] = 0;
  state[recordsAt] = 0;
  const { directory, counters } = guide;
  const bound = Math.min(most, mostBound);
  const longest = Math.min(limit.segmentLength, mostBound);
  do {
    if (!sets.place() || !guide.isPlaced) break;
    state[formatsAt] = guide.formats;
    kernel.series(directory, counters, count, bound, longest, limit.elements, recording);
  } while (guide.placeWanted(state[wantedAt] as number));
  // What records say of ways is gone with the memory that was emptied for others: the sets are read again.
  return guide.isPlaced ? (state[setsAt] as number) : 0;
}
