import { longText, mostTexts, newText, releasedText } from './kernel/layout.ts';

/** Shorter texts that are cut from a text are copied; others would keep the whole of it. */
const copied = 13;

/** What makes text of bytes of the file. */
export interface TextSource {
  /** Of a range that is known to be plain. */
  plain(from: number, to: number): string;
  /** The same, in memory of its own. */
  own(from: number, to: number): string;
  trimmed(from: number, to: number, released: boolean): string;
}

/** What was last made for each slot of the kernel. */
export const knownTexts: string[] = new Array<string>(mostTexts).fill('');

/**
 * The text of a value that is not known: of short ones, which come again and again, it then is.
 *
 * @param text its slot with `newText`, `longText` or `releasedText`
 * @param place its offset from `base` on, and its length in the upper half
 */
export function textOf(source: TextSource, base: number, text: number, place: number): string {
  const from = base + (place & 0xffff);
  const length = place >>> 16;
  if (text === releasedText) return source.trimmed(from, from + length, true);
  if (text === longText) return source.plain(from, from + length);
  const made = length < copied ? source.plain(from, from + length) : source.own(from, from + length);
  knownTexts[text - newText] = made;
  return made;
}
