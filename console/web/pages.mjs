import { get } from './api.mjs';
import { atRiskPage } from './at-risk.mjs';
import { auditPage } from './audit.mjs';
import { billingPeriodPage, billingPeriodsPage } from './billing-periods.mjs';
import { freightPage } from './freight.mjs';
import { invoicePage } from './invoice.mjs';
import { mendPage } from './mend.mjs';
import { messagePage } from './message.mjs';
import { orderPage } from './order.mjs';
import { orderPath } from './order-parts.mjs';
import { overview } from './overview.mjs';
import { reconciliationPage } from './reconciliation.mjs';
import { searchPage } from './search.mjs';
import { stockPage } from './stock.mjs';
import { stockListPage, stockReconciliationPage } from './stock-reconciliation.mjs';
import { workPage } from './work.mjs';

const encode = encodeURIComponent;

/** Reads as many pages of a list as were asked for. */
async function listed(count, read) {
  const all = [];
  let before = null;
  for (let page = 0; page < count; page += 1) {
    const next = await read(before === null ? '' : `&before=${encode(before)}`);
    all.push(next);
    ({ before } = next);
    if (before === null) break;
  }
  return { pages: all, before };
}

const filters = {
  all: 'state=undecided',
  mine: 'state=undecided&assignee=me',
  unassigned: 'state=open',
  decided: 'state=decided',
};

/** The page for what is kept under a key. */
function pageOf({ period, freight, stock, stockReconciliation }) {
  if (period) return billingPeriodPage;
  if (freight) return freightPage;
  if (stock) return stockPage;
  return stockReconciliation ? stockReconciliationPage : orderPage;
}

const pages = {
  async orders([tenant, key], { state, act }) {
    const path = orderPath({ tenant, key });
    const [data, traffic] = await Promise.all([
      get(path),
      listed(state.pages.traffic ?? 1, (before) => get(`${path}/messages?limit=50${before}`)),
    ]);
    const messages = traffic.pages.flatMap((page) => page.messages);
    const sent = new Map(traffic.pages.flatMap((page) => page.deliveries).map((one) => [one.id, one]));
    const deliveries = [...sent.values()].sort((a, b) => (a.stagedAt < b.stagedAt ? 1 : -1));
    const all = { ...data, traffic: { messages, deliveries, before: traffic.before } };
    return { data: all, view: () => pageOf(all)(all, act) };
  },

  async invoices([tenant, key, number]) {
    const data = await get(`${orderPath({ tenant, key })}/invoices/${encode(number)}`);
    return { data, view: () => invoicePage(data) };
  },

  async messages([id], { state, act }) {
    const path = `/messages/${encode(id)}`;
    const [message, { hops }] = await Promise.all([get(path), get(`${path}/trace`)]);
    return { data: { message, hops }, view: () => messagePage({ message, hops }, state, act) };
  },

  async search([query = ''], { box, act }) {
    box.value = query;
    const found = await get(`/search?q=${encode(query)}&limit=50`);
    return { data: found, view: () => searchPage({ query, ...found }, act) };
  },

  async 'at-risk'() {
    const data = await get('/at-risk');
    return { data, view: () => atRiskPage(data) };
  },

  async stock() {
    const data = await get('/stock');
    return { data, view: () => stockListPage(data) };
  },

  async reconciliation() {
    const data = await get('/reconciliation');
    return { data, view: () => reconciliationPage(data) };
  },

  async 'billing-periods'(_, { act }) {
    const data = await get('/billing-periods');
    return { data, view: () => billingPeriodsPage(data, act) };
  },

  async work() {
    const data = await get('/work');
    return { data, view: () => workPage(data) };
  },

  async audit(_, { state, act }) {
    const { pages: read, before } = await listed(state.pages.audit ?? 1, (from) =>
      get(`/audit?limit=50${from}`),
    );
    const entries = read.flatMap((page) => page.entries);
    return { data: entries, view: () => auditPage({ entries, before }, state.verdict, act) };
  },

  /** Stays as it is while somebody writes. */
  async exceptions([id], page) {
    const view = await mendPage(id, page);
    return { still: true, view: () => view };
  },
};

async function overviewPage(status, { state, act }) {
  const [held, exceptions, orders] = await Promise.all([
    get('/orders?held=true&limit=20'),
    listed(state.exceptionPages, (before) =>
      get(`/exceptions?limit=50&${filters[state.exceptionFilter]}${before}`),
    ),
    listed(state.pages.orders ?? 1, (before) => get(`/orders?limit=50${before}`)),
  ]);
  const data = {
    ...{ status, held, filter: state.exceptionFilter },
    orders: { orders: orders.pages.flatMap((page) => page.orders), before: orders.before },
    exceptions: {
      exceptions: exceptions.pages.flatMap((page) => page.exceptions),
      before: exceptions.before,
    },
  };
  return { data, view: () => overview(data, act) };
}

/** What the address names: `{ data, view }`, and `still` for a page that is read once. */
export function readPage(hash, status, page) {
  const [, kind, ...rest] = hash.replace(/^#/, '').split('/');
  const read = Object.hasOwn(pages, kind ?? '') ? pages[kind] : null;
  if (read === null) return overviewPage(status, page);
  return read(rest.map(decodeURIComponent), page);
}
