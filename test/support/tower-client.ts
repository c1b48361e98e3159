import type { AtRisk, ExpectedStep } from '../../runtime/orders/at-risk.ts';
import type { Reconciliation } from '../../runtime/orders/reconciliation.ts';

/** What an operator sees and does: the tower's JSON interface, signed in. */
export interface TowerException {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly code: string;
  readonly text: string;
  readonly remedy: string;
  readonly node: string | null;
  readonly owner: string | null;
  readonly state: string;
  readonly document: unknown;
}

export interface TowerOrder {
  readonly tenant: string;
  readonly key: string;
  readonly orderNumber: string;
  readonly status: string;
  readonly held: boolean;
  readonly holds: readonly {
    readonly id: string;
    readonly code: string;
    readonly reason: string;
    readonly owner: string;
  }[];
  /** On the order's own page. */
  readonly compensation?: {
    readonly done: boolean;
    readonly steps: readonly { readonly kind: string; readonly state: string }[];
  } | null;
  readonly waitsFor: readonly string[];
  readonly invoices: readonly {
    readonly invoiceNumber: string;
    readonly kind: string;
    readonly relatesTo: string | null;
  }[];
}

export interface TowerStatus {
  readonly work: Readonly<Record<'queued' | 'running' | 'deliveriesPending' | 'duplicates', number>>;
  readonly openCircuits: readonly { readonly system: string }[];
}

export interface TowerOrderPage {
  readonly order: TowerOrder & {
    readonly lines: readonly (Readonly<Record<string, string>> & { readonly lineNumber: string })[];
    readonly absorbed: readonly { readonly amount: string }[];
    readonly milestones: readonly { readonly name: string; readonly at: string | null }[];
  };
  readonly expected: readonly ExpectedStep[];
  readonly history: readonly { readonly kind: string; readonly text: string }[];
}

const betweenLooksMs = 25;

export interface TowerFreight {
  readonly status: string;
  readonly disputes: readonly { readonly number: string; readonly amount: string; readonly status: string }[];
}

export interface TowerStock {
  readonly quantities: readonly { readonly status: string; readonly quantity: string }[];
}

export interface TowerStockReconciliation {
  readonly items: number;
  readonly lines: readonly object[];
  readonly proposals: readonly {
    readonly number: string;
    readonly corrects: string;
    readonly sku: string;
    readonly quantity: string;
    readonly state: string;
  }[];
}

export interface TowerBillingPeriod {
  readonly key: string;
  readonly status: string;
  readonly customer: string;
  readonly billingEntity: string;
  readonly closesAt: string;
  readonly gross: string;
  readonly orders: readonly { readonly orderNumber: string }[];
}

/** Signs in at `url` and looks until what is waited for is there, for `withinMs` at most. */
export class TowerClient {
  private readonly url: string;
  private readonly cookie: string;

  private constructor(url: string, cookie: string) {
    this.url = url;
    this.cookie = cookie;
  }

  static async signIn(url: string, username: string, password: string): Promise<TowerClient> {
    const answer = await fetch(`${url}/tower/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-crossdock': 'tower' },
      body: JSON.stringify({ username, password }),
    });
    if (answer.status !== 204) throw new Error(`signing in was answered with ${answer.status}`);
    const [cookie = ''] = answer.headers.getSetCookie();
    return new TowerClient(url, cookie.split(';')[0] ?? '');
  }

  status(): Promise<TowerStatus> {
    return this.get('status');
  }

  async exceptions(state = 'open'): Promise<readonly TowerException[]> {
    const { exceptions } = await this.get<{ exceptions: TowerException[] }>(
      `exceptions?state=${state}&limit=500`,
    );
    return exceptions;
  }

  async orders(): Promise<readonly TowerOrder[]> {
    return (await this.get<{ orders: TowerOrder[] }>('orders?limit=200')).orders;
  }

  orderPage(key: string, tenant = 'northwind'): Promise<TowerOrderPage> {
    return this.get(`orders/${tenant}/${encodeURIComponent(key)}`);
  }

  /** The open exception of `code` whose text, key or document contains `about`. */
  exception(code: string, about: string, withinMs?: number): Promise<TowerException> {
    return this.look(
      async () => {
        const open = await this.exceptions();
        return open.find((one) => one.code === code && JSON.stringify(one).includes(about));
      },
      `exception ${code} about ${about}`,
      withinMs,
    );
  }

  /** The order once it `is` as wanted. */
  order(number: string, is: (order: TowerOrder) => boolean, withinMs?: number): Promise<TowerOrder> {
    return this.look(
      async () => (await this.orders()).find((one) => one.orderNumber === number && is(one)),
      `order ${number} as wanted`,
      withinMs,
    );
  }

  retry(id: string, reason = 'the cause is gone'): Promise<Response> {
    return this.post(`exceptions/${id}/retry`, { reason });
  }

  /** Sends another document on in place of the one that an exception holds back. */
  mend(id: string, text: string, reason = 'asked the warehouse'): Promise<Response> {
    return this.post(`exceptions/${id}/retry`, { reason, document: { form: 'json', text } });
  }

  discard(id: string, reason = 'settled by telephone'): Promise<Response> {
    return this.post(`exceptions/${id}/discard`, { reason });
  }

  releaseHold(tenant: string, key: string, hold: string, reason: string): Promise<Response> {
    const path = `orders/${encodeURIComponent(tenant)}/${encodeURIComponent(key)}/release-hold`;
    return this.post(path, { hold, reason });
  }

  /** What a shipment costs. */
  /** What is found by the beginning of a number. */
  async search(text: string): Promise<readonly { readonly key: string; readonly scheme: string }[]> {
    const answer = await this.ask(`search?q=${encodeURIComponent(text)}`);
    return ((await answer.json()) as { hits: readonly { key: string; scheme: string }[] }).hits;
  }

  async freight(shipment: string, tenant = 'northwind'): Promise<TowerFreight> {
    const key = encodeURIComponent(`freight/${shipment}`);
    return (await this.get<{ freight: TowerFreight }>(`orders/${tenant}/${key}`)).freight;
  }

  /** How much of an item a warehouse has; undefined before anything was told. */
  async stock(warehouse: string, sku: string, tenant = 'northwind'): Promise<TowerStock | undefined> {
    return (await this.kept<{ stock: TowerStock }>(`stock/${warehouse}/${sku}`, tenant))?.stock;
  }

  /** The last comparison of a warehouse with the ERP; undefined before the first. */
  async stockReconciliation(warehouse: string): Promise<TowerStockReconciliation | undefined> {
    const page = await this.kept<{ stockReconciliation: TowerStockReconciliation }>(
      `stock-reconciliation/${warehouse}`,
    );
    return page?.stockReconciliation;
  }

  async stockReport(warehouse: string): Promise<string> {
    const key = encodeURIComponent(`stock-reconciliation/${warehouse}`);
    return (await this.ask(`orders/northwind/${key}/stock-report`)).text();
  }

  decideStock(
    warehouse: string,
    proposals: readonly string[],
    outcome: 'approve' | 'refuse',
  ): Promise<Response> {
    const key = encodeURIComponent(`stock-reconciliation/${warehouse}`);
    const reason = 'counted again';
    return this.post(`orders/northwind/${key}/decide-stock-corrections`, { proposals, outcome, reason });
  }

  decideDispute(shipment: string, dispute: string, outcome: 'accept' | 'refuse'): Promise<Response> {
    const key = encodeURIComponent(`freight/${shipment}`);
    return this.post(`orders/northwind/${key}/decide-dispute`, { dispute, outcome, reason: 'looked into' });
  }

  answerReleaseChange(key: string, request: string, accepted: boolean): Promise<Response> {
    const path = `orders/northwind/${encodeURIComponent(key)}/answer-release-change`;
    return this.post(path, { request, accepted, reason: 'asked by telephone' });
  }

  atRisk(): Promise<AtRisk> {
    return this.get('at-risk');
  }

  correctInvoice(
    tenant: string,
    key: string,
    invoice: string,
    reason: string,
    rebill = true,
  ): Promise<Response> {
    const path = `orders/${encodeURIComponent(tenant)}/${encodeURIComponent(key)}/correct-invoice`;
    return this.post(path, { invoice, rebill, reason });
  }

  /** Periods that collect orders for one invoice. */
  async billingPeriods(): Promise<readonly TowerBillingPeriod[]> {
    const { periods } = await this.get<{ periods: readonly TowerBillingPeriod[] }>('billing-periods');
    return periods;
  }

  closePeriod(key: string, reason = 'the customer asked for it', tenant = 'northwind'): Promise<Response> {
    return this.post(`orders/${tenant}/${encodeURIComponent(key)}/close-period`, { reason });
  }

  reconciliation(): Promise<Reconciliation> {
    return this.get('reconciliation');
  }

  /** Asks again and again until there is an answer. */
  async look<T>(ask: () => Promise<T | undefined>, what: string, withinMs = 60_000): Promise<T> {
    const until = Date.now() + withinMs;
    for (;;) {
      const found = await ask();
      if (found !== undefined) return found;
      if (Date.now() > until) throw new Error(`no ${what} within ${withinMs} ms: ${await this.situation()}`);
      await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
    }
  }

  private async situation(): Promise<string> {
    const [open, orders, status] = await Promise.all([this.exceptions(), this.orders(), this.status()]);
    return JSON.stringify(
      {
        exceptions: open.map(({ code, key, text }) => `${code} ${key}: ${text}`),
        orders: orders.map(({ orderNumber, status: at, holds, waitsFor }) => ({
          orderNumber,
          at,
          holds,
          waitsFor,
        })),
        status,
      },
      null,
      1,
    );
  }

  /** What is kept under a key of a tenant; undefined when there is nothing. */
  private async kept<T>(key: string, tenant = 'northwind'): Promise<T | undefined> {
    const answer = await this.ask(`orders/${tenant}/${encodeURIComponent(key)}`);
    return answer.ok ? ((await answer.json()) as T) : undefined;
  }

  private ask(path: string): Promise<Response> {
    return fetch(`${this.url}/tower/api/${path}`, { headers: { cookie: this.cookie } });
  }

  private async get<T>(path: string): Promise<T> {
    const answer = await this.ask(path);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  private post(path: string, body: unknown): Promise<Response> {
    return fetch(`${this.url}/tower/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-crossdock': 'tower', cookie: this.cookie },
      body: JSON.stringify(body),
    });
  }
}
