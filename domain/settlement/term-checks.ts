/** A part of terms as their file says it. */
export type Said = Readonly<Record<string, unknown>>;
/** What is wrong with a value; null when nothing is. */
export type Check = (value: unknown) => string | null;

/** What an entry of a list must and may have. */
export interface EntryChecks {
  readonly required: readonly string[];
  readonly checks: Readonly<Record<string, Check>>;
}

export const text: Check = (value) =>
  typeof value === 'string' && value !== '' && value.length <= 200 ? null : 'must be a text';

export const decimal: Check = (value) =>
  typeof value === 'string' && /^(0|[1-9]\d*)(\.\d+)?$/.test(value)
    ? null
    : 'must be a decimal of zero or more in quotes, such as "2.5"';

export const amount: Check = (value) => {
  const { amount: number, currency } = (value ?? {}) as Said;
  return decimal(number) !== null || currencyCode(currency) !== null
    ? 'must be an amount and a currency, such as { amount: "5.00", currency: EUR }'
    : null;
};

export const zone: Check = (value) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: String(value) });
    return typeof value === 'string' ? null : 'must be a time zone';
  } catch {
    return 'must be a time zone such as Europe/Berlin';
  }
};

const currencyCode: Check = (value) =>
  typeof value === 'string' && /^[A-Z]{3}$/.test(value) ? null : 'must be an ISO 4217 currency code';
const rate: Check = (value) =>
  decimal(value) === null && Number(value) > 0 ? null : 'must be a decimal above zero in quotes';
const truth: Check = (value) => (typeof value === 'boolean' ? null : 'must be true or false');
const days: Check = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 366
    ? null
    : 'must be a number of days from 0 to 366';
const exchangeDay: Check = (value) =>
  value === 'invoice-date' || value === 'ship-date' ? null : 'must be invoice-date or ship-date';

const fixedRate: EntryChecks = {
  required: ['base', 'quote', 'rate'],
  checks: { base: currencyCode, quote: currencyCode, rate },
};
const exchangeTable: EntryChecks = {
  required: ['source', 'date', 'maxAgeDays'],
  checks: { source: text, date: exchangeDay, maxAgeDays: days, inverse: truth, via: currencyCode },
};

/** Rates of the contract, each once. */
export const fixedRates: Check = (value) => {
  if (!Array.isArray(value) || value.length === 0) return 'must list at least one rate';
  const problems = value.map((entry) => entryProblem(entry, fixedRate));
  const wrong = problems.findIndex((problem) => problem !== null);
  if (wrong !== -1) return `[${wrong}] ${problems[wrong]}`;
  const pairs = value.map(({ base, quote }: Said) => `${base}-${quote}`);
  const twice = pairs.find((pair, index) => pairs.indexOf(pair) !== index);
  return twice === undefined ? null : `has ${twice} twice`;
};

export const publishedRates: Check = (value) => entryProblem(value, exchangeTable);

export function entryProblem(entry: unknown, { required, checks }: EntryChecks): string | null {
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
