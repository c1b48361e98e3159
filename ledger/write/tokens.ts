/** The value with every token replaced by its number, in all strings however deep; bytes stay as they are. */
export function withNumbers<T>(value: T, numbers: ReadonlyMap<string, string>): T;
export function withNumbers(value: unknown, numbers: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    let text = value;
    for (const [token, number] of numbers) text = text.replaceAll(token, () => number);
    return text;
  }
  if (Array.isArray(value)) return value.map((one) => withNumbers(one, numbers));
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withNumbers(one, numbers)]));
}
