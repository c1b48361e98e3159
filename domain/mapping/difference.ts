/** One place where two documents differ, in words: `lines[1].quantity.unit: expected "C62", got "EA"`. */
export type Difference = string;

const shownLength = 80;

/** Every place where `actual` differs from `expected`; the order of fields does not matter, that of lists does. */
export function differences(expected: unknown, actual: unknown, path = ''): Difference[] {
  if (Object.is(expected, actual)) return [];
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const length = Math.max(expected.length, actual.length);
    return Array.from({ length }, (_, at) => at).flatMap((at) =>
      differences(expected[at], actual[at], `${path}[${at}]`),
    );
  }
  if (isRecord(expected) && isRecord(actual)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...names].flatMap((name) =>
      differences(own(expected, name), own(actual, name), path === '' ? name : `${path}.${name}`),
    );
  }
  return [`${path || 'the document'}: expected ${shown(expected)}, got ${shown(actual)}`];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (from: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(from, name) ? from[name] : undefined;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}
