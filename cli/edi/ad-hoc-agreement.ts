import type { Agreement } from '../../domain/edi/agreement.ts';
import type { Delimiters } from '../../domain/edi/delimiters.ts';
import type { Identity, Interchange } from '../../domain/edi/envelope.ts';

/** What `acknowledge.functional` may say. */
export type Functional = Agreement['acknowledge']['functional'];

const character = (byte: number): string => String.fromCharCode(byte);

function delimitersOf({
  element,
  component,
  repetition,
  release,
  segment,
}: Delimiters): NonNullable<Agreement['delimiters']> {
  return {
    ...{ element: character(element), component: character(component), segment: character(segment) },
    ...(repetition === null ? {} : { repetition: character(repetition) }),
    ...(release === null ? {} : { release: character(release) }),
    newlines: true,
  };
}

const terms = {
  ...{ agreement: 'none', version: '1', effective: { from: '0000-01-01' }, tenant: 'none' },
  ...{ sends: {}, controlNumbers: { interchange: 'none' } },
};

/** Agrees to whatever an interchange is, as its receiver would who has no agreement at hand. */
export function agreementOn({ envelope, dialect, groups }: Interchange, functional: Functional): Agreement {
  const { standard, sender, receiver, test, version } = envelope;
  const sets = groups.flatMap(({ transactions }) => transactions);
  return {
    ...terms,
    ...{ standard, partner: sender, own: receiver, test },
    receives: Object.fromEntries(sets.map((set) => [set.type, { version: set.version }])),
    acknowledge: { functional },
    delimiters: delimitersOf(dialect.delimiters),
    ...(standard === 'EDIFACT' && { syntax: version }),
  };
}

/** For documents that are written as their first sender did. */
export function agreementBetween(
  standard: Agreement['standard'],
  own: Identity,
  partner: Identity,
  test: boolean,
): Agreement {
  return {
    ...terms,
    ...{ standard, partner, own, test, receives: {} },
    ...{ acknowledge: { functional: 'none' }, delimiters: { newlines: true } },
  };
}
