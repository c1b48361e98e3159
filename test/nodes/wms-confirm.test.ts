import { expect } from 'chai';
import { runtime } from '../../nodes/wms-confirm/runtime.ts';
import { input, type Shorthand, warehouseConfirmation } from '../domain/process/documents.ts';
import { deploy } from '../support/deploy-node.ts';
import { storedOrders } from '../support/stored-orders.ts';

const at = '2026-03-02T08:00:00Z';

async function confirm() {
  const orders = storedOrders();
  await orders.record(
    input('sales-order', { lines: { 1: 10, 4: 6 } }, 'm-0', at),
    input('erp-confirmation', {}, 'm-1', at),
    input('order-release', { lines: { 1: 10, 4: 6 } }, 'm-2', at),
  );
  const masterData = { item: [{ sku: 'NW-1001', gtin: '4006381331012' }] };
  const now = () => new Date('2026-03-03T09:00:00Z');
  const node = deploy(runtime, {}, { processes: orders.list, masterData, now });
  const receive = async (said: Shorthand) => {
    const before = node.effects.length;
    const payload = warehouseConfirmation({ at: '2026-03-03T08:00:00Z', ...said });
    const reaction = await node.receive({
      payload,
      canonical: { object: 'warehouse-confirmation', version: '1' },
    });
    orders.commit(node.effects.slice(before));
    return reaction;
  };
  return { node, receive };
}

describe('crossdock-wms-confirm', () => {
  it('makes the goods issue of what was shipped', async () => {
    const { receive } = await confirm();
    const { outputs } = await receive({
      shipmentId: 'SH-1',
      lines: { 1: { confirmed: 10, lot: 'L1' }, 4: 6 },
    });
    expect(outputs).to.have.keys('confirmed');
    const message = outputs.confirmed![0]!;
    expect(message.payload).to.deep.include({
      reference: 'WC-1',
      stage: 'shipped',
      orderNumber: 'PO-1',
      erpOrderNumber: '4711',
      releaseNumber: 'R-1',
      shipmentId: 'SH-1',
      lines: [
        { lineNumber: '1', item: { sku: 'NW-1001' }, quantity: { value: '10', unit: 'CT' }, lot: 'L1' },
        { lineNumber: '4', item: { sku: 'NW-1004' }, quantity: { value: '6', unit: 'CT' } },
      ],
    });
    expect(message).to.not.have.property('canonical');
    expect(message.process).to.include({ status: 'in-transit' });
  });

  it('also sends what is short or substituted to its second output', async () => {
    const { receive } = await confirm();
    const { outputs } = await receive({
      lines: {
        1: { confirmed: 7, of: 10, status: 'short' },
        4: { confirmed: 6, status: 'substituted', item: 'NW-1005' },
      },
    });
    expect(outputs).to.have.keys('confirmed', 'discrepancy');
    const { discrepancies } = outputs.discrepancy![0]!.payload as {
      discrepancies: { text: string; substitutedFor?: unknown }[];
    };
    expect(discrepancies.map(({ text }) => text)).to.deep.equal([
      'line 1 short: 7 of 10 CT',
      'line 4 substituted: 6 of 6 CT',
    ]);
    expect(discrepancies[1]?.substitutedFor).to.deep.equal({ sku: 'NW-1004' });
  });

  it('leaves lines the order does not have out of the goods issue and names them', async () => {
    const { receive } = await confirm();
    const { outputs } = await receive({ lines: { 1: 10, 9: 1 } });
    expect((outputs.confirmed![0]!.payload as { lines: unknown[] }).lines).to.have.length(1);
    expect(outputs.discrepancy?.[0]?.payload).to.have.nested.property(
      'discrepancies[0].status',
      'unexpected',
    );
  });

  it('ends a repeated confirmation, so that nothing is booked twice', async () => {
    const { receive } = await confirm();
    await receive({ lines: { 1: 10, 4: 6 } });
    expect((await receive({ lines: { 1: 10, 4: 6 } })).outputs).to.deep.equal({});
  });

  it('books nothing for other content under a known number, and says so', async () => {
    const { receive } = await confirm();
    await receive({ lines: { 1: 10, 4: 6 } });
    const { outputs } = await receive({ lines: { 1: 9, 4: 6 } });
    expect(outputs).to.have.keys('discrepancy');
    expect(outputs.discrepancy?.[0]?.payload).to.have.nested.property('journal[0].kind', 'contradiction');
  });

  it('names a confirmation whose order it does not know', async () => {
    const { receive } = await confirm();
    const { outputs } = await receive({ release: 'R-9', lines: { 1: 10 } });
    expect(outputs).to.have.keys('unknown');
    expect(outputs.unknown?.[0]?.error).to.include({ code: 'CD_PROCESS_UNKNOWN' });
  });

  it('fails a document that is no warehouse confirmation', async () => {
    const { node } = await confirm();
    const { error } = await node.receive({ payload: { lines: [] } });
    expect(error?.code).to.equal('CD_PROCESS_DOCUMENT_INVALID');
  });
});
