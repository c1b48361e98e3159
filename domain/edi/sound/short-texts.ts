import { blockFrom } from './kernel/layout.ts';
import { memory } from './memory.ts';

/** Longer texts are mostly new ones. */
export const longestShort = 8;

const { view } = memory;
const VIEW = blockFrom;

const slots = 4096;
const shift = 20;
const heads = new Int32Array(slots);
const tails = new Int32Array(slots);
const texts: string[] = new Array<string>(slots).fill('');

/** What makes text of plain bytes of the file. */
export interface TextSource {
  plain(from: number, to: number): string;
}

/**
 * The plain text of up to eight bytes before an offset of the block. Codes, quantities and qualifiers come again and
 * again: the one that was last made in its slot is given again.
 *
 * @param base where the block begins in the source
 */
export function shortText(source: TextSource, base: number, to: number, length: number): string {
  const last = view.getInt32(to - 4 + VIEW, true);
  const tail = length < 4 ? last >>> (32 - 8 * length) : last;
  const head = length > 4 ? view.getInt32(to - 8 + VIEW, true) >>> (64 - 8 * length) : 0;
  const slot = Math.imul(tail ^ Math.imul(head, 0x85ebca6b), 0x9e3779b1) >>> shift;
  if (tails[slot] === (tail | 0) && heads[slot] === (head | 0)) return texts[slot] as string;
  const text = source.plain(base + to - length, base + to);
  tails[slot] = tail;
  heads[slot] = head;
  texts[slot] = text;
  return text;
}
