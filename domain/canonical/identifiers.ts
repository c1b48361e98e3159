/**
 * Identification keys of GS1 and their check digits.
 * GS1 General Specifications, section 7.9: from the right, digits weigh 3, 1, 3, 1 …; the check digit fills the sum up to a multiple of ten.
 */

const onlyDigits = /^[0-9]+$/;

/**
 * The GS1 check digit of a key without its last digit, such as `400638133393` → `1`.
 * Null when the text is not made of digits.
 */
export function gs1CheckDigit(digits: string): string | null {
  if (!onlyDigits.test(digits)) return null;
  let sum = 0;
  for (let index = digits.length - 1, weight = 3; index >= 0; index -= 1, weight = 4 - weight)
    sum += (digits.charCodeAt(index) - 48) * weight;
  return String((10 - (sum % 10)) % 10);
}

/** A GS1 key with its check digit appended; null when the text is not made of digits. */
export function withCheckDigit(digits: string): string | null {
  const check = gs1CheckDigit(digits);
  return check === null ? null : digits + check;
}

/** A Global Location Number: 13 digits, the last one right. */
export const isGln = (text: string): boolean => text.length === 13 && hasCheckDigit(text);

/** A Global Trade Item Number of 8, 12, 13 or 14 digits, the last one right. */
export const isGtin = (text: string): boolean => gtinLengths.has(text.length) && hasCheckDigit(text);

/** A Serial Shipping Container Code without its application identifier: 18 digits, the last one right. */
export const isSscc = (text: string): boolean => text.length === 18 && hasCheckDigit(text);

/** A GTIN in the 14 digits that databases and bar codes compare by; null when it is not a GTIN. */
export const gtin14 = (text: string): string | null => (isGtin(text) ? text.padStart(14, '0') : null);

const gtinLengths: ReadonlySet<number> = new Set([8, 12, 13, 14]);

const hasCheckDigit = (text: string): boolean => gs1CheckDigit(text.slice(0, -1)) === text.slice(-1);
