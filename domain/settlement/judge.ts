import type { Charge } from '../canonical/types.generated.ts';
import { big } from '../rating/decimal.ts';
import type { Input } from '../rating/explain.ts';
import { compare, type Money, negate, readable, subtract, sum, zero } from '../rating/money.ts';
import { groupOf, notExpectedBecause, owedFor } from './expected.ts';
import { paidOtherwise } from './paid-before.ts';
import { isTolerated, type SettlementTerms, type Tolerance, toleranceFor } from './terms.ts';
import type { ChargeKind, FreightProcess } from './types.ts';

/** What a carrier asks for one kind of charge, in the currency of the plan. */
export interface Asked {
  readonly group: string;
  readonly kind: ChargeKind;
  readonly invoiced: Money;
}

/** What of it is owed and why, in the currency of the plan; approved and disputed add up to what is asked. */
export interface Verdict {
  readonly rule: string;
  readonly expected: Money;
  readonly approved: Money;
  readonly disputed: Money;
  readonly reason: string;
  readonly inputs: readonly Input[];
  readonly arithmetic: string;
}

/** Compares what is asked with what is left of what was expected. */
export function judge(
  process: FreightProcess,
  asked: Asked,
  expected: readonly Charge[],
  terms: SettlementTerms,
): Verdict {
  const { group, kind, invoiced } = asked;
  if (big(invoiced.amount).lte(0)) return credited(invoiced);
  if (!process.isPlanned) return unexpected(invoiced, 'nobody planned this shipment');
  if (process.isCancelled) return unexpected(invoiced, 'the shipment was cancelled');
  const otherwise = paidOtherwise(process, group);
  if (otherwise !== null) return unexpected(invoiced, `already billed by ${otherwise}`);
  const { left, ...basis } = basisOf(process, group, expected);
  const over = subtract(invoiced, left);
  const compared = {
    ...{ expected: left, inputs: basis.inputs },
    arithmetic: `${basis.arithmetic}; ${readable(invoiced)} − ${readable(left)} = ${readable(over)}`,
  };
  const whole = { approved: invoiced, disputed: zero(invoiced.currency) };
  if (big(over.amount).lte(0))
    return { ...compared, ...whole, rule: 'up to the expected charge', reason: lessOrEqual(over, left) };
  const nothing = { approved: zero(invoiced.currency), disputed: invoiced };
  const before = billedBefore(process, group);
  if (before !== null && big(left.amount).eq(0))
    return { ...compared, ...nothing, rule: 'billed before', reason: `already billed by ${before}` };
  if (!expected.some((one) => groupOf(one) === group)) {
    const reason = notExpectedBecause(process, group, terms) ?? 'not agreed, and no event reports it';
    return { ...compared, ...nothing, rule: 'not expected', reason };
  }
  const tolerance = toleranceFor(terms, process.carrier.scac, { group, kind });
  const inputs = [...compared.inputs, ...toleranceInput(tolerance, terms)];
  const above = `${readable(over)} above ${readable(left)}`;
  return isTolerated(tolerance, over, left)
    ? { ...compared, ...whole, inputs, rule: 'tolerance', reason: `${above}, within the tolerance` }
    : {
        ...{ ...compared, inputs, rule: 'tolerance', reason: `${above}, beyond the tolerance` },
        ...{ approved: left, disputed: over },
      };
}

/** Nothing of it is owed as long as nobody accepts it. */
export const unexpected = (invoiced: Money, reason: string): Verdict => ({
  ...{ rule: 'not expected', reason, inputs: [], disputed: invoiced },
  ...{ expected: zero(invoiced.currency), approved: zero(invoiced.currency) },
  arithmetic: `nothing of ${readable(invoiced)} is owed: ${reason}`,
});

const credited = (invoiced: Money): Verdict => ({
  ...{ rule: 'credit', reason: 'a credit is taken as it is', inputs: [], approved: invoiced },
  ...{ expected: zero(invoiced.currency), disputed: zero(invoiced.currency) },
  arithmetic: `${readable(invoiced)} is taken off what is paid`,
});

/** What is left to be billed of a kind of charge: what is expected, less what was paid for it. */
function basisOf(process: FreightProcess, group: string, expected: readonly Charge[]) {
  const own = expected.filter((one) => groupOf(one) === group);
  const planned = sum(
    process.currency,
    own.map(({ amount }) => amount),
    process.key,
  );
  const owed = owedFor(process, group);
  const rest = subtract(planned, owed);
  const left = big(rest.amount).lt(0) ? zero(process.currency) : rest;
  const none = compare(rest, left) === 0 ? '' : ', so nothing is left';
  const paid = process.bills
    .filter(({ charges }) => charges.some((one) => one.group === group))
    .map(({ kind, invoiceNumber, messageId }) => `${kind} ${invoiceNumber}, message ${messageId}`);
  const inputs: readonly Input[] = [
    ...own.map(({ description, amount, explanation }) => ({
      ...{ name: oneLine(description), value: readable(amount) },
      source: explanation
        ? `${explanation.rule} v${explanation.version}: ${explanation.arithmetic}`.slice(0, 1_000)
        : `plan of ${process.shipmentId}${process.plannedBy ? `, message ${process.plannedBy}` : ''}`,
    })),
    ...(paid.length > 0
      ? [{ name: 'owed before', value: readable(owed), source: paid.slice(-10).join('; ') }]
      : []),
  ];
  const arithmetic = `${readable(planned)} expected − ${readable(owed)} owed before = ${readable(rest)}${none}`;
  return { left, inputs, arithmetic };
}

/** Texts of a plan may be longer than the name of a value. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, 200);

const toleranceInput = (tolerance: Tolerance | null, { version }: SettlementTerms): readonly Input[] => {
  const { percent, amount } = tolerance ?? {};
  const limits = [percent === undefined ? [] : `${percent} %`, amount ? readable(amount) : []].flat();
  if (limits.length === 0) return [];
  return [
    { name: 'tolerance', value: limits.join(' and '), source: `settlement terms v${version} tolerances` },
  ];
};

const lessOrEqual = (over: Money, left: Money): string =>
  compare(over, zero(over.currency)) === 0
    ? 'as expected'
    : `${readable(negate(over))} less than ${readable(left)}`;

function billedBefore({ bills }: FreightProcess, group: string): string | null {
  const before = bills.filter(({ charges }) => charges.some((one) => one.group === group));
  return before.map(({ invoiceNumber }) => invoiceNumber).join(', ') || null;
}
