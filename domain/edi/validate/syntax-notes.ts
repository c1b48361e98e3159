import type { SyntaxNote } from '../guides/compiled.ts';

/** An element that breaks a note. */
export interface NoteFault {
  readonly code: 'CD_EDI_ELEMENT_CONDITIONAL_MISSING' | 'CD_EDI_ELEMENT_EXCLUDED';
  readonly element: number;
}

/** Whether a note holds, from the elements sent as bits; false may also mean "look closer" beyond 31 elements. */
export function holds(note: SyntaxNote, sentBits: number): boolean {
  const sent = sentBits & note.mask;
  switch (note.kind) {
    case 'P':
      return sent === 0 || sent === note.mask;
    case 'R':
      return sent !== 0;
    case 'E':
      return (sent & (sent - 1)) === 0;
    default:
      return (sent & (1 << ((note.elements[0] ?? 1) - 1))) === 0 || sent === note.mask;
  }
}

/** The elements that break a syntax note (X12.6 clause on relational conditions), given which were sent. */
export function checkNote(note: SyntaxNote, sent: (element: number) => boolean): NoteFault[] {
  const present = note.elements.filter(sent);
  const absent = note.elements.filter((element) => !sent(element));
  const [first = 0, ...others] = note.elements;
  const missing = (elements: readonly number[]): NoteFault[] =>
    elements.map((element) => ({ code: 'CD_EDI_ELEMENT_CONDITIONAL_MISSING', element }));
  switch (note.kind) {
    case 'P':
      return present.length > 0 ? missing(absent) : [];
    case 'R':
      return present.length === 0 ? missing([first]) : [];
    case 'E':
      return present.slice(1).map((element) => ({ code: 'CD_EDI_ELEMENT_EXCLUDED', element }));
    case 'C':
      return sent(first) ? missing(others.filter((element) => !sent(element))) : [];
    case 'L':
      return sent(first) && !others.some(sent) ? missing(others.slice(0, 1)) : [];
  }
}
