import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { CrossdockError } from '../errors.ts';
import { isZone } from '../mapping/convert/zones.ts';
import { programSchemas } from '../schema-options.ts';
import type { Allowed, Calendar } from './calendar.ts';
import termsSchema from './terms.schema.json' with { type: 'json' };
import type { MilestoneName, OrderProcess } from './types.ts';

/** What may follow something else: a milestone, or a warehouse's answer to a change. */
export type Step = MilestoneName | 'change-asked' | 'change-answered';

export interface Expectation extends Allowed {
  readonly after: Step;
  readonly expect: Step;
  readonly owner: string;
  /** Hours before it is due from which silence is a risk; those of the terms when absent. */
  readonly warnHours?: number;
}

/** What may be agreed differently per site or customer; `terms.schema.json` describes every property. */
export interface ProcessTerms {
  /** Hours after delivery in which the carrier must send the signed proof. */
  readonly podWithinHours: number;
  /** Systems that must have booked an invoice before it counts as posted. */
  readonly postings: readonly string[];
  /** Hours before something is due from which silence is a risk. */
  readonly warnHours: number;
  readonly goodsIssue: GoodsIssueTerms;
  readonly calendar: Calendar;
  /** Time allowed between two steps where no document names a time. */
  readonly expectations: readonly Expectation[];
  /** What is agreed with single customers, by id. */
  readonly customers: Readonly<Record<string, CustomerTerms>>;
  /** What is agreed with single carriers, by SCAC. */
  readonly carriers: Readonly<Record<string, Pick<ProcessTerms, 'podWithinHours'>>>;
}

/** How a delivery and the goods issue it is of must fit. */
export interface GoodsIssueTerms {
  /** What a delivery without its goods issue is: a hold that the warehouse has to end, or only something to wait for. */
  readonly missing: 'hold' | 'wait';
  /** For how many hours after the delivery a goods issue may be told; what left later a person looks at. */
  readonly laterByHours: number;
}

export interface CustomerTerms
  extends Partial<Pick<ProcessTerms, 'podWithinHours' | 'warnHours' | 'expectations'>> {
  /** What it does not say is as for everybody. */
  readonly goodsIssue?: Partial<GoodsIssueTerms>;
  /** What it does not say is as for everybody. */
  readonly calendar?: Partial<Calendar>;
}

export const defaultTerms: ProcessTerms = {
  podWithinHours: 48,
  postings: ['erp'],
  warnHours: 2,
  goodsIssue: { missing: 'hold', laterByHours: 12 },
  calendar: {
    zone: 'UTC',
    workingDays: ['mon', 'tue', 'wed', 'thu', 'fri'],
    from: '08:00',
    until: '18:00',
    holidays: [],
  },
  expectations: [
    { after: 'received', expect: 'ordered', hours: 4, owner: 'order desk' },
    { after: 'ordered', expect: 'released', hours: 24, owner: 'order desk' },
    { after: 'released', expect: 'release-confirmed', hours: 4, owner: 'warehouse' },
    { after: 'released', expect: 'planned', hours: 24, owner: 'transport' },
    { after: 'release-confirmed', expect: 'shipped', hours: 48, owner: 'warehouse' },
    { after: 'change-asked', expect: 'change-answered', hours: 4, owner: 'warehouse' },
    { after: 'proof-of-delivery', expect: 'invoiced', hours: 24, owner: 'finance' },
    { after: 'invoiced', expect: 'posted', hours: 4, owner: 'finance' },
  ],
  customers: {},
  carriers: {},
};

/** Terms as a file writes them: what it leaves out is as below it. */
export type TermsData = Partial<Omit<ProcessTerms, 'calendar' | 'goodsIssue'>> &
  Pick<CustomerTerms, 'calendar' | 'goodsIssue'>;

const isTerms: ValidateFunction<TermsData> = new Ajv2020({
  ...programSchemas,
  strictTypes: false,
}).compile(termsSchema);

/**
 * Terms from a file's data: what it does not say keeps its default. No data at all means all defaults.
 *
 * @param site what the site says of them, which goes before the file
 * @throws CD_CONFIG_INVALID naming the file and the wrong property
 */
export function termsFrom(data: unknown, where: string, site: unknown = null): ProcessTerms {
  const own = checkedTerms(data, where);
  return inFull(site === null ? own : layered(own, checkedTerms(site, 'processTerms of the site')), where);
}

function checkedTerms(data: unknown, where: string): TermsData {
  if (data === null || data === undefined) return {};
  if (isTerms(data)) return data;
  const reason = (isTerms.errors ?? []).map(inWords).join('; ');
  throw new CrossdockError('CD_CONFIG_INVALID', { where, reason });
}

function inFull(data: TermsData, where: string): ProcessTerms {
  const reason = hoursProblem(data);
  if (reason !== null) throw new CrossdockError('CD_CONFIG_INVALID', { where, reason });
  const calendar = { ...defaultTerms.calendar, ...data.calendar };
  const goodsIssue = { ...defaultTerms.goodsIssue, ...data.goodsIssue };
  return { ...defaultTerms, ...data, calendar, goodsIssue };
}

/** What is wrong with the calendars of terms that are as the schema says; null when nothing is. */
export const calendarProblem = (data: unknown): string | null => (isTerms(data) ? hoursProblem(data) : null);

function hoursProblem(data: TermsData): string | null {
  const calendar = { ...defaultTerms.calendar, ...data.calendar };
  const calendars = Object.entries(data.customers ?? {}).map(
    ([id, agreed]) => [`customers.${id}.calendar`, { ...calendar, ...agreed.calendar }] as const,
  );
  for (const [name, { zone, from, until }] of [['calendar', calendar] as const, ...calendars]) {
    if (!isZone(zone)) return `${name}.zone: "${zone}" is not a time zone`;
    if (until <= from) return `${name}.until must be later than ${name}.from`;
  }
  return null;
}

/** What a site says goes before what the file says: value by value, expectation by expectation, customer by customer. */
function layered(below: TermsData, above: TermsData): TermsData {
  const customers = Object.entries({ ...below.customers, ...above.customers }).map(([id]) => [
    id,
    layeredValues(below.customers?.[id] ?? {}, above.customers?.[id] ?? {}, []),
  ]);
  return {
    ...layeredValues(below, above, defaultTerms.expectations),
    customers: Object.fromEntries(customers),
    carriers: { ...below.carriers, ...above.carriers },
  };
}

const layeredValues = <Said extends CustomerTerms>(
  below: Said,
  above: Said,
  usual: readonly Expectation[],
): Said => ({
  ...below,
  ...above,
  calendar: { ...below.calendar, ...above.calendar },
  goodsIssue: { ...below.goodsIssue, ...above.goodsIssue },
  ...((below.expectations || above.expectations) && {
    expectations: expected(below.expectations ?? usual, above.expectations),
  }),
});

/** Expectations with others in the place of those between the same two steps. */
const expected = (
  usual: readonly Expectation[],
  own: readonly Expectation[] = [],
): readonly Expectation[] => [
  ...usual.filter(({ after, expect }) => !own.some((each) => each.expect === expect && each.after === after)),
  ...own,
];

function inWords({ instancePath, message, params }: ErrorObject): string {
  const extra = 'additionalProperty' in params ? `: ${String(params.additionalProperty)}` : '';
  const allowed = 'allowedValues' in params ? `: ${(params.allowedValues as unknown[]).join(', ')}` : '';
  return `${instancePath.slice(1).replaceAll('/', '.') || 'the terms'} ${message ?? 'is not valid'}${extra}${allowed}`;
}

/** The terms of an order: what is agreed with its customer goes before what is usual, expectation by expectation. */
export function termsOf({ order }: Pick<OrderProcess, 'order'>, terms: ProcessTerms): ProcessTerms {
  const agreed = terms.customers[order.customer.id];
  if (!agreed) return terms;
  const calendar = { ...terms.calendar, ...agreed.calendar };
  const goodsIssue = { ...terms.goodsIssue, ...agreed.goodsIssue };
  const expectations = expected(terms.expectations, agreed.expectations);
  return { ...terms, ...agreed, calendar, goodsIssue, expectations };
}

/** How long a carrier may take for the proof of a delivery, and with whom that is agreed; null: it is what is usual. */
export function proofWithin(
  { order }: Pick<OrderProcess, 'order'>,
  scac: string | undefined,
  { customers, carriers, podWithinHours }: ProcessTerms,
): { readonly hours: number; readonly agreedWith: string | null } {
  const byCustomer = customers[order.customer.id]?.podWithinHours;
  if (byCustomer !== undefined) return { hours: byCustomer, agreedWith: order.customer.id };
  const byCarrier = scac === undefined ? undefined : carriers[scac]?.podWithinHours;
  return byCarrier === undefined || scac === undefined
    ? { hours: podWithinHours, agreedWith: null }
    : { hours: byCarrier, agreedWith: scac };
}
