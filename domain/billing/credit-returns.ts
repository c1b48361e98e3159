import type { Invoice, InvoiceLine, InvoiceTax, Money, RateAgreement } from '../canonical/types.generated.ts';
import { chargesOf } from '../process/billed.ts';
import { type Decimal, isZero, least, minus, plus, remaining } from '../process/quantity.ts';
import { billedOf, creditedOf, dueOf, lineReturns, memosOver } from '../process/returns.ts';
import type { OrderProcess, ProcessInvoice } from '../process/types.ts';
import { big } from '../rating/decimal.ts';
import { factsOf, supplyDate } from '../rating/facts.ts';
import { agreementInForce } from '../rating/in-force.ts';
import { inOrderCurrency } from '../rating/in-order-currency.ts';
import { add, compare, money, multiply, readable, round, subtract, sum, zero } from '../rating/money.ts';
import { creditedConditions, restocking } from '../rating/returned-goods.ts';
import { totalsOf } from '../rating/totals.ts';
import { withAccounts } from './accounts.ts';
import { exchangeFacts } from './exchange-facts.ts';
import type { BillingData, BillingRun } from './types.ts';

/** What of which line is given back on one memo. */
interface Credit {
  readonly lineNumber: string;
  readonly quantity: Decimal;
  /** Receipts that tell of it. */
  readonly receipts: readonly string[];
}

/**
 * The credit memo for goods that came back after their invoice, by the agreement of that invoice: exactly their
 * quantities at the prices of the invoice, less what is kept for restocking, with the tax on the difference. Null when
 * nothing is to be credited. Where several invoices bill what came back, the first is credited, and a further check
 * credits the next.
 *
 * @throws CD_RATING_AGREEMENT_*, CD_RATING_EXCHANGE_*, CD_BILLING_ACCOUNT_*
 */
export function creditReturns(
  process: OrderProcess,
  data: BillingData,
  run: Pick<BillingRun, 'now' | 'invoiceNumber'>,
): Invoice | null {
  if (!process.returns || process.holds.some(({ released, shipmentId }) => !released && !shipmentId))
    return null;
  const returns = lineReturns(process);
  const standing = chargesOf(process).filter(
    ({ kind, confirmationIds, document }) =>
      kind === 'invoice' &&
      confirmationIds !== undefined &&
      document.billingEntity.id === data.billingEntity.id,
  );
  for (const invoice of standing) {
    const { agreement, input } = pricing(process, invoice, data, run.now);
    const conditions = creditedConditions(agreement);
    const credits = returns.flatMap((each): readonly Credit[] => {
      const { lineNumber, parts } = each;
      const left = remaining(billedOf(invoice, lineNumber), creditedOf(process, invoice, lineNumber));
      const quantity = least(dueOf(each, conditions), left);
      const receipts = parts.filter(({ condition }) => conditions.includes(condition));
      return isZero(quantity)
        ? []
        : [{ lineNumber, quantity, receipts: receipts.map(({ receiptNumber }) => receiptNumber) }];
    });
    if (credits.length === 0) continue;
    const inOrder = inOrderCurrency(input);
    const { restockingPerUnit } = agreement.returns ?? {};
    const terms: RateAgreement = restockingPerUnit
      ? {
          ...agreement,
          returns: {
            ...agreement.returns,
            credited: [...conditions],
            restockingPerUnit: inOrder.amount(restockingPerUnit),
          },
        }
      : agreement;
    const memo = memoOf(process, invoice, credits, terms, run);
    return data.accounts ? withAccounts(memo, process.key, data.accounts) : memo;
  }
  return null;
}

function pricing(process: OrderProcess, invoice: ProcessInvoice, data: BillingData, now: string) {
  const { customer, billingEntity, agreements, completed } = data;
  const facts = factsOf(process, invoice.shipmentIds, completed, billingEntity.zone);
  const date = supplyDate(facts);
  const agreement = agreementInForce(agreements, customer.rateAgreement, customer.id, date);
  const exchange = exchangeFacts(process, data, invoice.issuedAt, now);
  return { agreement, input: { agreement, facts, date, exchange } };
}

function memoOf(
  process: OrderProcess,
  invoice: ProcessInvoice,
  credits: readonly Credit[],
  agreement: RateAgreement,
  { now: issuedAt, invoiceNumber }: Pick<BillingRun, 'now' | 'invoiceNumber'>,
): Invoice {
  const { document } = invoice;
  const { replaces: _, ...content } = document;
  const { currency } = document;
  const lines = credits
    .flatMap((credit) => creditLines(process, invoice, credit, agreement))
    .map((line, index) => ({ ...line, lineNumber: String(index + 1) }));
  const taxes = taxesOf(process, invoice, lines, agreement);
  return {
    ...content,
    ...{ invoiceNumber, kind: 'credit-memo', issuedAt, relatesTo: document.invoiceNumber },
    orders: document.orders.map(({ confirmationIds: _c, accessorialEventIds: _a, ...order }) => order),
    ...{ lines, taxes: [...taxes], totals: totalsOf(lines, taxes, currency) },
  };
}

function creditLines(
  process: OrderProcess,
  invoice: ProcessInvoice,
  { lineNumber, quantity, receipts }: Credit,
  agreement: RateAgreement,
): readonly InvoiceLine[] {
  let before = creditedOf(process, invoice, lineNumber);
  let open = quantity;
  return invoice.document.lines
    .filter(({ kind, orderLine }) => kind === 'goods' && orderLine === lineNumber)
    .flatMap((line): readonly InvoiceLine[] => {
      if (line.quantity === undefined) return [];
      const { value: billed, unit } = line.quantity;
      const gone = least(before, billed);
      before = minus(before, gone);
      const back = least(open, minus(billed, gone));
      open = minus(open, back);
      if (isZero(back)) return [];
      const left = minus(minus(billed, gone), back);
      const worth = (part: Decimal): Money =>
        round(multiply(line.amount, big(part).div(big(billed))), agreement.rounding);
      const amount = subtract(worth(left), worth(plus(left, back)));
      const price =
        line.unitPrice ?? round(multiply(line.amount, big('1').div(big(billed))), agreement.rounding);
      const kept = restocking(agreement, { value: back, unit }, money(price.amount, price.currency));
      const { invoiceNumber } = invoice;
      const explanation = {
        rule: `${agreement.id} returned goods`,
        version: agreement.version,
        inputs: [
          {
            name: 'charged',
            value: `${readable(line.amount)} for ${billed} ${unit}`,
            source: `invoice ${invoiceNumber}, line ${line.lineNumber}`,
          },
          { name: 'returned', value: `${back} ${unit}`, source: `goods-receipt ${receipts.join(', ')}` },
        ],
        arithmetic: `${readable(worth(left))} for ${left} ${unit} − ${readable(worth(plus(left, back)))} for ${plus(left, back)} ${unit} = ${readable(amount)}`,
      };
      const credited = { ...line, quantity: { value: minus('0', back), unit }, amount, explanation };
      if (!kept) return [credited];
      const { code: _c, rate, ...fee } = kept;
      const { account: _a, explanation: _e, ...same } = line;
      return [
        credited,
        {
          ...same,
          ...fee,
          ...(rate && { unitPrice: rate }),
          description: `Restocking, ${line.description}`,
        },
      ];
    });
}

/** Tax on what is left after the memo, less what stood before it, so that several memos come to what one would. */
function taxesOf(
  { invoices }: OrderProcess,
  { invoiceNumber, document }: ProcessInvoice,
  lines: readonly InvoiceLine[],
  { rounding: { mode } }: RateAgreement,
): readonly InvoiceTax[] {
  const { currency } = document;
  const memos = memosOver(invoices, invoiceNumber).flatMap(({ document: { taxes } }) => taxes);
  return document.taxes.flatMap((tax): readonly InvoiceTax[] => {
    const own = lines.filter(({ taxCode }) => taxCode === tax.code);
    if (own.length === 0) return [];
    const earlier = memos.filter(({ code }) => code === tax.code);
    const base = sum(
      currency,
      own.map(({ amount }) => amount),
    );
    const standing = sum(
      currency,
      [tax, ...earlier].map((each) => each.base),
    );
    const charged = sum(
      currency,
      [tax, ...earlier].map(({ amount }) => amount),
    );
    const wanted = round(multiply(add(standing, base), big(tax.rate).div(100)), { mode });
    const amount = subtract(wanted, charged);
    const { national, ...same } = tax;
    return [
      {
        ...same,
        ...{ base, amount },
        ...(national && {
          national: { ...national, amount: inNational(tax.amount, amount, national.amount) },
        }),
      },
    ];
  });
}

/** By the rate of the invoice. */
function inNational(charged: Money, amount: Money, national: Money): Money {
  if (compare(charged, zero(charged.currency)) === 0) return zero(national.currency);
  const factor = big(amount.amount).div(big(charged.amount));
  return round(multiply(money(national.amount, national.currency), factor), { mode: 'half-up' });
}
