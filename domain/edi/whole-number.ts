/** What `wholeNumber` gives for bytes that are none. */
export const noNumber = -1;

/** One to nine digits without leading zeros as a number. */
export function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from || to - from > 9 || (bytes[from] === 0x30 && to - from > 1)) return noNumber;
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return noNumber;
    number = number * 10 + digit;
  }
  return number;
}
