import type { Money } from '../canonical/types.generated.ts';
import { CrossdockError } from '../errors.ts';
import { big } from '../rating/decimal.ts';
import { money } from '../rating/money.ts';
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

/** What is agreed with carriers about their bills. Of a list the first entry that fits counts. */
export interface SettlementTerms {
  /** Zone of the books: it decides the period of an accrual. */
  readonly zone: string;
  readonly tolerances: readonly Tolerance[];
  readonly services: readonly AgreedService[];
  readonly costCentres: readonly CostCentreRule[];
}

export const defaultSettlementTerms: SettlementTerms = {
  zone: 'UTC',
  tolerances: [],
  services: [],
  costCentres: [],
};

type Said = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => string | null;

const text: Check = (value) =>
  typeof value === 'string' && value !== '' && value.length <= 200 ? null : 'must be a text';
const decimal: Check = (value) =>
  typeof value === 'string' && /^(0|[1-9]\d*)(\.\d+)?$/.test(value)
    ? null
    : 'must be a decimal of zero or more in quotes, such as "2.5"';
const amount: Check = (value) => {
  const { amount: number, currency } = (value ?? {}) as Said;
  if (decimal(number) !== null || typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency))
    return 'must be an amount and a currency, such as { amount: "5.00", currency: EUR }';
  return null;
};
const zone: Check = (value) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: String(value) });
    return typeof value === 'string' ? null : 'must be a time zone';
  } catch {
    return 'must be a time zone such as Europe/Berlin';
  }
};

const entries = {
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
} as const satisfies Record<string, { required: readonly string[]; checks: Readonly<Record<string, Check>> }>;

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
  if (said.zone !== undefined) {
    const problem = zone(said.zone);
    if (problem !== null) throw invalid(`zone ${problem}`);
  }
  for (const [name, { required, checks }] of Object.entries(entries)) {
    const list = said[name] ?? [];
    if (!Array.isArray(list)) throw invalid(`${name} must be a list`);
    for (const [index, entry] of list.entries()) {
      const problem = entryProblem(entry, required, checks);
      if (problem !== null) throw invalid(`${name}[${index}] ${problem}`);
      if (isMixed(entry)) throw invalid(`${name}[${index}] maximum must be in the currency of rate`);
    }
  }
  return { ...defaultSettlementTerms, ...(said as Partial<SettlementTerms>) };
}

const isMixed = ({ rate, maximum }: Partial<AgreedService>): boolean =>
  rate !== undefined && maximum !== undefined && rate.currency !== maximum.currency;

function entryProblem(
  entry: unknown,
  required: readonly string[],
  checks: Readonly<Record<string, Check>>,
): string | null {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return 'must be named values';
  const missing = required.find((name) => !(name in entry));
  if (missing !== undefined) return `lacks ${missing}`;
  for (const [name, value] of Object.entries(entry)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check) return `has "${name}", which is not known; known are ${Object.keys(checks).join(', ')}`;
    const problem = check(value);
    if (problem !== null) return `${name} ${problem}`;
  }
  return null;
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

/** An amount of the terms as canonical documents hold it. */
export const agreedMoney = (value: Money): Money => money(value.amount, value.currency);
