import type { Charge, Explanation } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { big } from '../rating/decimal.ts';
import type { Conversion } from '../rating/exchange.ts';
import { compare, type Money, readable, subtract, sum, zero } from '../rating/money.ts';
import { intoPlan, outOfPlan } from './bill-exchange.ts';
import { expectedCharges, groupOf } from './expected.ts';
import { judge, unexpected, type Verdict } from './judge.ts';
import { duplicateOf, isWithdrawal } from './same-document.ts';
import type { SettlementTerms } from './terms.ts';
import type { FreightProcess, MatchedCharge } from './types.ts';

export interface BilledCharges {
  /** SCAC of who bills. */
  readonly carrier: string;
  readonly currency: string;
  readonly charges: readonly Charge[];
  readonly invoiceNumber: string;
  /** Number of the document that it corrects. */
  readonly relatesTo?: string | undefined;
  /** The document and the message that brought it, for explanations. */
  readonly source: string;
  /** How its amounts become those of the plan; null when they are, or nothing says how. */
  readonly exchange: Conversion | null;
}

/**
 * Compares what a carrier bills for a shipment with what is left of what was expected, group by group. Up to the
 * expected amount everything is approved; more is approved within the tolerance and otherwise disputed, the part
 * above only; what an accepted dispute paid in another currency is billed already. Approved and disputed always add up
 * to what was billed, and so do they in the currency of the plan. A credit is approved as it is.
 *
 * @throws CD_SETTLEMENT_CREDIT for a credit of another carrier, or in another currency that nothing converts, unless it
 * withdraws what that document billed
 */
export function matchCharges(
  process: FreightProcess,
  document: BilledCharges,
  terms: SettlementTerms,
): readonly MatchedCharge[] {
  const { carrier, currency, charges, source, exchange } = document;
  const expected = expectedCharges(process, terms);
  const groups = Map.groupBy(charges, groupOf);
  return [...groups].map(([group, billed]) => {
    const [first] = billed;
    const kind = first?.kind ?? 'other';
    const invoiced = sum(
      currency,
      billed.map(({ amount }) => amount),
      `freight invoice for ${process.key}`,
    );
    const mismatch = mismatchOf(process, carrier, exchange?.currency ?? currency);
    const isWithdrawn = isWithdrawal(process, document, { group, invoiced });
    if (mismatch !== null && big(invoiced.amount).lt(0) && !isWithdrawn) {
      throw new CrossdockError('CD_SETTLEMENT_CREDIT', { shipment: process.key, reason: mismatch });
    }
    const converted = exchange && intoPlan(invoiced, exchange);
    const compared = converted?.amount ?? invoiced;
    const isLost = big(invoiced.amount).gt(0) && big(compared.amount).eq(0);
    const wrong =
      mismatch ??
      duplicateOf(process, document, { group, invoiced }) ??
      (isLost ? `comes to nothing in ${compared.currency}` : null);
    const verdict =
      wrong === null || isWithdrawn
        ? judge(process, { group, kind, invoiced: compared }, expected, terms)
        : unexpected(compared, wrong);
    const figures = exchange ? inBothCurrencies(invoiced, compared, verdict, exchange) : inOwn(verdict);
    const told = converted
      ? [converted.arithmetic, verdict.arithmetic, figures.arithmetic]
      : [verdict.arithmetic];
    const explanation: Explanation = {
      ...{ rule: `freight settlement: ${verdict.rule}`, version: terms.version },
      inputs: [
        { name: 'billed', value: readable(invoiced), source },
        ...(exchange?.inputs ?? []),
        ...verdict.inputs,
      ],
      arithmetic: told.filter((part) => part !== '').join('; '),
    };
    const reason = converted ? `${converted.arithmetic}; ${figures.reason}` : figures.reason;
    return {
      ...{ group, kind, description: first?.description ?? group, invoiced: invoiced.amount },
      ...{ ...figures.amounts, expected: verdict.expected.amount, reason, explanation },
    };
  });
}

function mismatchOf(process: FreightProcess, carrier: string, currency: string): string | null {
  if (!process.isPlanned) return null;
  if (process.carrier.scac !== carrier) return `planned with ${process.carrier.scac}, billed by ${carrier}`;
  if (process.currency !== currency) return `planned in ${process.currency}, billed in ${currency}`;
  return null;
}

interface Figures {
  readonly amounts: Pick<MatchedCharge, 'approved' | 'disputed' | 'converted'>;
  readonly reason: string;
  readonly arithmetic: string;
}

const inOwn = ({ approved, disputed, reason }: Verdict): Figures => ({
  amounts: { approved: approved.amount, disputed: disputed.amount },
  ...{ reason, arithmetic: '' },
});

/** What is owed of a document in another currency than the plan: all, nothing, or what the expected amount comes to in it. */
function inBothCurrencies(
  invoiced: Money,
  compared: Money,
  { rule, approved, disputed, reason }: Verdict,
  exchange: Conversion,
): Figures {
  const { currency } = invoiced;
  const figures = (paid: Money, inPlan: Pick<Verdict, 'approved' | 'disputed'>) => ({
    ...{ approved: paid.amount, disputed: subtract(invoiced, paid).amount },
    converted: {
      ...{ currency: compared.currency, invoiced: compared.amount },
      ...{ approved: inPlan.approved.amount, disputed: inPlan.disputed.amount },
    },
  });
  const all = { approved: compared, disputed: zero(compared.currency) };
  if (big(disputed.amount).eq(0) && rule !== 'not expected')
    return { amounts: figures(invoiced, all), reason, arithmetic: '' };
  if (big(approved.amount).eq(0))
    return { amounts: figures(zero(currency), { approved, disputed }), reason, arithmetic: '' };
  const owed = outOfPlan(approved, exchange, currency);
  const arithmetic = `${readable(approved)} come to ${readable(owed)}`;
  if (compare(owed, invoiced) >= 0) {
    const coin = `${reason}, and no amount of ${currency}`;
    return { amounts: figures(invoiced, all), reason: coin, arithmetic };
  }
  return { amounts: figures(owed, { approved, disputed }), reason, arithmetic };
}
