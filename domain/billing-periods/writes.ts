import type { Write } from '../process/writes.ts';
import type { ChangedPeriod } from './collect.ts';
import type { BillingPeriod } from './types.ts';

type ProcessWrite = Extract<Write, { kind: 'process' }>;

/** What a change of a period writes: a process of its own status, findable by the invoice's number. */
export type PeriodWrite =
  | (Omit<ProcessWrite, 'summary'> & {
      readonly summary: Omit<ProcessWrite['summary'], 'status'> & {
        readonly status: BillingPeriod['status'];
      };
    })
  | Exclude<Write, { kind: 'process' }>;

export interface PeriodWriteOptions {
  readonly tenant: string;
  /** On which the period comes back when its time has come. */
  readonly channel: string;
}

/** The period as it is now with a line of its history, and the timer that closes it. */
export function periodWrites(
  { version, period, text }: ChangedPeriod,
  { tenant, channel }: PeriodWriteOptions,
): readonly PeriodWrite[] {
  const { key, status, group, span, updatedAt, closed } = period;
  const number = closed?.invoice?.invoiceNumber;
  const { closesAt } = span;
  return [
    {
      ...{ kind: 'process', tenant, key, expectVersion: version },
      state: period as unknown as ProcessWrite['state'],
      summary: { status, customer: group.customer, held: false, updatedAt },
      identifiers: number === undefined ? [] : [{ scheme: 'consolidated-invoice', value: number }],
    },
    { kind: 'journal', tenant, key, entry: closed ? 'closed' : 'collected', text },
    ...(version === 0
      ? [
          {
            ...{
              kind: 'timer' as const,
              id: `${tenant}/${key}`,
              dueAt: closesAt,
              channel,
              type: 'billing-period',
              key,
            },
            payload: { key, closesAt },
          },
        ]
      : []),
    ...(closed ? [{ kind: 'cancel-timer' as const, id: `${tenant}/${key}`, channel }] : []),
  ];
}
