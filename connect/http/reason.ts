import type { Exchanged } from './exchange.ts';

const maxLength = 500;

/** Where partners put the sentence that says what is wrong, most telling first. */
const places = [
  ['error', 'message', 'value'],
  ['error', 'message'],
  ['detail'],
  ['message'],
  ['error_description'],
  ['error'],
  ['errors', '0', 'message'],
  ['errors', '0', 'detail'],
  ['errors', '0'],
  ['title'],
] as const;

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  );
}

/** What an error answer says: the message of a JSON body (problem+json, OData, the usual forms), of an XML one, or its text. */
export function reasonOf({ headers, body }: Pick<Exchanged, 'headers' | 'body'>): string {
  const text = body.subarray(0, 16_384).toString().trim();
  if (text === '') return 'no reason given';
  const said = (headers['content-type'] ?? '').includes('json')
    ? fromJson(body.toString())
    : fromMarkup(text);
  return (said ?? text).replace(/\s+/g, ' ').slice(0, maxLength);
}

function fromJson(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    const found = places.map((path) => at(value, path)).find((one) => typeof one === 'string' && one !== '');
    return typeof found === 'string' ? found : null;
  } catch {
    return null;
  }
}

function fromMarkup(text: string): string | null {
  const message = /<(?:\w+:)?(?:message|faultstring|title)\b[^>]*>([^<]+)</i.exec(text)?.[1];
  return message?.trim() ?? null;
}
