import { createHash } from 'node:crypto';
import { type Credentials, type HttpStandIn, httpStandIn } from '../http-stand-in.ts';
import { addFreightBooks } from './payables.ts';

interface BillingDocument {
  readonly invoiceNumber: string;
  readonly currency: string;
  readonly lines: readonly { readonly amount: { readonly amount: string; readonly currency: string } }[];
  readonly totals: {
    readonly net: { amount: string };
    readonly tax: { amount: string };
    readonly gross: { amount: string };
  };
}

const cents = (amount: string): bigint => {
  if (!/^-?\d+\.\d{2}$/.test(amount)) throw new Error(`'${amount}' is not an amount with two decimals`);
  return BigInt(amount.replace('.', ''));
};

/** Customer billing: posts an invoice once per Idempotency-Key and refuses one whose sums or number do not hold. */
export function startBilling(credentials: Credentials, firstNumber = 2600001): HttpStandIn {
  const standIn = httpStandIn('Billing', credentials);
  const { app, recorder } = standIn;
  const byKey = new Map<string, { digest: string; answer: unknown }>();
  const byNumber = new Map<string, string>();

  app.get('/billing/v1/invoices', (_request, response) =>
    response.json([...byKey.values()].map(({ answer }) => answer)),
  );
  app.post('/billing/v1/invoices', (request, response) => {
    const key = request.headers['idempotency-key'];
    const invoice = request.body as BillingDocument;
    const digest = createHash('sha256').update(JSON.stringify(invoice)).digest('hex');
    const refuse = (status: number, code: string, message: string): void => {
      recorder.record('invoice', invoice.invoiceNumber, invoice, `${status} ${code}`);
      response.status(status).json({ error: { code, message } });
    };
    if (typeof key !== 'string') return refuse(400, 'BIL-001', 'Idempotency-Key is required');
    const before = byKey.get(key);
    if (before && before.digest !== digest)
      return refuse(422, 'BIL-002', 'This Idempotency-Key was used for another document');
    if (before) {
      recorder.record('invoice', invoice.invoiceNumber, invoice, '200 again');
      response.set('Idempotent-Replayed', 'true').status(200).json(before.answer);
      return;
    }
    const problem = wrongSums(invoice);
    if (problem) return refuse(422, 'BIL-010', problem);
    if (byNumber.has(invoice.invoiceNumber)) {
      recorder.effect('invoice', invoice.invoiceNumber, key);
      return refuse(409, 'BIL-011', `Invoice ${invoice.invoiceNumber} is posted already`);
    }
    const documentNumber = `B${firstNumber + byKey.size}`;
    const answer = {
      documentNumber,
      invoiceNumber: invoice.invoiceNumber,
      status: 'posted',
      postedAt: new Date().toISOString(),
    };
    byKey.set(key, { digest, answer });
    byNumber.set(invoice.invoiceNumber, documentNumber);
    recorder.effect('invoice', invoice.invoiceNumber, documentNumber);
    recorder.record('invoice', invoice.invoiceNumber, invoice, `201 ${documentNumber}`);
    response.status(201).json(answer);
  });
  addFreightBooks(standIn);
  return standIn;
}

function wrongSums(invoice: BillingDocument): string | null {
  if (!invoice.invoiceNumber || !invoice.lines?.length) return 'invoiceNumber and lines are required';
  if (/[^\w/-]/.test(invoice.invoiceNumber))
    return `invoiceNumber '${invoice.invoiceNumber}' has characters that are not allowed`;
  try {
    const net = invoice.lines.reduce((sum, line) => sum + cents(line.amount.amount), 0n);
    if (net !== cents(invoice.totals.net.amount)) return 'the lines do not add up to the net total';
    if (net + cents(invoice.totals.tax.amount) !== cents(invoice.totals.gross.amount))
      return 'gross is not net plus tax';
    return null;
  } catch (problem) {
    return problem instanceof Error ? problem.message : 'amounts are not readable';
  }
}
