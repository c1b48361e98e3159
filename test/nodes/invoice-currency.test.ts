import { expect } from 'chai';
import type { ExchangeRate, Invoice, RateAgreement } from '../../domain/canonical/types.generated.ts';
import type { ProcessInput } from '../../domain/process/documents.ts';
import { runtime } from '../../nodes/invoice-trigger/runtime.ts';
import { at, order, planned, proven } from '../domain/billing/orders.ts';
import { input } from '../domain/process/documents.ts';
import { deploy } from '../support/deploy-node.ts';
import { storedOrders } from '../support/stored-orders.ts';
import { billingRecords } from './billing-records.ts';

const rate = {
  ...{ id: 'ECB-EUR-USD-2026-03-02', source: 'ECB', base: 'EUR', quote: 'USD' },
  ...{ rate: '1.10', validFrom: '2026-03-02' },
};
const exchange: NonNullable<RateAgreement['exchange']> = {
  table: { source: 'ECB', date: 'ship-date', maxAgeDays: 3 },
};

async function billed(rates: readonly ExchangeRate[]) {
  const usual = order('18.40', { currency: 'USD', lines: { 1: { quantity: 10, price: '18.40' } } });
  const document = usual.document as { lines: readonly object[] };
  const lines = document.lines.map((line) => ({ ...line, unitPrice: { amount: '18.40', currency: 'USD' } }));
  const left = input('warehouse-confirmation', { shipmentId: 'SH-1', lines: { 1: 10 } }, 'm-3', at);
  const orders = storedOrders();
  await orders.record({ ...usual, document: { ...document, lines } } as ProcessInput, planned, left, proven);
  const node = deploy(
    runtime,
    { billingEntity: 'NORTHWIND' },
    {
      ...{
        processes: orders.list,
        masterData: billingRecords({ exchange }, rates),
        envelope: { key: 'C-GLOBEX/PO-1' },
      },
      now: () => new Date('2026-03-05T08:00:00Z'),
    },
  );
  return { node, outputs: (await node.receive({ payload: null })).outputs };
}

describe('crossdock-invoice-trigger, of an order in another currency than its agreement', () => {
  it('converts by the rates of master data', async () => {
    const { outputs } = await billed([rate]);
    const { currency, lines } = outputs.invoice![0]!.payload as Invoice;
    expect(currency).to.equal('USD');
    expect(lines.map(({ amount }) => amount.amount)).to.deep.equal(['184.00', '52.80', '4.22']);
  });

  it('leaves at failed with a code when there is none, and takes no number', async () => {
    const { node, outputs } = await billed([]);
    expect(outputs.failed![0]!.error).to.include({ code: 'CD_RATING_EXCHANGE_MISSING' });
    expect(node.effects).to.deep.equal([]);
  });
});
