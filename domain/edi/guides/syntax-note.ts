import type { SyntaxNote } from './compiled.ts';

const words: Readonly<Record<SyntaxNote['kind'], (first: string, others: string, all: string) => string>> = {
  P: (_first, _others, all) => `${all} are sent together or not at all`,
  R: (_first, _others, all) => `at least one of ${all} is required`,
  E: (_first, _others, all) => `only one of ${all} may be sent`,
  C: (first, others) => `${others} is required when ${first} is sent`,
  L: (first, others) => `at least one of ${others} is required when ${first} is sent`,
};

/** A note such as `P0304` of segment N1 as positions and words. The guide's schema has checked its form. */
export function syntaxNote(id: string, text: string): SyntaxNote {
  const kind = text.charAt(0) as SyntaxNote['kind'];
  const positions = text.slice(1).match(/\d\d/g) ?? [];
  const keys = positions.map((position) => id + position);
  const [first = '', ...others] = keys;
  const explain = words[kind];
  return {
    kind,
    elements: positions.map(Number),
    mask: positions.reduce((bits, position) => bits | (1 << (Number(position) - 1)), 0),
    words: explain(first, others.join(', '), keys.join(', ')),
  };
}
