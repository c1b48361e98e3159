import { expect } from 'chai';
import fc from 'fast-check';
import { apply } from '../../../domain/process/apply.ts';
import type { ProcessInput } from '../../../domain/process/documents.ts';
import type { Applied, OrderProcess } from '../../../domain/process/types.ts';
import { input } from './documents.ts';

const at = '2026-03-10T08:00:00Z';
const order = input('sales-order', { lines: { 1: 10, 2: 4 } }, 'm-0', at);

/** Everything that happens to an order split over two shipments, with damage, a short pick and noise. */
const documents: readonly ProcessInput[] = [
  input('erp-confirmation', {}, 'm-1', at),
  input('order-release', { release: 'R-1', shipmentId: 'SH-1', lines: { 1: 10 } }, 'm-2', at),
  input('order-release', { release: 'R-2', shipmentId: 'SH-2', lines: { 2: 4 } }, 'm-3', at),
  input('release-confirmed', { releaseNumber: 'R-1' }, 'm-4', at),
  input('release-confirmed', { releaseNumber: 'R-2' }, 'm-5', at),
  input('shipment', { shipment: 'SH-1', pro: 'P-1' }, 'm-6', at),
  input('shipment', { shipment: 'SH-2', bol: 'B-2' }, 'm-7', at),
  input(
    'warehouse-confirmation',
    { confirmation: 'WC-0', stage: 'picked', lines: { 1: 7 } },
    'm-8',
    '2026-03-03T07:00:00Z',
  ),
  input(
    'warehouse-confirmation',
    { confirmation: 'WC-1', lines: { 1: { confirmed: 7, of: 10, status: 'short' } } },
    'm-9',
    '2026-03-03T08:00:00Z',
  ),
  input(
    'warehouse-confirmation',
    { confirmation: 'WC-2', release: 'R-2', lines: { 2: 4 } },
    'm-10',
    '2026-03-03T09:00:00Z',
  ),
  input('shipment-event', { pro: 'P-1', milestone: 'tender-accepted' }, 'm-11', '2026-03-02T10:00:00Z'),
  input('shipment-event', { pro: 'P-1', milestone: 'dispatched' }, 'm-12', '2026-03-03T10:00:00Z'),
  input('shipment-event', { milestone: 'in-transit' }, 'm-13', '2026-03-03T12:00:00Z'),
  input('shipment-event', { milestone: 'in-transit' }, 'm-14', '2026-03-03T14:00:00Z'),
  input('shipment-event', { milestone: 'exception', exception: 'damage' }, 'm-15', '2026-03-04T09:00:00Z'),
  input('shipment-event', { milestone: 'exception-cleared' }, 'm-16', '2026-03-04T12:00:00Z'),
  input('shipment-event', { milestone: 'delivered', signed: 'Bea' }, 'm-17', '2026-03-04T10:00:00Z'),
  input('shipment-event', { bol: 'B-2', milestone: 'delivered' }, 'm-18', '2026-03-05T10:00:00Z'),
  input('shipment-event', { bol: 'B-2', milestone: 'delivered' }, 'm-19', '2026-03-05T10:30:00Z'),
  input(
    'shipment-event',
    { shipmentId: 'SH-2', milestone: 'proof-of-delivery', signed: 'Cem' },
    'm-20',
    '2026-03-05T11:00:00Z',
  ),
  input('invoice-posted', { invoiceNumber: 'INV-1', postedAt: '2026-03-06T10:00:00Z' }, 'm-21', at),
  input('invoice-issued', { invoice: 'INV-1', lines: { 1: 7 } }, 'm-22', at),
];

const openHolds = (process: OrderProcess) =>
  process.holds.filter((hold) => !hold.released).map((hold) => hold.id);

const named = (confirmationIds: readonly string[], accessorialEventIds: readonly string[] = []) => [
  { orderNumber: 'PO-1', shipmentIds: ['SH-1'], confirmationIds, accessorialEventIds },
];

/** The same, but goods and waiting time of the first shipment come after its invoice. */
const withSupplement: readonly ProcessInput[] = [
  ...documents.filter(({ type }) => type !== 'invoice-issued'),
  input('invoice-issued', { invoice: 'INV-1', lines: { 1: 7 }, orders: named(['WC-1']) }, 'm-22', at),
  input(
    'warehouse-confirmation',
    { confirmation: 'WC-3', at: '2026-03-03T11:00:00Z', lines: { 1: 3 } },
    'm-23',
    '2026-03-06T08:00:00Z',
  ),
  input(
    'shipment-event',
    {
      event: 'DET-1',
      milestone: 'in-transit',
      accessorials: [{ code: 'detention', quantity: { value: '3', unit: 'HUR' } }],
    },
    'm-24',
    '2026-03-06T09:00:00Z',
  ),
];

/** What must not depend on the order of arrival. */
const essence = ({ process, identifiers }: Applied) => ({
  status: process.status,
  billing: { ...process.billing, shipmentIds: [...process.billing.shipmentIds].sort() },
  milestones: Object.fromEntries(
    Object.entries(process.milestones).map(([name, reached]) => [name, Date.parse(reached.at)]),
  ),
  quantities: process.lines.map((line) => line.quantities),
  holds: openHolds(process),
  identifiers: identifiers.map(({ scheme, value }) => `${scheme}:${value}`).sort(),
  invoices: process.invoices.length,
});

const play = (inputs: readonly ProcessInput[]): Applied =>
  inputs.reduce<Applied>((last, each) => apply(last.process, each), apply(null, order));

const expected = essence(play(documents));

describe('apply', () => {
  it('ends in the same state whatever the order of arrival', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...documents], { minLength: documents.length }), (shuffled) => {
        expect(essence(play(shuffled))).to.deep.equal(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('leaves the same to a supplement whatever the order of arrival', () => {
    const settled = essence(play(withSupplement));
    expect(settled.billing).to.deep.include({ decision: 'bill', shipmentIds: ['SH-1', 'SH-2'] });
    fc.assert(
      fc.property(fc.shuffledSubarray([...withSupplement], { minLength: withSupplement.length }), (some) => {
        expect(essence(play(some))).to.deep.equal(settled);
      }),
      { numRuns: 100 },
    );
  });

  it('ends in the same state when documents come again, anywhere later', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(documents.length - 1), { maxLength: 30 }), (again) => {
        const doubled = again.reduce<ProcessInput[]>(
          (list, index) => [...list.slice(0, index + 1), documents[index]!, ...list.slice(index + 1)],
          [...documents],
        );
        expect(essence(play([...doubled, ...again.map((index) => documents[index]!)]))).to.deep.equal(
          expected,
        );
      }),
      { numRuns: 80 },
    );
  });

  it('keeps quantities in balance after every document', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...documents]), (some) => {
        let { process } = apply(null, order);
        for (const each of some) {
          process = apply(process, each).process;
          for (const { quantities } of process.lines) {
            const { ordered, shipped, short, delivered, billed } = quantities;
            expect(Number(shipped) + Number(short)).to.be.at.most(Number(ordered));
            expect(Number(delivered)).to.be.at.most(Number(shipped));
            expect(Number(billed)).to.be.at.most(Number(ordered));
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('leaves the process it was given untouched', () => {
    let { process } = apply(null, order);
    for (const each of documents) {
      const before = JSON.stringify(process);
      const next = apply(process, each).process;
      expect(JSON.stringify(process)).to.equal(before);
      process = next;
    }
  });

  it('keeps a state that survives JSON unchanged', () => {
    const { process } = play(documents);
    expect(JSON.parse(JSON.stringify(process))).to.deep.equal(process);
  });

  it('takes 500 events into a process with 100 lines', () => {
    const lines = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [index + 1, 10]));
    let { process } = apply(null, input('sales-order', { lines }, 'm-0', at));
    process = apply(process, input('shipment', {}, 'm-1', at)).process;
    process = apply(process, input('warehouse-confirmation', { lines }, 'm-2', at)).process;
    const event = (index: number) =>
      input(
        'shipment-event',
        { event: `E-${index}`, milestone: 'exception', exception: 'delay' },
        `e-${index}`,
        new Date(Date.UTC(2026, 2, 3) + index * 60_000).toISOString(),
      );
    for (let index = 0; index < 500; index += 1) process = apply(process, event(index)).process;
    expect(process.documents.length).to.be.at.least(500);
  });
});
