import { firstUnencodable } from '../../domain/edi/charset.ts';
import { CrossdockError } from '../../domain/errors.ts';

/** Characters of a rejected document that a person gets to see. */
const shownCharacters = 20_000;

/**
 * The bytes of a file. A text is taken as the one-byte characters EDI files have; one with other characters as UTF-8.
 * @throws CD_EDI_CONTENT_KIND
 */
export function bytesOf(payload: unknown, node: string): Uint8Array {
  if (payload instanceof Uint8Array) return payload;
  if (typeof payload === 'string') {
    return Buffer.from(payload, firstUnencodable(payload, 'latin1') === null ? 'latin1' : 'utf8');
  }
  const found = payload === null || payload === undefined ? 'nothing' : `a value of type ${typeof payload}`;
  throw new CrossdockError('CD_EDI_CONTENT_KIND', { node, found });
}

/** A range of the file as a person reads it, cut where it gets long. */
export function excerptOf(bytes: Uint8Array, from: number, to: number): string {
  const text = readable(bytes.subarray(from, Math.min(to, from + shownCharacters)));
  return to - from > shownCharacters ? `${text}… (${to - from - shownCharacters} bytes more)` : text;
}

/** UTF-8 where it is that, else one character per byte. A character that the end cuts in two is left out. */
function readable(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
