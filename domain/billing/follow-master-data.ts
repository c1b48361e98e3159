import type { Customer, RateAgreement } from '../canonical/types.generated.ts';
import { apply } from '../process/apply.ts';
import type { HoldRequest } from '../process/documents.ts';
import { masterData } from '../process/hold-rules.ts';
import type { ProcessTerms } from '../process/terms.ts';
import type { Applied, HoldCode, OrderProcess } from '../process/types.ts';

/** What master data says of an order's customer; no customer means that nothing is known yet. */
export interface CustomerFacts {
  readonly customer: Customer | undefined;
  readonly agreements: readonly RateAgreement[];
}

/**
 * The holds that follow master data, placed or ended: credit-block while the customer is blocked, and
 * currency-mismatch while no agreement of the customer is in the order's currency. One step per change. A
 * currency-mismatch that a person released stays released.
 */
export function followMasterData(
  process: OrderProcess,
  { customer, agreements }: CustomerFacts,
  {
    messageId,
    now: at,
    terms,
  }: { readonly messageId: string; readonly now: string; readonly terms: ProcessTerms },
): readonly Applied[] {
  if (!customer) return [];
  const steps: Applied[] = [];
  const follow = (code: HoldCode, reason: string | null, over: string, isFinal: boolean): void => {
    const last = steps.at(-1)?.process ?? process;
    const ours = last.holds.filter((hold) => hold.code === code && hold.placedBy === masterData);
    const open = ours.find((hold) => !hold.released);
    const isDecided = isFinal && ours.some(({ released }) => released && released.by !== masterData);
    if (reason !== null && !open && !isDecided) {
      const document: HoldRequest = { code, reason, by: masterData };
      steps.push(apply(last, { type: 'hold', document, messageId, at }, terms));
    }
    if (reason === null && open) {
      const document = { holdId: open.id, reason: over, by: masterData };
      steps.push(apply(last, { type: 'release-hold', document, messageId, at }, terms));
    }
  };
  const blocked = customer.blocked ? `customer ${customer.id} is blocked` : null;
  follow('credit-block', blocked, `customer ${customer.id} is no longer blocked`, false);
  const { currency } = process.order;
  follow(
    'currency-mismatch',
    mismatch(currency, customer, agreements),
    `an agreement is in ${currency}`,
    true,
  );
  return steps;
}

function mismatch(
  currency: string,
  { id, rateAgreement }: Customer,
  agreements: readonly RateAgreement[],
): string | null {
  const own = agreements.filter((each) => each.id === rateAgreement && each.customer === id);
  if (own.length === 0 || own.some((each) => each.currency === currency || each.exchange)) return null;
  const known = [...new Set(own.map((each) => each.currency))].join(', ');
  return `the order is in ${currency}, agreement ${rateAgreement} of customer ${id} in ${known}`;
}
