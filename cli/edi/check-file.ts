import type { Group, Interchange, TransactionRange } from '../../domain/edi/envelope.ts';
import type { Guide } from '../../domain/edi/guides/compiled.ts';
import { libraryGuide, loadGuide } from '../../domain/edi/guides/load.ts';
import type { LoopValues } from '../../domain/edi/json-form.ts';
import { defaultLimits } from '../../domain/edi/limits.ts';
import type { Problem } from '../../domain/edi/problem.ts';
import { readInterchanges } from '../../domain/edi/read-interchanges.ts';
import { readTransaction, withEnvelope } from '../../domain/edi/read-transaction.ts';

/** One transaction set of a file, with all that is wrong in it. */
export interface CheckedTransaction {
  readonly range: TransactionRange;
  readonly group: Group;
  readonly interchange: Interchange;
  /** `null`: we have none for it, so only its envelope was checked. */
  readonly guide: Guide | null;
  readonly problems: readonly Problem[];
  /** Empty without a guide, or when it was not asked for. */
  readonly segments: LoopValues;
}

export interface CheckedInterchange {
  readonly interchange: Interchange;
  readonly transactions: readonly CheckedTransaction[];
  /** Of the interchange and of its groups. */
  readonly problems: readonly Problem[];
}

export interface CheckOptions {
  /** Reference of the guide to use for all transaction sets; the one for its type and version when absent. */
  readonly guide?: string | undefined;
  /** Makes the JSON form. */
  readonly build: boolean;
}

/**
 * Checks a file interchange by interchange. What is outside of any goes to `outside`.
 *
 * @throws CD_EDI_GUIDE_UNKNOWN when the guide that was named is not there
 */
export function* checkFile(
  bytes: Uint8Array,
  { guide, build }: CheckOptions,
  outside: Problem[],
): Generator<CheckedInterchange> {
  const named = guide === undefined ? null : loadGuide(guide);
  for (const interchange of readInterchanges(bytes, defaultLimits, outside)) {
    const { dialect, groups } = interchange;
    const check = (range: TransactionRange, group: Group): CheckedTransaction => {
      const found = named ?? libraryGuide(dialect.standard, range.version, range.type);
      const options = { limits: defaultLimits, build };
      const read = found ? readTransaction(bytes, range, dialect, found, options) : null;
      const problems = withEnvelope(range, read);
      return { range, group, interchange, guide: found, problems, segments: read?.segments ?? {} };
    };
    yield {
      interchange,
      transactions: groups.flatMap((group) => group.transactions.map((range) => check(range, group))),
      problems: [...interchange.problems, ...groups.flatMap(({ problems }) => problems)],
    };
  }
}
