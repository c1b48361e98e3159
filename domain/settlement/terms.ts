import type { Money, RateAgreement } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { big } from '../rating/decimal.ts';
import { money } from '../rating/money.ts';
import {
  amount,
  decimal,
  type EntryChecks,
  entryProblem,
  fixedRates,
  publishedRates,
  type Said,
  text,
  zone,
} from './term-checks.ts';
import type { ChargeKind } from './types.ts';

/** How far a bill may be above what was expected; with both limits it must keep within both. */
export interface Tolerance {
  /** SCAC; every carrier when absent. */
  readonly carrier?: string;
  /** Kind or code of the charge; every charge when absent. */
  readonly charge?: string;
  readonly percent?: string;
  readonly amount?: Money;
}

/** What a carrier may ask for extra work that was reported. */
export interface AgreedService {
  readonly carrier?: string;
  readonly code: string;
  readonly description: string;
  /** UN/ECE Rec 20 unit of the rate. */
  readonly unit: string;
  readonly freeQuantity?: string;
  readonly rate: Money;
  readonly maximum?: Money;
}

/** The cost centre of a shipment; what a rule does not name fits every shipment. */
export interface CostCentreRule {
  readonly carrier?: string;
  readonly mode?: string;
  /** Id of the place where the goods were picked up. */
  readonly origin?: string;
  readonly costCentre: string;
}

type Exchange = NonNullable<RateAgreement['exchange']>;

/** How what a carrier bills in another currency than planned is compared with the plan: fixed rates, then the table. */
export interface ExchangeRule extends Exchange {
  readonly carrier?: string;
}

/** What is agreed with carriers about their bills. Of a list the first entry that fits counts. */
export interface SettlementTerms {
  /** Named in the explanation of every charge. */
  readonly version: string;
  /** Zone of the books: it decides the period of an accrual. */
  readonly zone: string;
  readonly tolerances: readonly Tolerance[];
  readonly services: readonly AgreedService[];
  readonly costCentres: readonly CostCentreRule[];
  /** Without a rule a bill in another currency is disputed whole. */
  readonly exchange: readonly ExchangeRule[];
}

export const defaultSettlementTerms: SettlementTerms = {
  version: '1',
  zone: 'UTC',
  tolerances: [],
  services: [],
  costCentres: [],
  exchange: [],
};

const entries: Readonly<Record<string, EntryChecks>> = {
  tolerances: { required: [], checks: { carrier: text, charge: text, percent: decimal, amount } },
  services: {
    required: ['code', 'description', 'unit', 'rate'],
    checks: {
      ...{ carrier: text, code: text, description: text, unit: text },
      ...{ freeQuantity: decimal, rate: amount, maximum: amount },
    },
  },
  costCentres: {
    required: ['costCentre'],
    checks: { carrier: text, mode: text, origin: text, costCentre: text },
  },
  exchange: { required: [], checks: { carrier: text, fixed: fixedRates, table: publishedRates } },
};

/**
 * Terms from a file's data: what it does not say keeps its default. No data at all means all defaults.
 *
 * @throws CD_CONFIG_INVALID naming the file and the wrong property
 */
export function settlementTermsFrom(data: unknown, where: string): SettlementTerms {
  const invalid = (reason: string) => new CrossdockError('CD_CONFIG_INVALID', { where, reason });
  if (data === null || data === undefined) return defaultSettlementTerms;
  if (typeof data !== 'object' || Array.isArray(data)) throw invalid('terms must be a list of named values');
  const said = data as Said;
  const strange = Object.keys(said).find((name) => !Object.hasOwn(defaultSettlementTerms, name));
  if (strange !== undefined) {
    const known = Object.keys(defaultSettlementTerms).join(', ');
    throw invalid(`"${strange}" is no term; the terms are ${known}`);
  }
  for (const [name, check] of Object.entries({ zone, version: text })) {
    const problem = said[name] === undefined ? null : check(said[name]);
    if (problem !== null) throw invalid(`${name} ${problem}`);
  }
  for (const [name, checks] of Object.entries(entries)) {
    const list = said[name] ?? [];
    if (!Array.isArray(list)) throw invalid(`${name} must be a list`);
    for (const [index, entry] of list.entries()) {
      const problem = entryProblem(entry, checks) ?? mixed(name, entry);
      if (problem !== null) throw invalid(`${name}[${index}] ${problem}`);
    }
  }
  return { ...defaultSettlementTerms, ...(said as Partial<SettlementTerms>) };
}

/** What is wrong with an entry whose values are right by themselves. */
function mixed(name: string, entry: Partial<AgreedService & ExchangeRule>): string | null {
  const { rate, maximum, fixed, table } = entry;
  if (rate !== undefined && maximum !== undefined && rate.currency !== maximum.currency)
    return 'maximum must be in the currency of rate';
  return name === 'exchange' && fixed === undefined && table === undefined ? 'lacks fixed and table' : null;
}

const fits = (wanted: string | undefined, has: string | undefined): boolean =>
  wanted === undefined || wanted === has;

/** The tolerance for a charge; null: what is asked for must not be above what was expected. */
export const toleranceFor = (
  { tolerances }: SettlementTerms,
  carrier: string,
  { group, kind }: { readonly group: string; readonly kind: ChargeKind },
): Tolerance | null =>
  tolerances.find(
    (one) => fits(one.carrier, carrier) && (one.charge === undefined || [group, kind].includes(one.charge)),
  ) ?? null;

/** True when `over` (above zero) is within the tolerance of what was expected. */
export function isTolerated(tolerance: Tolerance | null, over: Money, expected: Money): boolean {
  if (!tolerance || (tolerance.percent === undefined && tolerance.amount === undefined)) return false;
  const { percent, amount: most } = tolerance;
  if (percent !== undefined && big(over.amount).gt(big(expected.amount).times(big(percent)).div(100)))
    return false;
  return most === undefined || (most.currency === over.currency && big(over.amount).lte(big(most.amount)));
}

export const serviceFor = (
  { services }: SettlementTerms,
  carrier: string,
  code: string,
): AgreedService | null => services.find((one) => one.code === code && fits(one.carrier, carrier)) ?? null;

export const costCentreFor = (
  { costCentres }: SettlementTerms,
  of: { readonly carrier: string; readonly mode?: string | undefined; readonly origin?: string | undefined },
): string | null =>
  costCentres.find(
    (one) => fits(one.carrier, of.carrier) && fits(one.mode, of.mode) && fits(one.origin, of.origin),
  )?.costCentre ?? null;

export const exchangeFor = ({ exchange }: SettlementTerms, carrier: string): ExchangeRule | null =>
  exchange.find((one) => fits(one.carrier, carrier)) ?? null;

/** An amount of the terms as canonical documents hold it. */
export const agreedMoney = (value: Money): Money => money(value.amount, value.currency);
