import type { Json } from '../connection.ts';
import { escaped } from './envelope.ts';
import type { ElementShape } from './schema.ts';

const integers = [
  'int',
  'integer',
  'long',
  'short',
  'byte',
  'nonNegativeInteger',
  'positiveInteger',
  'unsignedInt',
];

const isNode = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A parsed element as JSON: what the schema repeats is a list even with one entry, booleans and integers are such,
 * everything else stays text, so that no amount goes through a float. What the schema does not know is kept as text.
 */
export function toJson(content: unknown, shape: ElementShape | null): Json {
  if (!isNode(content)) return scalar(String(content ?? ''), shape?.simple ?? 'string');
  if (['1', 'true'].includes(String(content['@nil']))) return null;
  const names = Object.keys(content).filter((name) => !name.startsWith('@') && name !== '#text');
  if (names.length === 0 && (shape === null || shape.simple !== null)) {
    return scalar(String(content['#text'] ?? ''), shape?.simple ?? 'string');
  }
  const children = shape?.children() ?? [];
  return Object.fromEntries(
    names.map((name) => {
      const child = children.find((one) => one.name === name) ?? null;
      const list: unknown[] = Array.isArray(content[name]) ? content[name] : [content[name]];
      const values = list.map((one) => toJson(one, child));
      return [name, child?.repeats === true || values.length > 1 ? values : (values[0] ?? null)];
    }),
  );
}

function scalar(text: string, type: string): Json {
  if (type === 'boolean') return text === 'true' || text === '1';
  if (integers.includes(type) && /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)))
    return Number(text);
  return text;
}

/** JSON as the content of an element, children in schema order, unknown ones last. */
export function toXml(value: Json, shape: ElementShape | null, prefix: string): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return escaped(String(value));
  if (Array.isArray(value)) return value.map((one) => toXml(one, shape, prefix)).join('');
  const children = shape?.children() ?? [];
  const order = (name: string): number => {
    const index = children.findIndex((child) => child.name === name);
    return index < 0 ? children.length : index;
  };
  return Object.entries(value)
    .filter(([name, one]) => one !== undefined && one !== null && /^[\p{L}_][\p{L}\p{N}._-]*$/u.test(name))
    .sort(([one], [other]) => order(one) - order(other))
    .flatMap(([name, one]) => {
      const child = children.find((known) => known.name === name) ?? null;
      const list: readonly Json[] = Array.isArray(one) ? one : [one];
      return list.map((entry) => `<${prefix}${name}>${toXml(entry, child, prefix)}</${prefix}${name}>`);
    })
    .join('');
}
