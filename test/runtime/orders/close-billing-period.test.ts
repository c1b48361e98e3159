import { expect } from 'chai';
import type { BillingPeriod } from '../../../domain/billing-periods/types.ts';
import { closeBillingPeriod } from '../../../runtime/orders/close-billing-period.ts';
import { Books, friday, wednesday } from '../../domain/billing-periods/books.ts';
import { codeOf } from '../../support/decision-ledger.ts';
import { deciding } from './deciding.ts';

async function open(): Promise<{ readonly books: Books; readonly period: BillingPeriod }> {
  const books = new Books();
  books.deliver('PO-1');
  await books.check('PO-1');
  return { books, period: books.open[0]! };
}

function closing(period: BillingPeriod, readers: readonly string[] = ['order-to-cash'], key = period.key) {
  const { options, commits } = deciding(period, wednesday, 'billing-periods', readers);
  const decision = { tenant: 'northwind', key, by: 'ada', reason: 'year end', id: 'click-1' };
  return { done: closeBillingPeriod(decision, options), commits };
}

describe('closeBillingPeriod of the runtime', () => {
  it('hands the period to those who bill, audited, in one commit', async () => {
    const { period } = await open();
    const { done, commits } = closing(period);
    expect(await done).to.deep.equal(['channel:billing-periods/order-to-cash']);
    const [handed, audit] = commits[0]!;
    expect(handed).to.have.nested.property(
      'message.idempotencyKey',
      'tower:billing-period/click-1/order-to-cash',
    );
    expect(handed)
      .to.have.nested.property('message.body')
      .that.deep.equals({ payload: { key: period.key, close: { by: 'ada', reason: 'year end' } } });
    expect(audit).to.have.nested.property('entry.action', 'billing-period.closed');
    expect(audit)
      .to.have.nested.property('entry.data')
      .that.deep.equals({ customer: 'C-GLOBEX', orders: ['PO-1'] });
  });

  it('is refused for what is no period, for a closed one, and where nobody would close it', async () => {
    const { books, period } = await open();
    expect(await codeOf(closing(period, [], 'C-GLOBEX/PO-1').done)).to.equal('CD_BILLING_PERIOD_UNKNOWN');
    expect(await codeOf(closing(period, []).done)).to.equal('CD_BILLING_PERIOD_UNREAD');
    books.close(period.key, friday);
    const closed = books.periods.get(period.key)!.period;
    expect(await codeOf(closing(closed).done)).to.equal('CD_BILLING_PERIOD_UNKNOWN');
  });
});
