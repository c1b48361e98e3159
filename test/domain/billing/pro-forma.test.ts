import { expect } from 'chai';
import { draftProForma } from '../../../domain/billing/pro-forma.ts';
import type { RateAgreement } from '../../../domain/canonical/types.generated.ts';
import { apply } from '../../../domain/process/apply.ts';
import type { ProcessInput } from '../../../domain/process/documents.ts';
import { defaultTerms } from '../../../domain/process/terms.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import { plannedFacts } from '../../../domain/rating/planned-facts.ts';
import { input } from '../process/documents.ts';
import { at, data } from './orders.ts';

const wanted: Partial<RateAgreement> = { invoicing: [{ id: 'export', proForma: true }] };
const order = input(
  'sales-order',
  { customer: 'C-GLOBEX', lines: { 1: { quantity: 10, price: '18.40' } } },
  'm-0',
  at,
);
const plan = (shipment: string, more = {}) => input('shipment', { shipment, ...more }, `m-${shipment}`, at);
const release = (name: string, shipmentId: string, quantity: number) =>
  input('order-release', { release: name, shipmentId, lines: { 1: quantity } }, `m-${name}`, at);
const taken = (...inputs: readonly ProcessInput[]): OrderProcess =>
  inputs.reduce<OrderProcess | null>((last, each) => apply(last, each).process, null)!;
const run = { messageId: 'check', now: '2026-03-02T10:00:00Z', terms: defaultTerms, invoiceNumber: 'NW-1' };
const draft = (process: OrderProcess, rates = wanted) => draftProForma(process, data({}, rates), run);

describe('draftProForma', () => {
  const planned = taken(order, plan('SH-1'));

  it('says what is on order would cost as planned, under a number of the order', () => {
    const document = draft(planned)!;
    expect(document).to.include({ kind: 'pro-forma', invoiceNumber: 'PF-PO-1-1' });
    expect(document.orders).to.deep.equal([{ orderNumber: 'PO-1', shipmentIds: ['SH-1'] }]);
    expect(document.totals.gross.amount).to.equal('258.57');
  });

  it('makes none where the agreement wants none, nothing is planned, or goods have left', () => {
    const left = input('warehouse-confirmation', { shipmentId: 'SH-1', lines: { 1: 4 } }, 'm-9', at);
    expect(draft(planned, {})).to.equal(null);
    expect(draft(taken(order))).to.equal(null);
    expect(draft(taken(order, plan('SH-1'), left))).to.equal(null);
  });

  it('makes none while the order is held, and none twice for the same', () => {
    const held = input('hold', { code: 'manual', reason: 'x', by: 'ada' }, 'm-9', at);
    expect(draft(taken(order, plan('SH-1'), held))).to.equal(null);
    const document = draft(planned)!;
    const issued = apply(planned, { type: 'invoice-issued', document, messageId: 'm-9', at }).process;
    expect(draft(issued)).to.equal(null);
    expect(issued.billing.decision).to.equal('wait');
    expect(issued.status).to.equal(planned.status);
  });

  it('rates by the agreement of the planned pickup', () => {
    const later = plan('SH-1', { plannedPickup: '2026-11-03T08:00:00Z' });
    const { lines } = draft(taken(order, later))!;
    expect(lines.map(({ kind, amount }) => `${kind} ${amount.amount}`)).to.include('fuel 5.04');
  });
});

describe('plannedFacts', () => {
  const factsOf = (...inputs: readonly ProcessInput[]) =>
    plannedFacts(taken(order, ...inputs), (place) => place, 'Europe/Berlin', '2026-03-02');
  const goods = (...inputs: readonly ProcessInput[]) =>
    factsOf(...inputs).goods.map(({ shipmentId, quantity }) => `${shipmentId} ${quantity.value}`);

  it('puts what no release names on the first shipment', () => {
    expect(goods(plan('SH-1'))).to.deep.equal(['SH-1 10']);
    expect(goods(release('R-2', 'SH-2', 4), plan('SH-1'), plan('SH-2', { release: 'R-2' }))).to.deep.equal([
      'SH-2 4',
      'SH-1 6',
    ]);
  });

  it('prices no more than is on order, and nothing of a shipment that is not planned', () => {
    const twice = [release('R-1', 'SH-1', 8), release('R-2', 'SH-1', 8), plan('SH-1')];
    expect(goods(...twice)).to.deep.equal(['SH-1 8', 'SH-1 2']);
    expect(goods(release('R-1', 'SH-9', 8))).to.deep.equal([]);
    expect(factsOf().shipments).to.deep.equal([]);
  });

  it('takes the day of the pickup where the goods are, and a given day where none is planned', () => {
    const days = [plan('SH-1'), plan('SH-1', { plannedPickup: '2026-03-04T23:30:00Z' })].map(
      (each) => factsOf(each).shipments[0]!.shippedOn,
    );
    expect(days).to.deep.equal(['2026-03-02', '2026-03-05']);
  });
});
