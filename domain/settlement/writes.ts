import { journalWrites, processWrite, type Write } from '../process/write.ts';
import { big } from '../rating/decimal.ts';
import { readable } from '../rating/money.ts';
import { accrualNumber } from './accrue.ts';
import { documentNumber, payableNumber } from './settle-invoice.ts';
import { statusOf } from './status.ts';
import type { Dispute, FreightProcess } from './types.ts';

/** A process whose status is that of what it holds. */
export const settledStatus = (process: FreightProcess): FreightProcess => ({
  ...process,
  status: statusOf(process),
});

/** The new state, findable by every number of the carrier, and a line of its history for each of `texts`. */
export function freightWrites(
  changed: FreightProcess,
  version: number,
  tenant: string,
  lines: readonly { readonly entry: string; readonly text: string }[],
): readonly Write[] {
  const process = settledStatus(changed);
  const { key, status, carrier, updatedAt, shipmentId, pro, bol, bills, disputes } = process;
  const identifier = (scheme: string, value: string | undefined) =>
    value === undefined ? [] : [{ scheme, value }];
  const customer = carrier.scac;
  const summary = {
    kind: 'freight',
    status,
    customer,
    held: status === 'freight-disputed',
    updatedAt,
  } as const;
  const identifiers = [
    ...identifier('freight-shipment', shipmentId),
    ...identifier('freight-pro', pro),
    ...identifier('freight-bol', bol),
    ...bills.flatMap(({ invoiceNumber }) => identifier('freight-invoice', invoiceNumber)),
    ...disputes.flatMap(({ number }) => identifier('freight-dispute', number)),
    ...accrualNumbers(process).flatMap((number) => identifier('freight-accrual', number)),
    ...payableNumbers(process).flatMap((number) => identifier('freight-payable', number)),
  ];
  return [
    processWrite(process, { tenant, version, summary, identifiers }),
    ...journalWrites(tenant, key, lines),
  ];
}

/** Accruals by whose numbers a shipment is found: the last ones, the open one among them. */
const mostAccruals = 50;

const accrualNumbers = (process: FreightProcess): readonly string[] =>
  Array.from({ length: Math.min(process.accrued, mostAccruals) }, (_, back) =>
    accrualNumber(process, process.accrued - back),
  );

const payableNumbers = ({ bills, disputes }: FreightProcess): readonly string[] => [
  ...bills
    .filter(({ charges }) => charges.some(({ approved }) => !big(approved).eq(0)))
    .map((bill) => payableNumber(documentNumber({ ...bill, carrier: { scac: bill.carrier } }))),
  ...disputes.filter(({ status }) => status === 'accepted').map(({ number }) => payableNumber(number)),
];

/** Why a dispute was opened, for a person. */
export const disputeReasons = ({ charges, currency }: Dispute): string =>
  charges
    .map(({ group, disputed, reason }) => `${group} ${readable({ amount: disputed, currency })}: ${reason}`)
    .join('; ');
