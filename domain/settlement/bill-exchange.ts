import type { ExchangeRate, FreightInvoice } from '../canonical/types.generated.ts';
import { big } from '../rating/decimal.ts';
import { type Conversion, conversionBy, convertMoney, inverse } from '../rating/exchange.ts';
import { localDate } from '../rating/in-force.ts';
import { type Money, money, round, subtract } from '../rating/money.ts';
import { exchangeFor, type SettlementTerms } from './terms.ts';
import type { FreightProcess, MatchedCharge } from './types.ts';

type Billed = Pick<FreightInvoice, 'carrier' | 'currency' | 'issuedAt' | 'relatesTo'>;

const rounding = { mode: 'half-up' } as const;

/**
 * How the amounts of a carrier's document become amounts of the plan; null when they are, or nothing says how. A memo takes
 * the rates of the document that it corrects.
 *
 * @throws CD_RATING_EXCHANGE_MISSING, CD_RATING_EXCHANGE_STALE, CD_RATING_EXCHANGE_AMBIGUOUS
 */
export function billExchange(
  { isPlanned, currency: to, bills, dispatchedAt }: FreightProcess,
  { carrier: { scac }, currency: from, issuedAt, relatesTo }: Billed,
  terms: SettlementTerms,
  rates: readonly ExchangeRate[],
): Conversion | null {
  if (!isPlanned || from === to) return null;
  const corrected = bills.find(
    ({ invoiceNumber, carrier, currency, exchange }) =>
      invoiceNumber === relatesTo && carrier === scac && currency === from && exchange?.currency === to,
  );
  if (corrected?.exchange) return corrected.exchange;
  const rule = exchangeFor(terms, scac);
  if (!rule) return null;
  const { zone, version } = terms;
  const invoiceDate = dayOfIssue(issuedAt, zone);
  const shipDate = dispatchedAt === undefined ? invoiceDate : localDate(dispatchedAt, zone);
  const pathOf = (path: string): string => `settlement terms v${version} ${path}`;
  const by = { id: `settlement terms v${version} for ${scac}`, exchange: rule, pathOf };
  return conversionBy(by, { from, to }, rates, { invoiceDate, shipDate, orderDate: invoiceDate });
}

/** Documents that say a day alone are dated at its beginning in UTC: west of that it is the day before on the wall. */
const dayOfIssue = (issuedAt: string, zone: string): string =>
  /T00:00:00(\.0+)?Z$/.test(issuedAt) ? issuedAt.slice(0, 10) : localDate(issuedAt, zone);

/** An amount of a document in the currency of the plan, with the arithmetic. */
export const intoPlan = (value: Money, exchange: Conversion) => convertMoney(value, exchange, rounding);

/** An amount of the plan in the currency of a document. */
export const outOfPlan = (value: Money, exchange: Conversion, currency: string): Money =>
  convertMoney(value, inverse(exchange, currency), rounding).amount;

type Figure = 'invoiced' | 'approved' | 'disputed';

/** A figure of a charge in the currency of the plan; null where it is in another one and was not converted into that. */
export function inPlan(
  charge: MatchedCharge,
  figure: Figure,
  { currency, planned }: { readonly currency: string; readonly planned: string },
): Money | null {
  if (currency === planned) return money(charge[figure], planned);
  const { converted } = charge;
  return converted?.currency === planned ? money(converted[figure], planned) : null;
}

/** The figures of a charge in the currency of the plan when another part of it is approved than before. */
export function reconverted(charge: MatchedCharge, approved: Money): Pick<MatchedCharge, 'converted'> {
  const { converted, invoiced } = charge;
  if (!converted) return {};
  const whole = money(converted.invoiced, converted.currency);
  const part = shareOf(whole, approved.amount, invoiced);
  const disputed = subtract(whole, part).amount;
  return { converted: { ...converted, approved: part.amount, disputed } };
}

/** What of a disputed charge is left in the currency of the plan when it has become less. */
export function lessConverted(charge: MatchedCharge, disputed: Money): Pick<MatchedCharge, 'converted'> {
  const { converted } = charge;
  if (!converted) return {};
  const left = shareOf(money(converted.disputed, converted.currency), disputed.amount, charge.disputed);
  return { converted: { ...converted, disputed: left.amount } };
}

/** `whole` × `part` / `of`, to the minor unit; nothing of nothing. */
const shareOf = (whole: Money, part: string, of: string): Money =>
  big(of).eq(0)
    ? money('0', whole.currency)
    : round(money(big(whole.amount).times(big(part)).div(big(of)), whole.currency), rounding);
