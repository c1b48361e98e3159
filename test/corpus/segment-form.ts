import type { Delimiters } from '../../domain/edi/delimiters.ts';

/** What may be written otherwise without meaning something else. */
export type Freedom =
  | 'empty elements at the end'
  | 'empty components at the end'
  | 'spaces at the end of a value'
  | 'a release character where none is needed'
  | 'a segment without data';

/** A segment in the only form that a writer has for it, and what was otherwise before. */
export interface Canonical {
  readonly text: string;
  readonly freedoms: readonly Freedom[];
}

interface Signs {
  readonly segment: string;
  readonly element: string;
  readonly component: string;
  readonly repetition: string | null;
  readonly release: string | null;
}

const sign = (byte: number | null): string | null => (byte === null ? null : String.fromCharCode(byte));

/** Delimiters as characters. */
export const signsOf = ({ segment, element, component, repetition, release }: Delimiters): Signs => ({
  segment: String.fromCharCode(segment),
  element: String.fromCharCode(element),
  component: String.fromCharCode(component),
  repetition: sign(repetition),
  release: sign(release),
});

/** @param text a segment without its terminator */
export function canonical(text: string, signs: Signs): Canonical {
  const freedoms = new Set<Freedom>();
  const [id = '', ...elements] = split(text, signs.element, signs.release);
  const kept = withoutEmptyEnd(
    elements.map((element) => canonicalElement(element, signs, freedoms)),
    'empty elements at the end',
    freedoms,
  );
  if (kept.length === 0) freedoms.add('a segment without data');
  return { text: [id, ...kept].join(signs.element), freedoms: [...freedoms] };
}

function canonicalElement(element: string, signs: Signs, freedoms: Set<Freedom>): string {
  const { component, repetition, release } = signs;
  const repetitions = repetition === null ? [element] : split(element, repetition, release);
  const each = repetitions.map((one) => {
    const parts = split(one, component, release).map((part) => canonicalValue(part, signs, freedoms));
    if (parts.length === 1) return parts[0];
    return withoutEmptyEnd(parts, 'empty components at the end', freedoms).join(component);
  });
  return each.join(repetition ?? '');
}

function canonicalValue(value: string, signs: Signs, freedoms: Set<Freedom>): string {
  const { release } = signs;
  const plain = release === null ? value : released(value, release);
  const trimmed = plain.trimEnd();
  if (trimmed !== plain) freedoms.add('spaces at the end of a value');
  if (release === null) return trimmed;
  const service = new Set<string | null>(Object.values(signs));
  const needed = [...trimmed].map((letter) => (service.has(letter) ? release + letter : letter)).join('');
  if (trimmed === plain && needed !== value) freedoms.add('a release character where none is needed');
  return needed;
}

function withoutEmptyEnd(
  parts: readonly string[],
  freedom: Freedom,
  freedoms: Set<Freedom>,
): readonly string[] {
  const last = parts.findLastIndex((part) => part !== '');
  if (last + 1 < parts.length) freedoms.add(freedom);
  return parts.slice(0, last + 1);
}

const released = (value: string, release: string): string => {
  let plain = '';
  for (let at = 0; at < value.length; at += 1) {
    if (value[at] === release) at += 1;
    plain += value[at] ?? '';
  }
  return plain;
};

function split(text: string, separator: string, release: string | null): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === release) at += 1;
    else if (text[at] === separator) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}
