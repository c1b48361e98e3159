import type { Charge, Quantity } from '../canonical/types.generated.ts';
import { Big, big } from '../rating/decimal.ts';
import { type Money, multiply, readable, round, sum } from '../rating/money.ts';
import { convert, isConvertible } from '../rating/units.ts';
import { inPlan } from './bill-exchange.ts';
import { reportedOf } from './services.ts';
import { agreedMoney, type SettlementTerms, serviceFor } from './terms.ts';
import type { CarrierBill, ChargeKind, FreightProcess, ReportedService } from './types.ts';

/** Charges that are compared with each other: freight less its discounts, fuel, and extra services by code. */
export const groupOf = ({ kind, code }: { readonly kind: ChargeKind; readonly code: string }): string =>
  kind === 'discount' ? 'freight' : kind === 'freight' || kind === 'fuel' ? kind : code;

/**
 * What the carrier may ask for: the charges of the transport plan, and the extra work that was reported, at the
 * agreed rate. Reports of a code count together, less what is free. A service the plan has already is not added.
 */
export function expectedCharges(process: FreightProcess, terms: SettlementTerms): readonly Charge[] {
  const planned = new Set(process.plan.map(groupOf));
  const reported = [...process.earlierServices, ...process.services].map(({ code }) => code);
  const codes = [...new Set(reported)].filter((code) => !planned.has(code));
  return [...process.plan, ...codes.flatMap((code) => serviceCharge(process, code, terms) ?? [])];
}

/** Why work that was reported is not expected on a bill, where it is not for being free; null when nothing is wrong. */
export function notExpectedBecause(
  process: FreightProcess,
  code: string,
  terms: SettlementTerms,
): string | null {
  const agreed = serviceFor(terms, process.carrier.scac, code);
  const units = [...reportedOf(process, code).keys()];
  if (!agreed || units.length === 0) return null;
  const { unit, rate } = agreed;
  if (rate.currency !== process.currency) return `agreed in ${rate.currency}, planned in ${process.currency}`;
  const strange = units.filter((each) => !isConvertible(each, unit));
  return strange.length > 0 ? `reported in ${strange.join(', ')}, agreed per ${unit}` : null;
}

function serviceCharge(process: FreightProcess, code: string, terms: SettlementTerms): Charge | null {
  const agreed = serviceFor(terms, process.carrier.scac, code);
  if (!agreed || agreed.rate.currency !== process.currency) return null;
  const { unit, description, freeQuantity = '0', maximum } = agreed;
  // A unit that is not the agreed one has no price; a bill for it says so.
  const fitting = ({ quantity }: Pick<ReportedService, 'quantity'>) => isConvertible(quantity.unit, unit);
  const sums = [...reportedOf(process, code)].filter(([of]) => isConvertible(of, unit));
  const reported = sums.reduce(
    (total, [of, value]) => total.plus(convert({ value, unit: of }, unit, code)),
    new Big(0),
  );
  const charged = reported.minus(big(freeQuantity));
  if (charged.lte(0)) return null;
  const rate = agreedMoney(agreed.rate);
  const exact = round(multiply(rate, charged), { mode: 'half-up' });
  const isCapped = maximum !== undefined && big(exact.amount).gt(big(maximum.amount));
  const amount = isCapped ? agreedMoney(maximum) : exact;
  const isMeant = (one: { readonly code: string } & Pick<ReportedService, 'quantity'>) =>
    one.code === code && fitting(one);
  const inputOf = ({ value, unit: of }: Quantity, source: string) => ({
    ...{ name: description, value: `${value} ${of}`, source },
  });
  return {
    ...{ code, kind: 'accessorial', description, amount, rate },
    quantity: { value: charged.toFixed(), unit },
    explanation: {
      ...{ rule: `agreed service ${code}`, version: terms.version },
      inputs: [
        ...process.earlierServices
          .filter(isMeant)
          .map(({ quantity, reports }) => inputOf(quantity, `${reports} earlier shipment-events`)),
        ...process.services
          .filter(isMeant)
          .map(({ quantity, eventId, messageId }) =>
            inputOf(quantity, `shipment-event ${eventId}, message ${messageId}`),
          ),
      ],
      arithmetic: `(${reported.toFixed()} − ${freeQuantity} free) ${unit} × ${readable(rate)} = ${readable(exact)}${isCapped ? `; maximum ${readable(amount)} applies` : ''}`,
    },
  };
}

/** The sum of charges. @throws CD_MONEY_CURRENCY_MISMATCH */
export const totalOf = (charges: readonly Charge[], currency: string, where: string): Money =>
  sum(
    currency,
    charges.map(({ amount }) => amount),
    where,
  );

/**
 * What is owed for a group after all the carrier's documents so far: approved, and disputed parts that were accepted. In the
 * currency of the plan; what is in another one and was not converted into that does not count.
 */
export function owedFor({ bills, disputes, currency: planned }: FreightProcess, group: string): Money {
  const figures = (of: readonly Owing[], figure: 'approved' | 'disputed'): readonly Money[] =>
    of.flatMap(({ currency, charges }) =>
      charges
        .filter((one) => one.group === group)
        .flatMap((one) => inPlan(one, figure, { currency, planned }) ?? []),
    );
  const accepted = disputes.filter(({ status }) => status === 'accepted');
  return sum(planned, [...figures(bills, 'approved'), ...figures(accepted, 'disputed')]);
}

type Owing = Pick<CarrierBill, 'currency' | 'charges'>;
