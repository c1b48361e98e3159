import { CrossdockError } from '../../errors.ts';
import type { CompiledComposite, CompiledElement, CompiledSegment } from '../guides/compiled.ts';
import type { Syntax } from './syntax.ts';

/** Where in the JSON form a segment is, for error messages. */
export interface WritePlace {
  readonly type: string;
  readonly guide: string;
  readonly path: string;
}

const wrong = (place: WritePlace, path: string, problem: string): CrossdockError =>
  new CrossdockError('CD_EDI_WRITE_FORM', { type: place.type, guide: place.guide, path, problem });

/**
 * One segment from its JSON form, terminator included; '' if it has no data. Trailing empty elements and
 * components are left out.
 *
 * @throws CD_EDI_WRITE_FORM, CD_EDI_WRITE_CHARACTER
 */
export function writeSegment(
  segment: CompiledSegment,
  data: unknown,
  syntax: Syntax,
  place: WritePlace,
): string {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw wrong(place, place.path, 'must be an object of elements');
  }
  const values = new Map(Object.entries(data));
  const elements = segment.elements.map((element) => {
    const path = `${place.path}.${element.key}`;
    return element.components
      ? writeComposite(element, values, syntax, place, path)
      : writeSimple(element, take(values, element.key), syntax, place, path);
  });
  const [unknown] = values.keys();
  if (unknown !== undefined) throw wrong(place, `${place.path}.${unknown}`, 'is no element of the guide');
  const text = joined(elements, syntax.element);
  return text === '' ? '' : segment.id + syntax.element + text + syntax.segment + syntax.lineEnd;
}

function take(values: Map<string, unknown>, key: string): unknown {
  const value = values.get(key);
  values.delete(key);
  return value;
}

/** Joins and drops empty ones at the end. */
function joined(parts: readonly string[], separator: string): string {
  let end = parts.length;
  while (end > 0 && parts[end - 1] === '') end -= 1;
  return parts.slice(0, end).join(separator);
}

function writeSimple(
  element: CompiledElement,
  value: unknown,
  syntax: Syntax,
  place: WritePlace,
  path: string,
): string {
  if (!Array.isArray(value)) return escaped(textOf(value, place, path), syntax, place, path);
  checkRepetitions(element, value.length, syntax, place, path);
  return value
    .map((item, index) => escaped(textOf(item, place, `${path}[${index}]`), syntax, place, path))
    .join(syntax.repetition);
}

function writeComposite(
  element: CompiledComposite,
  values: Map<string, unknown>,
  syntax: Syntax,
  place: WritePlace,
  path: string,
): string {
  const repeated = take(values, element.key);
  if (repeated === undefined) return writeComponents(element, values, syntax, place, path);
  if (!Array.isArray(repeated)) throw wrong(place, path, 'must be an array of composites');
  checkRepetitions(element, repeated.length, syntax, place, path);
  return repeated
    .map((item: unknown, index) => {
      const here = `${path}[${index}]`;
      if (typeof item !== 'object' || item === null)
        throw wrong(place, here, 'must be an object of components');
      const components = new Map(Object.entries(item));
      const text = writeComponents(element, components, syntax, place, here);
      const [unknown] = components.keys();
      if (unknown !== undefined) throw wrong(place, `${here}.${unknown}`, 'is no component of the guide');
      return text;
    })
    .join(syntax.repetition);
}

const writeComponents = (
  element: CompiledComposite,
  values: Map<string, unknown>,
  syntax: Syntax,
  place: WritePlace,
  path: string,
): string =>
  joined(
    element.components.map((component) => {
      const here = `${path.slice(0, path.lastIndexOf('.') + 1)}${component.key}`;
      return escaped(textOf(take(values, component.key), place, here), syntax, place, here);
    }),
    syntax.component,
  );

function checkRepetitions(
  element: CompiledElement | CompiledComposite,
  count: number,
  syntax: Syntax,
  place: WritePlace,
  path: string,
): void {
  if (count <= 1) return;
  if (syntax.repetition === '')
    throw wrong(place, path, 'repeats, and this version has no repetition separator');
  if (count > element.repeats)
    throw wrong(place, path, `repeats ${count} times; ${element.repeats} are allowed`);
}

function textOf(value: unknown, place: WritePlace, path: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value.trimEnd();
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw wrong(place, path, 'must be a string');
}

/** EDIFACT releases service characters; X12 cannot, so that they must not occur in data. */
function escaped(text: string, syntax: Syntax, place: WritePlace, path: string): string {
  const service = [syntax.element, syntax.component, syntax.repetition, syntax.segment, syntax.release];
  let result = '';
  for (const character of text) {
    const isService = character !== '' && service.includes(character);
    if (isService && syntax.release === '') {
      const reason = 'separates or ends something in this interchange, and X12 has no way to send it as data';
      throw new CrossdockError('CD_EDI_WRITE_CHARACTER', { type: place.type, path, character, reason });
    }
    result += isService ? syntax.release + character : character;
  }
  return result;
}
