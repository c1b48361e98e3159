let lastValue: unknown;
let lastText = '';

/**
 * Tells the JSON text of a value that is about to be written, by one who had to make it anyway. Only the last one is
 * remembered, so that no text is kept for the sake of a value that waits.
 */
export function tellText(value: object, text: string): void {
  lastValue = value;
  lastText = text;
}

/** The JSON text of a value; null for undefined. */
export function jsonText(value: unknown): string {
  if (value !== lastValue || value === undefined) return JSON.stringify(value ?? null);
  const text = lastText;
  lastValue = undefined;
  lastText = '';
  return text;
}
