import type { Agreement } from '../../domain/edi/agreement.ts';
import type { Standard } from '../../domain/edi/dialect.ts';
import { isAcknowledgement } from '../../domain/edi/guides/select.ts';
import type { TransactionJson } from '../../domain/edi/json-form.ts';
import { CrossdockError } from '../../domain/errors.ts';

/** What of a transaction set's JSON form is written; the numbers in it are those it came with. */
export type Writable = Pick<TransactionJson, 'type' | 'version' | 'association' | 'segments'>;

/**
 * The transaction sets of a payload by type and version: each list makes one interchange.
 * @throws CD_EDI_NOTHING_TO_WRITE, CD_EDI_STANDARD_DIFFERS, CD_EDI_NOT_SENT
 */
export function transactionsOf(payload: unknown, agreement: Agreement, node: string): Writable[][] {
  const list: readonly unknown[] = Array.isArray(payload) ? payload : [payload];
  if (list.length === 0)
    throw new CrossdockError('CD_EDI_NOTHING_TO_WRITE', { node, found: 'an empty list' });
  const writable = list.map((one) => checked(one, agreement, node));
  return [...Map.groupBy(writable, ({ type, version }) => `${type} ${version}`).values()];
}

function checked(value: unknown, agreement: Agreement, node: string): Writable {
  if (!isTransaction(value))
    throw new CrossdockError('CD_EDI_NOTHING_TO_WRITE', { node, found: kindOf(value) });
  const { type, version, association, segments, standard } = value;
  const { standard: expected, agreement: name, sends } = agreement;
  if (standard !== undefined && standard !== expected) {
    throw new CrossdockError('CD_EDI_STANDARD_DIFFERS', {
      ...{ node, type, found: standard, agreement: name, expected },
    });
  }
  if (!sends[type] && !isAcknowledgement(type)) {
    throw new CrossdockError('CD_EDI_NOT_SENT', { agreement: name, type });
  }
  return {
    ...{ type, segments, version: version ?? sends[type]?.version ?? '' },
    ...(association !== undefined && { association }),
  };
}

type Given = Pick<TransactionJson, 'type' | 'segments'> & {
  readonly standard?: Standard;
  readonly version?: string;
  readonly association?: string;
};

/** The writer checks the segments themselves. */
function isTransaction(value: unknown): value is Given {
  if (typeof value !== 'object' || value === null) return false;
  const { type, segments } = value as Readonly<Record<string, unknown>>;
  return typeof type === 'string' && typeof segments === 'object' && segments !== null;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'nothing in it'}`;
}
