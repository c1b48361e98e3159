import type {
  Customer,
  ExchangeRate,
  RateAgreement,
  TaxRule,
} from '../../../domain/canonical/types.generated.ts';
import { CrossdockError } from '../../../domain/errors.ts';
import { Books } from '../../domain/billing-periods/books.ts';
import { isDocumentType, type Shorthand } from '../../domain/process/documents.ts';
import { type Difference, judge } from '../judge.ts';
import type { Played, Step } from '../play.ts';
import type { Given, Scenario } from '../scenario.ts';

/** A case over several orders: each event names its order, and `then` may speak of periods and of each order. */
export interface SeveralScenario extends Scenario {
  readonly exchangeRates?: readonly Omit<ExchangeRate, 'id'>[];
  /** In which the country wants its tax told. */
  readonly nationalCurrency?: TaxRule['nationalCurrency'];
}

export interface PlayedSeveral {
  readonly played: Played;
  readonly differences: readonly Difference[];
}

type Act = (books: Books, order: string, said: Shorthand, at: string) => Promise<void> | void;

/** Events besides documents. */
const acts: Readonly<Record<string, Act>> = {
  deliver: (books, order, { quantity = 10, price = '18.40', ...more }) =>
    books.deliver(order, Number(quantity), String(price), more),
  bill: (books, order, _, at) => books.check(order, at),
  time: (books, _, __, at) => books.pass(at),
  correct: (books, order, { rebill = true }, at) => books.correct(order, rebill === true, at),
  close: (books, order, { by = 'ada', reason = 'asked for' }, at) => {
    const period = books.order(order).collected?.period ?? books.open[0]?.key ?? '';
    books.close(period, at, { by: String(by), reason: String(reason) });
  },
};

/** What only these cases speak of. */
const readings: Readonly<Record<string, (books: Books, refused: readonly CrossdockError[]) => unknown>> = {
  periods: ({ periods }) =>
    [...periods.values()].map(({ period }) => {
      const names = period.orders.map(({ orderNumber }) => orderNumber).join(' ');
      return `${period.span.name} ${period.status}${names === '' ? '' : `: ${names}`}`;
    }),
  on: ({ documents }) =>
    Object.fromEntries(
      documents.map(({ invoiceNumber, orders }) => [
        invoiceNumber,
        orders.map(({ orderNumber }) => orderNumber),
      ]),
    ),
  erps: ({ documents }) => documents.map(({ orders }) => orders.map(({ erp = null }) => erp)),
  orders: ({ orders }) => Object.fromEntries([...orders].map(([number, { status }]) => [number, status])),
  proFormas: ({ proFormas }) =>
    proFormas.map(({ invoiceNumber, totals }) => `${invoiceNumber} ${totals.gross.amount}`),
  replaced: ({ documents, proFormas }) =>
    [...proFormas, ...documents].flatMap(({ replaces }) => replaces ?? []),
  currencies: ({ documents }) => documents.map(({ currency }) => currency),
  taxes: ({ documents }) =>
    documents.map(({ taxes }) =>
      taxes
        .map(({ code, amount, national }) =>
          [
            code,
            amount.amount,
            ...(national ? ['=', national.amount.amount, national.amount.currency] : []),
          ].join(' '),
        )
        .join(', '),
    ),
  why: (_, refused) => refused.map(({ message }) => message),
};

/** Plays a case over several orders of Globex, with nothing but the domain. */
export async function playSeveral(scenario: SeveralScenario): Promise<PlayedSeveral> {
  const { agreement = {}, customer = {}, exchangeRates = [] } = scenario;
  const books = new Books(agreement as Partial<RateAgreement>);
  books.customer = customer;
  books.nationalCurrency = scenario.nationalCurrency ?? null;
  books.exchangeRates = exchangeRates.map((each) => ({
    id: `${each.source}-${each.base}-${each.quote}-${each.validFrom}`,
    ...each,
  }));
  const refused: CrossdockError[] = [];
  const steps: Step[] = [];
  for (const given of scenario.given) {
    const { order = 'PO-1' } = given as { readonly order?: string };
    let told = '';
    try {
      await take(books, given, order);
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError)) throw thrown;
      refused.push(thrown);
      told = `refused: ${thrown.code}, ${thrown.message}`;
    }
    steps.push(stepOf(given, order, told, books));
  }
  const none = { requests: [], responses: [], risks: [], steps };
  const process = [...books.orders.values()].at(-1) ?? null;
  const played: Played = { ...none, process, documents: books.documents, refused };
  return { played, differences: differencesOf(scenario, played, books, refused) };
}

async function take(books: Books, given: Given, order: string): Promise<void> {
  const { at, customer, agreement } = given;
  books.customer = { ...books.customer, ...(customer as Partial<Customer>) };
  books.rates = { ...books.rates, ...(agreement as Partial<RateAgreement>) };
  for (const [name, said] of Object.entries(given)) {
    const known = (said ?? {}) as Shorthand;
    if (isDocumentType(name)) books.take(order, name, known, at);
    else if (Object.hasOwn(acts, name)) await acts[name]?.(books, order, known, at);
    else if (!['at', 'order', 'customer', 'agreement'].includes(name))
      throw new Error(`a case over several orders has no event "${name}"`);
  }
}

function differencesOf(
  scenario: SeveralScenario,
  played: Played,
  books: Books,
  refused: readonly CrossdockError[],
): readonly Difference[] {
  const own = Object.entries(scenario.expected).filter(([name]) => Object.hasOwn(readings, name));
  const usual = Object.entries(scenario.expected).filter(([name]) => !Object.hasOwn(readings, name));
  const differences = own.flatMap(([what, expected]): Difference[] => {
    const found = readings[what]?.(books, refused);
    return JSON.stringify(found) === JSON.stringify(expected) ? [] : [{ what, expected, found }];
  });
  return [...differences, ...judge({ ...scenario, expected: Object.fromEntries(usual) }, played)];
}

function stepOf({ at, ...given }: Given, order: string, refused: string, books: Books): Step {
  const process = books.orders.get(order);
  const waits = books.open.map(({ span, orders }) => `until ${span.name}: ${orders.length}`).join(', ');
  const told = refused !== '' ? [refused] : waits === '' ? [] : [`collected ${waits}`];
  return {
    ...{ at, told, what: JSON.stringify(given).replaceAll('"', '').slice(1, -1).slice(0, 160) },
    ...{ status: process?.status ?? '–', decision: process?.billing.decision ?? '–' },
  };
}
