import type { ErrorCode, ErrorParameters } from '../errors.ts';
import { type Location, type Problem, type ProblemDetails, problemAt } from './problem.ts';

/**
 * Puts the problems of a file's envelopes on the lists of the levels they concern, as many as the limit allows. A list
 * that misses one says so with CD_EDI_LIMIT_PROBLEMS, so that nothing passes for sound because its fault was left out.
 */
export class EnvelopeProblems {
  readonly #limit: number;
  #count = 0;

  /** @param limit how many are listed in the file */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether one was left out: reading on makes no sense. */
  get exceeded(): boolean {
    return this.#count > this.#limit;
  }

  add(
    list: Problem[],
    code: ErrorCode,
    place: Location,
    parameters: ErrorParameters,
    details: ProblemDetails = {},
  ): void {
    this.put(list, problemAt(code, place, parameters, details));
  }

  put(list: Problem[], problem: Problem): void {
    this.#count += 1;
    if (!this.exceeded) list.push(problem);
    else if (list.at(-1)?.code !== 'CD_EDI_LIMIT_PROBLEMS') list.push(this.ending(problem.location));
  }

  /** Says where reading ended. */
  ending(place: Location): Problem {
    return problemAt('CD_EDI_LIMIT_PROBLEMS', place, { limit: this.#limit, byte: place.byte });
  }
}
