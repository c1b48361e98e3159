import { CrossdockError } from '../../errors.ts';
import type { Agreement } from '../agreement.ts';
import type { Identity } from '../envelope.ts';
import type { TransactionJson } from '../json-form.ts';
import { wireTime } from '../wire-date.ts';
import type { Syntax } from '../write/syntax.ts';
import { isToken } from '../write/token.ts';
import type { ControlNumbers, WrittenTransaction } from '../write/write.ts';

const receiptForms: Readonly<Record<string, RegExp>> = {
  TA101: /^\d{9}$/,
  TA102: /^\d{6}$/,
  TA103: /^\d{4}$/,
  TA104: /^[AER]$/,
  TA105: /^\d{3}$/,
};

const refuse = (agreement: Agreement, element: string, value: string, problem: string): CrossdockError =>
  new CrossdockError('CD_EDI_WRITE_ENVELOPE', { agreement: agreement.agreement, element, value, problem });

/** ISA, the groups with their transaction sets, IEA. Transaction sets of one functional identifier and version share a group. */
export function x12Interchange(
  transactions: readonly WrittenTransaction[],
  receipts: readonly Pick<TransactionJson, 'version' | 'segments'>[],
  agreement: Agreement,
  syntax: Syntax,
  { interchangeControlNumber, groupControlNumbers }: ControlNumbers,
  now: Date,
): string {
  const groups = Map.groupBy(transactions, ({ guide, version }) => `${guide.functionalGroup} ${version}`);
  if (groups.size > 1 && groupControlNumbers?.length !== groups.size) {
    const count = String(groupControlNumbers?.length ?? 0);
    throw refuse(agreement, 'GS06', count, `numbers were given for ${groups.size} functional groups`);
  }
  const { date, time } = wireTime(now, agreement.zone ?? 'UTC');
  const control = controlNumber(interchangeControlNumber, agreement);
  const line = (...elements: string[]): string =>
    elements.join(syntax.element) + syntax.segment + syntax.lineEnd;
  const version = (transactions[0]?.version ?? receipts[0]?.version ?? '004010').slice(0, 5);
  const isa = [
    'ISA',
    '00',
    ' '.repeat(10),
    '00',
    ' '.repeat(10),
    ...fixedIdentity(agreement.own, agreement, 'ISA06'),
    ...fixedIdentity(agreement.partner, agreement, 'ISA08'),
    date.slice(2),
    time.slice(0, 4),
    syntax.repetition || 'U',
    version,
    control,
    agreement.acknowledge.technical ? '1' : '0',
    agreement.test ? 'T' : 'P',
    syntax.component,
  ].join(syntax.element);
  const bodies = [...groups.values()].map((members, index) => {
    const number = groupControlNumbers?.[index] ?? control;
    const sets = members.map((member, position) => transactionSet(member, position + 1, line));
    const { guide, version: release } = members[0] as WrittenTransaction;
    const { own, partner } = agreement.group ?? { own: agreement.own.id, partner: agreement.partner.id };
    const gs = line('GS', guide.functionalGroup, own, partner, date, time.slice(0, 4), number, 'X', release);
    return gs + sets.join('') + line('GE', String(members.length), number);
  });
  return `${isa}${syntax.segment}${syntax.lineEnd}${receipts.map((receipt) => line('TA1', ...receiptElements(receipt, agreement))).join('')}${bodies.join('')}${line('IEA', String(groups.size), control)}`;
}

/** TA101 to TA105. */
function receiptElements({ segments }: Pick<TransactionJson, 'segments'>, agreement: Agreement): string[] {
  const values = (segments.TA1 ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(receiptForms).map(([element, form]) => {
    const value = String(values[element] ?? '');
    if (!form.test(value)) throw refuse(agreement, element, value, `does not have the form ${form.source}`);
    return value;
  });
}

function transactionSet(
  { type, association, segments }: WrittenTransaction,
  position: number,
  line: (...elements: string[]) => string,
): string {
  const number = String(position).padStart(4, '0');
  return (
    line('ST', type, number, ...(association === undefined ? [] : [association])) +
    segments.join('') +
    line('SE', String(segments.length + 2), number)
  );
}

/** A token stays as it is: the ledger replaces it by nine zero-padded digits, the width of ISA13. */
function controlNumber(given: string, agreement: Agreement): string {
  if (isToken(given)) return given;
  if (!/^\d{1,9}$/.test(given)) throw refuse(agreement, 'ISA13', given, 'is no number of at most 9 digits');
  return given.padStart(9, '0');
}

function fixedIdentity({ qualifier = '', id }: Identity, agreement: Agreement, element: string): string[] {
  if (id.length > 15 || qualifier.length !== 2) {
    throw refuse(agreement, element, id, 'does not fit: 2 characters of qualifier, at most 15 of id');
  }
  return [qualifier, id.padEnd(15)];
}
