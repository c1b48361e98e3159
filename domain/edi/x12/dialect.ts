import { CrossdockError } from '../../errors.ts';
import { areSound, canDelimit, type Delimiters, sharedDelimiters, shown } from '../delimiters.ts';
import type { Dialect } from '../dialect.ts';

/** Widths of ISA01 to ISA16. ISA is the only fixed-width segment of X12 (X12.5 interchange control). */
export const isaWidths = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1] as const;

/** "ISA", sixteen separators, the elements and the terminator. */
const isaLength = 106;

/**
 * Reads the delimiters from ISA: byte 4 separates elements, ISA16 components, the byte after it ends
 * segments. ISA11 separates repetitions only from version 00402 on and if it is no letter or digit;
 * before that it names the agency that maintains the envelope ("U").
 */
export function detectX12(bytes: Uint8Array, at: number, base = 0): Dialect {
  const element = bytes[at + 3];
  if (bytes.length < at + isaLength || element === undefined) {
    checkWidths(bytes, at, element ?? 0, base);
    throw new CrossdockError('CD_EDI_TRUNCATED', {
      byte: base + bytes.length,
      segmentId: 'ISA',
      terminator: '~',
    });
  }
  checkWidths(bytes, at, element, base);
  const version = Buffer.from(bytes.subarray(at + 84, at + 89)).toString('latin1');
  const repetition = bytes[at + 82] as number;
  const delimiters: Delimiters = {
    element,
    component: bytes[at + 104] as number,
    segment: bytes[at + 105] as number,
    repetition: version >= '00402' && canDelimit(repetition) ? repetition : null,
    release: null,
  };
  if (!areSound(delimiters)) {
    const { component, segment } = delimiters;
    throw new CrossdockError('CD_EDI_DELIMITERS_INVALID', {
      byte: base + at,
      delimiters: shown(element, component, segment, delimiters.repetition),
    });
  }
  return { standard: 'X12', delimiters: sharedDelimiters(delimiters), charset: 'x12', from: base + at };
}

function checkWidths(bytes: Uint8Array, at: number, separator: number, base: number): void {
  const near = bytes.subarray(0, at + 2 * isaLength);
  let from = at + 4;
  for (const [index, expected] of isaWidths.slice(0, 15).entries()) {
    const to = near.indexOf(separator, from);
    if (to < 0 && bytes.length < at + isaLength) return;
    if (to - from !== expected) {
      const actual = to < 0 ? `no end within ${isaLength}` : to - from;
      const number = String(index + 1).padStart(2, '0');
      throw new CrossdockError('CD_EDI_ISA_INVALID', {
        byte: base + from,
        element: number,
        expected,
        actual,
      });
    }
    from = to + 1;
  }
}
