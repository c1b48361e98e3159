import { expect } from 'chai';
import type { FreightInvoice, FreightPayable } from '../../domain/canonical/types.generated.ts';
import { runtime } from '../../nodes/freight-settlement/runtime.ts';
import type { Effect, FlowMessage, Json } from '../../runtime/face.ts';
import { input } from '../domain/process/documents.ts';
import { masterData } from '../domain/rating/read-case.ts';
import { at, eur, event, invoice, shipment } from '../domain/settlement/freight.ts';
import { type DeployOptions, deploy } from '../support/deploy-node.ts';
import { storedOrders } from '../support/stored-orders.ts';

const plan = shipment({ freight: '260.40' });

/** The node with what it has written before, as a ledger would give it back. */
function settling(around: DeployOptions = {}, terms = '') {
  const orders = storedOrders();
  const remembered = new Map<string, unknown>();
  const node = deploy(runtime, { terms }, { processes: orders.list, now: () => new Date(at), ...around });
  let seen = 0;
  const send = async (object: string, payload: unknown) => {
    const reaction = await node.receive({ payload, canonical: { object, version: '1' } });
    const effects: readonly Effect[] = node.effects.slice(seen);
    seen = node.effects.length;
    orders.commit(effects);
    const of = (name: string): FlowMessage[] => [...(reaction.outputs[name] ?? [])];
    return { of, effects, error: reaction.error, kinds: effects.map(({ kind }) => kind) };
  };
  return { send, orders, remembered };
}

const statuses = (messages: FlowMessage[]) =>
  messages.map(({ payload }) => (payload as { status: string }).status);

describe('crossdock-freight-settlement', () => {
  it('accrues at dispatch, settles by the invoice, pays what is owed and disputes the rest', async () => {
    const { send, orders } = settling();
    expect((await send('shipment', plan)).of('recorded')).to.have.length(1);
    expect(statuses((await send('shipment-event', event('dispatched'))).of('accrual'))).to.deep.equal([
      'open',
    ]);
    const billed = await send('freight-invoice', invoice({ freight: '260.40', liftgate: '35.00' }));
    expect(statuses(billed.of('accrual'))).to.deep.equal(['settled']);
    const [payable] = billed.of('payable');
    expect((payable!.payload as FreightPayable).totals.gross).to.deep.equal({
      amount: '260.40',
      currency: 'EUR',
    });
    expect(payable?.canonical).to.deep.equal({ object: 'freight-payable', version: '1' });
    expect(statuses(billed.of('dispute'))).to.deep.equal(['open']);
    const exception = billed.effects.find((effect) => effect.kind === 'exception')!;
    expect(exception.exception).to.deep.include({ key: 'freight/SH-1', owner: 'freight audit' });
    expect(exception.exception.error.code).to.equal('CD_SETTLEMENT_DISPUTED');
    expect(orders.list.find(({ key }) => key === 'freight/SH-1')?.summary).to.deep.include({
      status: 'freight-disputed',
      held: true,
    });
  });

  it('finds the shipment by the carrier’s PRO number', async () => {
    const { send } = settling();
    await send('shipment', plan);
    const [billed] = invoice({ freight: '260.40' }).shipments;
    const byPro = {
      ...invoice({ freight: '260.40' }),
      shipments: [{ pro: '123456789', charges: billed!.charges }],
    };
    const { of } = await send('freight-invoice', byPro);
    expect(of('payable')).to.have.length(1);
  });

  it('disputes a shipment that nobody planned whole, and pays it when that is accepted, once', async () => {
    const { send } = settling();
    const billed = await send('freight-invoice', invoice({ freight: '99.00' }));
    expect(billed.of('payable')).to.deep.equal([]);
    const [dispute] = billed.of('dispute');
    const { disputeNumber } = dispute!.payload as { disputeNumber: string };
    const decision = { disputeNumber, outcome: 'accept', reason: 'ordered by phone' };
    const decided = await send('dispute-decision', decision);
    expect((decided.of('payable')[0]!.payload as FreightPayable).settlesDispute).to.equal(disputeNumber);
    expect(decided.kinds).to.include('close-exception');
    const again = await send('dispute-decision', decision);
    expect([again.of('payable').length, again.of('duplicate').length, again.effects.length]).to.deep.equal([
      0, 1, 0,
    ]);
  });

  it('disputes what another carrier bills with that carrier, in the exception too, and pays it', async () => {
    const { send } = settling();
    await send('shipment', plan);
    const billed = await send('freight-invoice', invoice({ freight: '9.00' }, { carrier: { scac: 'OTHR' } }));
    const raised = billed.effects.find((effect) => effect.kind === 'exception')!;
    expect(raised.exception.error.message).to.include('9.00 EUR of OTHR invoice F-1');
    const disputeNumber = 'DSP-OTHR-F-1-SH-1';
    const decided = await send('dispute-decision', { disputeNumber, outcome: 'accept', reason: 'sent it' });
    const told = ['payable', 'dispute'].flatMap(decided.of);
    expect(told.map(({ payload }) => (payload as FreightPayable).carrier.scac)).to.deep.equal([
      'OTHR',
      'OTHR',
    ]);
  });

  it('pays twice only by a decision that says so, and keeps in the history what was paid before', async () => {
    const { send } = settling();
    await send('shipment', plan);
    await send('freight-invoice', invoice({ freight: '260.40' }));
    await send('freight-invoice', invoice({ freight: '260.40' }, { invoiceNumber: 'F-2' }));
    const decision = { disputeNumber: 'DSP-SWFT-F-2-SH-1', outcome: 'accept', reason: 'two trucks' };
    const refused = await send('dispute-decision', decision);
    expect(refused.of('failed')[0]?.error).to.deep.include({ code: 'CD_SETTLEMENT_PAID_BEFORE' });
    expect(refused.effects).to.deep.equal([]);
    const paid = await send('dispute-decision', { ...decision, evenIfPaid: true });
    expect(paid.of('payable')).to.have.length(1);
    expect(JSON.stringify(paid.effects)).to.include('paid already for the same: freight: 260.40 EUR by F-1');
  });

  it('takes an invoice once, and refuses its number with other content', async () => {
    const { send } = settling();
    await send('shipment', plan);
    const first = invoice({ freight: '260.40' });
    await send('freight-invoice', first);
    const again = await send('freight-invoice', first);
    expect([again.of('duplicate').length, again.effects.length]).to.deep.equal([1, 0]);
  });

  it('takes nothing of an invoice that does not add up, so that a right one may come under its number', async () => {
    const { send } = settling();
    await send('shipment', plan);
    const right = invoice({ freight: '260.40' });
    const wrong: FreightInvoice = {
      ...right,
      totals: { ...right.totals, net: { amount: '1.00', currency: 'EUR' } },
    };
    const refused = await send('freight-invoice', wrong);
    expect(refused.of('failed')[0]?.error).to.deep.include({ code: 'CD_SETTLEMENT_TOTALS' });
    expect(refused.effects).to.deep.equal([]);
    expect((await send('freight-invoice', right)).of('payable')).to.have.length(1);
  });

  it('shares the cost by what each order weighs in the shipment', async () => {
    const { send, orders } = settling({ masterData: { item: masterData.items } as never });
    for (const [number, quantity] of [
      ['PO-1', 10],
      ['PO-2', 30],
    ] as const) {
      const release = `R-${number}`;
      const confirmation = `WC-${number}`;
      await orders.record(
        input('sales-order', { number, lines: { 1: quantity } }, `o-${number}`, at),
        input('order-release', { number, release }, `r-${number}`, at),
        input('shipment', { number, release }, `s-${number}`, at),
        input(
          'warehouse-confirmation',
          { release, confirmation, shipmentId: 'SH-1', lines: { 1: quantity } },
          `w-${number}`,
          at,
        ),
      );
    }
    await send('shipment', plan);
    const { of } = await send('freight-invoice', invoice({ freight: '260.40' }));
    const [shared] = (of('payable')[0]!.payload as FreightPayable).shipments;
    expect(shared!.allocations.map(({ orderNumber, amount }) => [orderNumber, amount.amount])).to.deep.equal([
      ['PO-1', '65.10'],
      ['PO-2', '195.30'],
    ]);
  });

  it('tries an event of an unknown shipment again, and gives it up after its tries', async () => {
    const early = await settling({ attempt: 1 }).send('shipment-event', event('dispatched'));
    expect(early.error?.code).to.equal('CD_SETTLEMENT_UNKNOWN');
    const late = await settling({ attempt: 3 }).send('shipment-event', event('dispatched'));
    expect(late.of('unknown')).to.have.length(1);
  });

  it('refuses other documents and decisions without a reason', async () => {
    const { send } = settling();
    const item = await send('item', {});
    expect(item.of('failed')[0]?.error).to.deep.include({ code: 'CD_SETTLEMENT_DOCUMENT' });
    const mute = await send('dispute-decision', { disputeNumber: 'DSP-1', outcome: 'accept' });
    expect(mute.of('failed')[0]?.error).to.deep.include({ code: 'CD_SETTLEMENT_DECISION' });
  });

  it('takes nothing of a document that fails in the middle', async () => {
    const { send } = settling();
    await send('shipment', plan);
    const fine = await send('freight-invoice', invoice({ freight: '99.99' }, { invoiceNumber: 'F-9' }));
    expect(fine.of('payable')).to.have.length(1);
    const charges = [{ code: 'x', kind: 'other', description: 'x', amount: eur('9.995') }] as const;
    const totals = { net: eur('9.995'), tax: eur('0.00'), gross: eur('9.995') };
    const finer = { ...invoice({}), shipments: [{ shipmentId: 'SH-1', charges: [...charges] }], totals };
    const refused = await send('freight-invoice', finer);
    expect(refused.of('failed')[0]?.error).to.deep.include({ code: 'CD_SETTLEMENT_TOTALS' });
    expect(refused.effects).to.deep.equal([]);
  });

  it('tells memos from invoices of the same number, and carriers from each other', async () => {
    const { send } = settling();
    await send('shipment', plan);
    const numbers: unknown[] = [];
    for (const document of [
      invoice({ freight: '160.40' }),
      invoice({ freight: '90.00' }, { kind: 'debit-memo' }),
      invoice({ freight: '-30.00' }, { kind: 'credit-memo' }),
    ]) {
      const { of } = await send('freight-invoice', document);
      numbers.push((of('payable')[0]!.payload as FreightPayable).payableNumber);
    }
    expect(new Set(numbers).size).to.equal(3);
    const other = await send('freight-invoice', invoice({ freight: '50.00' }, { carrier: { scac: 'OTHR' } }));
    expect(statuses(other.of('dispute'))).to.deep.equal(['open']);
  });

  it('keeps shipments under one bill of lading apart', async () => {
    const { send, orders } = settling();
    await send('shipment', shipment({ freight: '100.00' }, { bol: 'MB-1' }));
    await send('shipment', shipment({ freight: '70.00' }, { shipmentId: 'SH-2', pro: '2', bol: 'MB-1' }));
    await send('shipment-event', event('dispatched', { shipmentId: 'SH-2', bol: 'MB-1' }));
    expect(orders.list.map(({ key, summary }) => [key, summary.status])).to.deep.equal([
      ['freight/SH-1', 'freight-expected'],
      ['freight/SH-2', 'freight-accrued'],
    ]);
  });

  it('keeps unplanned shipments of two carriers apart, and both from ours', async () => {
    const { send, orders } = settling();
    const by = (scac: string) => ({
      ...invoice({ freight: '9.00' }, { carrier: { scac } }),
      shipments: [{ pro: 'SH-1', charges: invoice({ freight: '9.00' }).shipments[0]!.charges }],
    });
    await send('shipment', plan);
    for (const scac of ['AAAA', 'BBBB']) await send('freight-invoice', by(scac));
    expect(orders.list.map(({ key }) => key)).to.deep.equal([
      ...['freight/SH-1', 'freight/~AAAA~SH-1', 'freight/~BBBB~SH-1'],
    ]);
  });

  const byPro = (charges: Record<string, string>, more = {}) => ({
    ...invoice(charges, more),
    shipments: [{ pro: '123456789', charges: invoice(charges).shipments[0]!.charges }],
  });
  const { pro: _, ...planWithoutPro } = plan;

  for (const [how, object, document] of [
    ['a plan', 'shipment', plan],
    ['an event', 'shipment-event', event('in-transit', { pro: '123456789' })],
  ] as const) {
    it(`gives a shipment what was billed under its PRO before ${how} told it`, async () => {
      const { send, orders } = settling();
      await send('shipment', planWithoutPro);
      await send('shipment-event', event('dispatched'));
      const billed = await send('freight-invoice', byPro({ freight: '260.40' }));
      const { disputeNumber } = billed.of('dispute')[0]!.payload as { disputeNumber: string };
      const told = await send(object, document);
      expect(statuses(told.of('accrual'))).to.deep.equal([]);
      expect(orders.list.map(({ key, summary }) => [key, summary.status])).to.deep.equal([
        ['freight/SH-1', 'freight-disputed'],
        ['freight/~SWFT~123456789', 'freight-settled'],
      ]);
      const decided = await send('dispute-decision', { disputeNumber, outcome: 'accept', reason: 'ours' });
      expect(statuses(decided.of('accrual'))).to.deep.equal(['settled']);
      const payable = decided.of('payable')[0]!.payload as FreightPayable;
      expect(payable.shipments[0]).to.include({ shipmentId: 'SH-1', pro: '123456789' });
      const next = await send('freight-invoice', byPro({ freight: '1.00' }, { invoiceNumber: 'F-2' }));
      expect(next.of('dispute')[0]!.payload).to.include({ shipmentId: 'SH-1' });
    });
  }

  it('leaves a bill in dollars at failed as long as there is no rate, takes nothing of it, and pays it then', async () => {
    const terms = {
      exchange: [{ table: { source: 'ECB', date: 'invoice-date', maxAgeDays: 7, inverse: true } }],
    };
    const packFiles = { 'terms.yaml': { text: '', data: terms } };
    const rates: Json[] = [];
    const { send } = settling({ packFiles, masterData: { 'exchange-rate': rates } }, 'terms.yaml');
    await send('shipment', plan);
    const document = invoice({ freight: '325.50' }, { currency: 'USD' });
    const refused = await send('freight-invoice', document);
    expect(refused.of('failed')[0]?.error).to.deep.include({ code: 'CD_RATING_EXCHANGE_MISSING' });
    expect(refused.effects).to.deep.equal([]);
    rates.push({
      ...{ id: 'R-1', source: 'ECB', base: 'EUR', quote: 'USD', rate: '1.25', validFrom: '2026-03-30' },
    });
    const { of, effects } = await send('freight-invoice', document);
    const payable = of('payable')[0]!.payload as FreightPayable;
    expect(payable.totals.gross).to.deep.equal({ amount: '325.50', currency: 'USD' });
    expect(payable.shipments[0]!.charges[0]!.converted?.invoiced).to.deep.equal(eur('260.40'));
    const [found] = effects.flatMap((effect) => (effect.kind === 'process' ? [effect.identifiers] : []));
    expect(found).to.deep.include({ scheme: 'freight-payable', value: payable.payableNumber });
  });

  it('is found by the numbers of its accruals', async () => {
    const { send, orders } = settling();
    await send('shipment', plan);
    const accrued = await send('shipment-event', event('dispatched'));
    const { accrualNumber } = accrued.of('accrual')[0]!.payload as { accrualNumber: string };
    expect(orders.list[0]?.identifiers).to.deep.include({ scheme: 'freight-accrual', value: accrualNumber });
  });

  it('takes a credit beyond all that was owed, and asks what it is for', async () => {
    const { send } = settling();
    await send('shipment', plan);
    await send('freight-invoice', invoice({ freight: '260.40' }));
    const credit = invoice({ freight: '-300.00' }, { kind: 'credit-memo', invoiceNumber: 'C-1' });
    const { of, effects } = await send('freight-invoice', credit);
    expect((of('payable')[0]!.payload as FreightPayable).totals.net.amount).to.equal('-300.00');
    const asked = effects.flatMap((effect) => (effect.kind === 'exception' ? [effect.exception] : []));
    expect(asked.map(({ error, key }) => [error.code, error.parameters.amount, key])).to.deep.equal([
      ['CD_SETTLEMENT_CREDIT_BEYOND', '39.60 EUR', 'freight/SH-1'],
    ]);
  });
});
