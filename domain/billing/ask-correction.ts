import { CrossdockError } from '../errors.ts';
import { pending } from '../process/asked.ts';
import type { Instant, OrderProcess } from '../process/types.ts';
import type { Correction } from './correct-invoice.ts';
import { invoicesTakenBack } from './taken-back.ts';

export interface AskedCorrection {
  readonly process: OrderProcess;
  /** Numbers of the invoices that are taken back. */
  readonly invoices: readonly string[];
}

/** Billing that was stopped may be asked again soon. */
const askedForMs = 60_000;

/**
 * Notes that a person has an invoice taken back, until that is carried out: of several at the same time one counts.
 * Null when it is this click's doing already.
 *
 * @throws CD_BILLING_CORRECTION_UNKNOWN as `invoicesTakenBack`, and when another click has it taken back
 */
export function askCorrection(
  process: OrderProcess,
  { invoiceNumber, rebill, by, id }: Omit<Correction, 'reason'> & { readonly id?: string | undefined },
  now: Instant,
): AskedCorrection | null {
  const back = invoicesTakenBack(process, { invoiceNumber, rebill });
  const [first] = back.flatMap(({ asked }) => pending(asked, now, askedForMs) ?? []);
  if (first && id !== undefined && first.id === id) return null;
  if (first) {
    const reason = `${first.by} has it taken back, which is being carried out`;
    const parameters = { invoice: invoiceNumber, order: process.key, reason };
    throw new CrossdockError('CD_BILLING_CORRECTION_UNKNOWN', parameters);
  }
  const outcome = rebill ? 'rebill' : 'credit';
  const asked = { outcome, by, at: now, ...(id !== undefined && { id }) } as const;
  return {
    invoices: back.map((each) => each.invoiceNumber),
    process: {
      ...process,
      invoices: process.invoices.map((each) => (back.includes(each) ? { ...each, asked } : each)),
    },
  };
}
