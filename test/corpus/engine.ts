import { libraryGuide } from '../../domain/edi/guides/load.ts';
import { defaultLimits } from '../../domain/edi/limits.ts';
import { hasErrors, type Problem } from '../../domain/edi/problem.ts';
import { readInterchanges } from '../../domain/edi/read-interchanges.ts';
import { readTransaction } from '../../domain/edi/read-transaction.ts';

/** What the engine makes of a file. */
export interface Finding {
  /** `read`: its structure is sound and no guide of ours is for it; `validated`: its contents are sound too. */
  readonly outcome: 'read' | 'validated' | 'refused';
  /** Of the errors, each once, in the order of the file. */
  readonly codes: readonly string[];
}

/** Reads a file's structure, and, where that is sound, its contents against the guides of our own library. */
export function findingOf(bytes: Uint8Array): Finding {
  const outside: Problem[] = [];
  const interchanges = [...readInterchanges(bytes, defaultLimits, outside)];
  const structure = [
    ...outside,
    ...interchanges.flatMap(({ problems, groups }) => [
      ...problems,
      ...groups.flatMap((group) => [
        ...group.problems,
        ...group.transactions.flatMap((transaction) => transaction.problems),
      ]),
    ]),
  ];
  if (hasErrors(structure)) return { outcome: 'refused', codes: codesOf(structure) };
  let guided = false;
  const contents = interchanges.flatMap(({ dialect, groups }) =>
    groups.flatMap(({ transactions }) =>
      transactions.flatMap((transaction) => {
        const guide = libraryGuide(dialect.standard, transaction.version, transaction.type);
        if (!guide) return [];
        guided = true;
        const options = { limits: defaultLimits, build: false };
        return readTransaction(bytes, transaction, dialect, guide, options).problems;
      }),
    ),
  );
  if (hasErrors(contents)) return { outcome: 'refused', codes: codesOf(contents) };
  return { outcome: guided ? 'validated' : 'read', codes: [] };
}

const codesOf = (problems: readonly Problem[]): string[] => [
  ...new Set(problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)),
];
