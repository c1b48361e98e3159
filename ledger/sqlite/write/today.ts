import { dayOf } from '../codec.ts';

/** Knows of most rows that they were written today, without reading them: those since the first one of the day. */
export class Today {
  #day = 0;
  #first = 0;

  add(sequence: number, at: number): void {
    if (dayOf(at) === this.#day) return;
    this.#day = dayOf(at);
    this.#first = sequence;
  }

  has(sequence: number, at: number): boolean {
    return dayOf(at) === this.#day && sequence >= this.#first;
  }
}
