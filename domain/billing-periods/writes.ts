import { journalWrites, processWrite, type Write } from '../process/write.ts';
import type { ChangedPeriod } from './collect.ts';

export interface PeriodWriteOptions {
  readonly tenant: string;
  /** On which the period comes back when its time has come. */
  readonly channel: string;
}

/** The period as it is now, findable by the invoice's number, with a line of its history, and the timer that closes it. */
export function periodWrites(
  { version, period, text }: ChangedPeriod,
  { tenant, channel }: PeriodWriteOptions,
): readonly Write[] {
  const { key, status, group, span, updatedAt, closed } = period;
  const number = closed?.invoice?.invoiceNumber;
  const { closesAt } = span;
  return [
    processWrite(period, {
      ...{ tenant, version },
      summary: { kind: 'billing-period', status, customer: group.customer, held: false, updatedAt },
      identifiers: number === undefined ? [] : [{ scheme: 'consolidated-invoice', value: number }],
    }),
    ...journalWrites(tenant, key, [{ entry: closed ? 'closed' : 'collected', text }]),
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
