import { readable } from '../rating/money.ts';
import { statusOf } from './status.ts';
import type { Dispute, FreightProcess } from './types.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What a change of a shipment's cost writes, as the effects a run stages. */
export type FreightWrite =
  | {
      readonly kind: 'process';
      readonly tenant: string;
      readonly key: string;
      readonly expectVersion: number;
      readonly state: Json;
      readonly summary: {
        readonly status: string;
        readonly customer: string;
        readonly held: boolean;
        readonly updatedAt: string;
      };
      readonly identifiers: readonly { readonly scheme: string; readonly value: string }[];
    }
  | {
      readonly kind: 'journal';
      readonly tenant: string;
      readonly key: string;
      readonly entry: string;
      readonly text: string;
    };

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
): readonly FreightWrite[] {
  const process = settledStatus(changed);
  const { key, status, carrier, updatedAt, shipmentId, pro, bol, bills, disputes } = process;
  const identifier = (scheme: string, value: string | undefined) =>
    value === undefined ? [] : [{ scheme, value }];
  return [
    {
      kind: 'process',
      ...{ tenant, key, expectVersion: version },
      // Plain JSON by construction; its interface only lacks the index signature.
      state: process as unknown as Json,
      summary: { status, customer: carrier.scac, held: status === 'freight-disputed', updatedAt },
      identifiers: [
        ...identifier('freight-shipment', shipmentId),
        ...identifier('freight-pro', pro),
        ...identifier('freight-bol', bol),
        ...bills.flatMap(({ invoiceNumber }) => identifier('freight-invoice', invoiceNumber)),
        ...disputes.flatMap(({ number }) => identifier('freight-dispute', number)),
      ],
    },
    ...lines.map((line) => ({ kind: 'journal' as const, tenant, key, ...line })),
  ];
}

/** Why a dispute was opened, for a person. */
export const disputeReasons = ({ charges, currency }: Dispute): string =>
  charges
    .map(({ group, disputed, reason }) => `${group} ${readable({ amount: disputed, currency })}: ${reason}`)
    .join('; ');
