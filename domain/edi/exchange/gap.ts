/** A control number as a place in its sender's count: what stands before the digits, and the digits. */
export interface Counted {
  readonly prefix: string;
  readonly number: number;
  readonly width: number;
}

/** Numbers of a gap that are looked after one by one; a larger gap is a new count, and told as one. */
const mostMissing = 100;

/** `GX00000003` counts 3 behind `GX`; null for a number that does not count. */
export function counted(controlNumber: string): Counted | null {
  const [, prefix = '', digits = ''] = /^(.*?)(\d{1,15})$/.exec(controlNumber) ?? [];
  return digits === '' ? null : { prefix, number: Number(digits), width: digits.length };
}

/** The control numbers between the last one that came and this one. */
export function missingBetween(last: Counted, now: Counted): readonly string[] {
  if (last.prefix !== now.prefix || last.width !== now.width) return [];
  const count = now.number - last.number - 1;
  if (count < 1 || count > mostMissing) return [];
  return Array.from({ length: count }, (_, index) => {
    return now.prefix + String(last.number + 1 + index).padStart(now.width, '0');
  });
}

/** Whether this number is further on in the same count. */
export const isAfter = (last: Counted | null, now: Counted): boolean =>
  last?.prefix !== now.prefix || last.width !== now.width || now.number > last.number;
