import { createHash } from 'node:crypto';
import type { HttpStandIn } from '../http-stand-in.ts';

interface Payable {
  readonly payableNumber: string;
  readonly totals: Readonly<Record<'net' | 'tax' | 'gross', { readonly amount: string }>>;
  readonly shipments: readonly {
    readonly approved: { readonly amount: string };
    readonly allocations: readonly { readonly amount: { readonly amount: string } }[];
  }[];
}

interface Accrual {
  readonly accrualNumber: string;
  readonly status: string;
}

/** What freight costs, in the books: payables once per Idempotency-Key when they add up, accruals once per number and state. */
export function addFreightBooks({ app, recorder }: Pick<HttpStandIn, 'app' | 'recorder'>): void {
  const posted = new Map<string, { readonly digest: string; readonly answer: object }>();

  function post(what: string, numberOf: (body: never) => string, problemOf: (body: never) => string | null) {
    return (request: { headers: Record<string, unknown>; body: unknown }): [number, object] => {
      const { body } = request;
      const number = numberOf(body as never);
      const key = String(request.headers['idempotency-key']);
      const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex');
      const before = posted.get(key);
      const code = before ? (before.digest === digest ? null : 'BIL-002') : problemOf(body as never);
      if (code !== null) {
        recorder.record(what, number, body, `422 ${code}`);
        return [422, { error: { code, message: `${what} ${number} cannot be posted` } }];
      }
      const answer = before?.answer ?? { documentNumber: `K${5_100_001 + posted.size}`, number };
      if (!before) {
        posted.set(key, { digest, answer });
        recorder.effect(what, number, key);
      }
      recorder.record(what, number, body, before ? '200 again' : '201 posted');
      return [before ? 200 : 201, answer];
    };
  }

  const payable = post('payable', (body: Payable) => body.payableNumber, wrongPayable);
  const accrual = post(
    'accrual',
    ({ accrualNumber, status }: Accrual) => `${accrualNumber} ${status}`,
    () => null,
  );
  app.post('/billing/v1/payables', (request, response) => {
    const [status, answer] = payable(request);
    response.status(status).json(answer);
  });
  app.post('/billing/v1/accruals', (request, response) => {
    const [status, answer] = accrual(request);
    response.status(status).json(answer);
  });
}

/** The code of what does not add up; null when all does. */
function wrongPayable({ shipments, totals }: Payable): string | null {
  const cents = (amount: string): number => Math.round(Number(amount) * 100);
  const sum = (amounts: readonly string[]): number => amounts.reduce((total, one) => total + cents(one), 0);
  const net = sum(shipments.map(({ approved }) => approved.amount));
  const shared = sum(shipments.flatMap(({ allocations }) => allocations.map(({ amount }) => amount.amount)));
  const holds = net === cents(totals.net.amount) && shared === net;
  return holds && net + cents(totals.tax.amount) === cents(totals.gross.amount) ? null : 'BIL-020';
}
