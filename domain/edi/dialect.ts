import { CrossdockError } from '../errors.ts';
import type { Charset } from './charset.ts';
import type { Delimiters } from './delimiters.ts';
import { detectEdifact } from './edifact/dialect.ts';
import { excerpt } from './filler.ts';
import { detectX12 } from './x12/dialect.ts';

export type Standard = 'X12' | 'EDIFACT';

/** How one interchange is written. */
export interface Dialect {
  readonly standard: Standard;
  readonly delimiters: Delimiters;
  readonly charset: Charset;
  /** Byte offset of the ISA or UNB segment in the file. */
  readonly from: number;
}

const letter = (bytes: Uint8Array, at: number): string => String.fromCharCode(bytes[at] ?? 0);

/** Whether an interchange header (ISA, UNA, UNB, UIB) could start here, judged by its first three bytes. */
export function startsInterchange(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at];
  if (first !== 0x49 && first !== 0x55) return false;
  const tag = letter(bytes, at) + letter(bytes, at + 1) + letter(bytes, at + 2);
  return tag === 'ISA' || tag === 'UNA' || tag === 'UNB' || tag === 'UIB';
}

/**
 * The dialect of the interchange that starts at an offset.
 *
 * @param base place of the bytes in the file
 * @throws CD_EDI_NOT_EDI, CD_EDI_ISA_INVALID, CD_EDI_UNB_INVALID, CD_EDI_DELIMITERS_INVALID,
 * CD_EDI_INTERACTIVE_REFUSED, CD_EDI_CHARSET_UNSUPPORTED, CD_EDI_TRUNCATED
 */
export function detectDialect(bytes: Uint8Array, at: number, base = 0): Dialect {
  if (!startsInterchange(bytes, at)) {
    throw new CrossdockError('CD_EDI_NOT_EDI', { byte: base + at, found: excerpt(bytes, at) });
  }
  return letter(bytes, at) === 'I' ? detectX12(bytes, at, base) : detectEdifact(bytes, at, base);
}
