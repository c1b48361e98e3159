import { expect } from 'chai';
import { apply } from '../../../domain/process/apply.ts';
import { correctInvoice } from '../../../runtime/orders/correct-invoice.ts';
import { input } from '../../domain/process/documents.ts';
import { codeOf } from '../../support/decision-ledger.ts';
import { contending, deciding } from './deciding.ts';

const at = '2026-03-02T08:00:00.000Z';
const placed = apply(null, input('sales-order', { lines: { 1: 10 } }, 'm-0', at)).process;
const { process } = apply(placed, input('invoice-issued', {}, 'm-1', at));

function decided(more = {}, readers: readonly string[] = ['order-to-cash']) {
  const { options, commits } = deciding(process, at, 'billing-checks', readers);
  const correction = {
    ...{ tenant: 'northwind', key: process.key, invoiceNumber: 'INV-1', rebill: true },
    ...{ by: 'admin', reason: 'wrong price', ...more },
  };
  return { done: correctInvoice(correction, options), commits };
}

describe('correctInvoice of the runtime', () => {
  it('hands the order to billing with the decision, audited, in one commit', async () => {
    const { done, commits } = decided();
    expect(await done).to.deep.equal(['channel:billing-checks/order-to-cash']);
    const [check, audit] = commits[0]!;
    expect(check)
      .to.have.nested.property('message.body')
      .that.deep.equals({
        payload: { key: 'C-1/PO-1' },
        correction: { invoiceNumber: 'INV-1', reason: 'wrong price', by: 'admin', rebill: true },
      });
    expect(audit)
      .to.have.property('entry')
      .that.deep.includes({
        ...{ action: 'invoice.correction-asked', subject: 'INV-1', by: 'admin', reason: 'wrong price' },
        data: { invoices: ['INV-1'], rebill: true },
      });
  });

  it('counts one click once, and another decision on the same order again', async () => {
    const keyOf = async (id: string) => {
      const { done, commits } = decided({ id });
      await done;
      const [check] = commits[0]!;
      return check?.op === 'accept' ? check.message.idempotencyKey : null;
    };
    expect(await keyOf('click-1')).to.equal('tower:correct-invoice/click-1/order-to-cash');
    expect(await keyOf('click-2')).not.to.equal(await keyOf('click-1'));
  });

  it('refuses an order or invoice that is not there, and a site where nobody bills', async () => {
    expect(await codeOf(decided({ key: 'C-1/PO-9' }).done)).to.equal('CD_PROCESS_UNKNOWN');
    expect(await codeOf(decided({ invoiceNumber: 'INV-9' }).done)).to.equal('CD_BILLING_CORRECTION_UNKNOWN');
    expect(await codeOf(decided({}, []).done)).to.equal('CD_BILLING_CORRECTION_UNREAD');
  });

  it('lets one of several clicks at the same time count, and the same click again', async () => {
    const { options, audited } = contending(process, at, 'billing-checks', 'order-to-cash');
    const of = { tenant: 'northwind', key: process.key, invoiceNumber: 'INV-1', reason: 'wrong price' };
    const correct = (by: string, rebill: boolean) =>
      correctInvoice({ ...of, by, rebill, id: `click-of-${by}` }, options);
    const [ada, bob] = await Promise.allSettled([correct('ada', true), correct('bob', false)]);
    expect(ada).to.have.property('status', 'fulfilled');
    expect(bob).to.have.nested.property('reason.message').that.contains('ada has it taken back');
    expect(await correct('ada', true)).to.deep.equal([]);
    expect(audited).to.deep.equal(['invoice.correction-asked']);
  });
});
