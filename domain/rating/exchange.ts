import type { ExchangeRate, RateAgreement } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { type Big, Big as BigNumber, big, plain } from './decimal.ts';
import { agreementPath, type Input } from './explain.ts';
import { type Money, money, readable, round } from './money.ts';

/** Published rates, and the days of which an agreement may take the rate. */
export interface ExchangeFacts {
  readonly rates: readonly ExchangeRate[];
  readonly invoiceDate: string;
  readonly orderDate: string;
  /** Day of the document itself, where `invoiceDate` is that of an earlier one. */
  readonly issuedOn?: string;
}

/** How amounts of one currency become amounts of another. */
export interface Conversion {
  readonly currency: string;
  /** An amount is multiplied by these, and divided by those that are inverse, before it is rounded once. */
  readonly steps: readonly { readonly rate: string; readonly isInverse: boolean }[];
  /** The rates with where and of which day they are. */
  readonly inputs: readonly Input[];
  /** As their source published them, in the same order; none where a contract fixes the rate. */
  readonly published?: readonly ExchangeRate[];
}

/** An amount in the other currency with how it came about. */
export interface Converted {
  readonly amount: Money;
  readonly arithmetic: string;
}

/** What says how amounts of one currency become amounts of another. */
export interface ExchangeTerms {
  /** As messages name it. */
  readonly id: string;
  readonly exchange?: RateAgreement['exchange'] | undefined;
  /** Where in it a value stands. */
  readonly pathOf: (path: string) => string;
}

type Dates = Pick<ExchangeFacts, 'invoiceDate' | 'orderDate'> & { readonly shipDate: string };
type Table = NonNullable<NonNullable<RateAgreement['exchange']>['table']>;
type Leg = Required<Pick<Conversion, 'steps' | 'inputs' | 'published'>>;

const dayMs = 86_400_000;
const words = {
  'ship-date': 'ship date',
  'invoice-date': 'invoice date',
  'order-date': 'order date',
} as const;

/**
 * The rate between two currencies by an agreement: one that it fixes, or the one that its source publishes for its day;
 * turned round, or over a third currency, only where it says so.
 *
 * @throws CD_RATING_EXCHANGE_MISSING, CD_RATING_EXCHANGE_STALE, CD_RATING_EXCHANGE_AMBIGUOUS
 */
export const conversion = (
  agreement: RateAgreement,
  pair: { readonly from: string; readonly to: string },
  rates: readonly ExchangeRate[],
  dates: Dates,
): Conversion => {
  const { id, exchange } = agreement;
  return conversionBy(
    { id: `agreement ${id}`, exchange, pathOf: (path) => agreementPath(agreement, path) },
    pair,
    rates,
    dates,
  );
};

/** `conversion` by other terms than an agreement's. @throws as `conversion` */
export function conversionBy(
  { id, exchange: { fixed = [], table } = {}, pathOf }: ExchangeTerms,
  { from, to }: { readonly from: string; readonly to: string },
  rates: readonly ExchangeRate[],
  dates: Dates,
): Conversion {
  const agreed = fixed.find(({ base, quote }) => base === from && quote === to);
  if (agreed) {
    const source = pathOf(`exchange.fixed[${from}-${to}]`);
    const inputs = [{ name: 'exchange rate', value: `${agreed.rate} ${to} per ${from}`, source }];
    return { currency: to, steps: [{ rate: agreed.rate, isInverse: false }], inputs };
  }
  const date = table ? dayOf(table, dates) : dates.shipDate;
  const leg = table && (legOf(table, from, to, rates, date) ?? chained(table, from, to, rates, date));
  if (leg) return { currency: to, ...leg };
  const source = table ? `source ${table.source}` : 'no source';
  throw new CrossdockError('CD_RATING_EXCHANGE_MISSING', { from, to, date, source, agreement: id });
}

/** An amount converted and rounded once, to the minor unit of the other currency. */
export function convertMoney(
  value: Money,
  { currency, steps }: Conversion,
  { mode }: Pick<RateAgreement['rounding'], 'mode'>,
): Converted {
  let top: Big = big(value.amount);
  let bottom: Big = new BigNumber(1);
  for (const { rate, isInverse } of steps) {
    if (isInverse) bottom = bottom.times(big(rate));
    else top = top.times(big(rate));
  }
  const exact = money(top.div(bottom), currency);
  const amount = round(exact, { mode });
  const factors = steps.map(({ rate, isInverse }) => `${isInverse ? '/' : '×'} ${rate}`).join(' ');
  const shown = steps.some(({ isInverse }) => isInverse) ? '' : ` = ${readable(exact)}`;
  const arithmetic = `${readable(value)} ${factors}${shown}, rounded ${mode} to ${readable(amount)}`;
  return { amount, arithmetic };
}

/** The way back. */
export const inverse = ({ steps, inputs }: Conversion, currency: string): Conversion => ({
  ...{ currency, inputs },
  steps: steps.map(({ rate, isInverse }) => ({ rate, isInverse: !isInverse })).reverse(),
});

const dayOf = ({ date }: Table, { shipDate, invoiceDate, orderDate }: Dates): string =>
  ({ 'ship-date': shipDate, 'invoice-date': invoiceDate, 'order-date': orderDate })[date];

/** A published rate in its own direction, or the opposite one where the agreement allows it. */
function legOf(
  table: Table,
  from: string,
  to: string,
  rates: readonly ExchangeRate[],
  date: string,
): Leg | null {
  const direct = published(table, from, to, rates, date);
  const found = direct ?? (table.inverse === true ? published(table, to, from, rates, date) : null);
  if (!found) return null;
  const { id, base, quote, rate, validFrom, source } = found;
  const told = `exchange-rate ${id} of ${source}, valid from ${validFrom}, for the ${words[table.date]} ${date}`;
  return {
    steps: [{ rate: plain(big(rate)), isInverse: direct === null }],
    published: [found],
    inputs: [{ name: 'exchange rate', value: `${rate} ${quote} per ${base}`, source: told }],
  };
}

function chained(
  table: Table,
  from: string,
  to: string,
  rates: readonly ExchangeRate[],
  date: string,
): Leg | null {
  const { via } = table;
  if (via === undefined || via === from || via === to) return null;
  const first = legOf(table, from, via, rates, date);
  const second = first && legOf(table, via, to, rates, date);
  return (
    second && {
      steps: [...first.steps, ...second.steps],
      inputs: [...first.inputs, ...second.inputs],
      published: [...first.published, ...second.published],
    }
  );
}

/** The rate that holds on a day; null when none was published until then. */
function published(
  { source, maxAgeDays }: Table,
  base: string,
  quote: string,
  rates: readonly ExchangeRate[],
  date: string,
): ExchangeRate | null {
  let newest: ExchangeRate[] = [];
  for (const each of rates) {
    if (each.source !== source || each.base !== base || each.quote !== quote || each.validFrom > date)
      continue;
    const [known] = newest;
    if (known && known.validFrom > each.validFrom) continue;
    if (known?.validFrom === each.validFrom) newest.push(each);
    else newest = [each];
  }
  const [found, ...others] = newest;
  if (!found) return null;
  const other = others.find(({ rate }) => !big(rate).eq(big(found.rate)));
  if (other) throw new CrossdockError('CD_RATING_EXCHANGE_AMBIGUOUS', { one: found.id, other: other.id });
  const age = (Date.parse(date) - Date.parse(found.validFrom)) / dayMs;
  if (age <= maxAgeDays) return found;
  const { id, validFrom } = found;
  throw new CrossdockError('CD_RATING_EXCHANGE_STALE', { id, validFrom, date, age, most: maxAgeDays });
}
