import { type BillingData, billOrder } from '../../domain/billing/bill-order.ts';
import { correctInvoice, correctionFrom, invoicesTakenBack } from '../../domain/billing/correct-invoice.ts';
import type { Invoice, OrderResponse, ReleaseChange } from '../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../domain/errors.ts';
import { apply } from '../../domain/process/apply.ts';
import { changeNews } from '../../domain/process/changes/outgoing.ts';
import { expire } from '../../domain/process/deadlines.ts';
import { type Risk, risksOf } from '../../domain/process/risks.ts';
import { defaultTerms } from '../../domain/process/terms.ts';
import type { Applied, OrderProcess } from '../../domain/process/types.ts';
import { itemFinder } from '../../domain/rating/facts.ts';
import { input, isDocumentType, type Shorthand } from '../domain/process/documents.ts';
import { masterData, readYaml } from '../domain/rating/read-case.ts';
import type { Given, Scenario } from './scenario.ts';

/** What one event led to. */
export interface Step {
  readonly at: string;
  /** The event in a few words. */
  readonly what: string;
  readonly told: readonly string[];
  readonly status: string;
  readonly decision: string;
}

export interface Played {
  readonly process: OrderProcess | null;
  readonly documents: readonly Invoice[];
  /** Questions to warehouses about releases they have. */
  readonly requests: readonly ReleaseChange[];
  /** Answers to the customer's changes. */
  readonly responses: readonly OrderResponse[];
  /** What is overdue or at risk when the case ends. */
  readonly risks: readonly Risk[];
  readonly refused: readonly { readonly code: string }[];
  readonly steps: readonly Step[];
  /** What other systems were given to book; only a whole runtime tells. */
  readonly books?: Readonly<Record<'accruals' | 'payables' | 'movements', readonly string[]>>;
}

const { agreement: usual } = readYaml<{ agreement: BillingData['agreements'][number] }>(
  'detention-and-tail-lift/input.yaml',
);
/** Events that are not documents: a billing check, a decision of finance, the passing of time. */
const others = ['bill', 'correct', 'time', 'freight-invoice', 'decide-dispute', 'stock'];

/** Plays a case with nothing but the domain: the world is Northwind and its customer Globex. */
export function play(scenario: Scenario): Played {
  const terms = { ...defaultTerms, ...scenario.terms };
  const documents: Invoice[] = [];
  const requests: ReleaseChange[] = [];
  const responses: OrderResponse[] = [];
  const refused: CrossdockError[] = [];
  const steps: Step[] = [];
  let process: OrderProcess | null = null;
  let { customer, agreement } = scenario;
  scenario.given.forEach((given, index) => {
    customer = { ...customer, ...given.customer };
    agreement = { ...agreement, ...given.agreement };
    const event = { given, process, terms, messageId: `m-${index + 1}`, numbered: documents.length };
    try {
      const { applied, issued } = takeIn(event, dataOf(customer, agreement));
      const news = applied ? changeNews(process, applied.process) : null;
      process = applied?.process ?? process;
      documents.push(...issued);
      requests.push(...(news?.requests ?? []));
      responses.push(...(news?.responses ?? []));
      steps.push(stepOf(given, process, applied?.journal.map(({ text }) => text) ?? []));
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError)) throw thrown;
      refused.push(thrown);
      steps.push(stepOf(given, process, [`refused: ${thrown.code}, ${thrown.message}`]));
    }
  });
  const ended = scenario.given.at(-1)?.at ?? '';
  const risks = process ? risksOf(process, terms, ended) : [];
  return { process, documents, requests, responses, risks, refused, steps };
}

interface Event {
  readonly given: Given;
  readonly process: OrderProcess | null;
  readonly terms: typeof defaultTerms;
  readonly messageId: string;
  /** Documents that have a number so far. */
  readonly numbered: number;
}

interface Taken {
  readonly applied: Applied | null;
  readonly issued: readonly Invoice[];
}

function takeIn({ given, process, terms, messageId, numbered }: Event, data: BillingData): Taken {
  const { at } = given;
  const type = Object.keys(given).find(isDocumentType);
  if (type) {
    const said = (given[type] ?? {}) as Shorthand;
    const whose =
      type === 'sales-order' || type === 'order-change' ? { customer: data.customer.id, ...said } : said;
    return { applied: apply(process, input(type, whose, messageId, at), terms), issued: [] };
  }
  if (!process) {
    if ('customer' in given || 'agreement' in given) return { applied: null, issued: [] };
    throw new Error(`${JSON.stringify(given)} comes before the order`);
  }
  const numberOf = (index: number) => `NW-${numbered + index + 1}`;
  const run = { messageId, now: at, terms };
  if ('bill' in given) {
    const { applied, invoice } = billOrder(process, data, { ...run, invoiceNumber: numberOf(0) });
    return { applied, issued: invoice ? [invoice] : [] };
  }
  if ('correct' in given) {
    const correction = correctionFrom({ by: 'finance', reason: 'corrected', ...(given.correct as object) });
    const creditMemoNumbers = invoicesTakenBack(process, correction).map((_, index) => numberOf(index));
    const invoiceNumber = numberOf(creditMemoNumbers.length);
    const all = correctInvoice(process, correction, data, { ...run, invoiceNumber, creditMemoNumbers });
    return { applied: all.applied, issued: [...all.creditMemos, ...(all.invoice ? [all.invoice] : [])] };
  }
  return { applied: 'time' in given ? expire(process, at, terms) : null, issued: [] };
}

function dataOf(customer: Given['customer'], agreement: Given['agreement']): BillingData {
  const globex = masterData.customers.find(({ id }) => id === 'C-GLOBEX');
  const [billingEntity] = masterData.billingEntities;
  if (!globex || !billingEntity) throw new Error('the world of the cases has no customer or billing entity');
  const { taxRules, items } = masterData;
  return {
    customer: { ...globex, ...customer },
    agreements: [{ ...usual, ...agreement }],
    ...{ billingEntity, taxRules, findItem: itemFinder(items), completed: (place) => place },
  };
}

/** The line of an event in the report. */
export function stepOf(given: Given, process: OrderProcess | null, told: readonly string[]): Step {
  const { at, ...more } = given;
  const what = Object.keys(more).find((name) => isDocumentType(name) || others.includes(name));
  const changed = Object.keys(more).filter((name) => name === 'customer' || name === 'agreement');
  return {
    ...{
      at,
      what: [what, ...(what ? [detail(given[what])] : [`${changed.join(' and ')} changed`])].join(' ').trim(),
      told,
    },
    ...{ status: process?.status ?? '–', decision: process?.billing.decision ?? '–' },
  };
}

/** What an event says, short enough for a table. */
const detail = (said: unknown): string =>
  JSON.stringify(said ?? {})
    .replaceAll('"', '')
    .slice(1, -1)
    .slice(0, 160);
