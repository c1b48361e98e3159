import { expect } from 'chai';
import { apply } from '../../../domain/process/apply.ts';
import { masterData, mayBeReleased } from '../../../domain/process/hold-rules.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import { input } from './documents.ts';

describe('a hold', () => {
  it('of a late proof is released by a person only when a person has placed it', () => {
    expect(mayBeReleased({ code: 'pod-late' })).to.equal(false);
    expect(mayBeReleased({ code: 'pod-late', placedBy: 'ada' })).to.equal(true);
  });

  it('that follows master data is not released by a person', () => {
    expect(mayBeReleased({ code: 'credit-block', placedBy: masterData })).to.equal(false);
    expect(mayBeReleased({ code: 'credit-block', placedBy: 'erp' })).to.equal(true);
  });

  it('of one person is not that of another who says the same, and is released alone', () => {
    const at = '2026-03-03T10:00:00Z';
    const said = (by: string, messageId: string) =>
      input('hold', { by, reason: 'price dispute' }, messageId, at);
    const held = [said('ada', 'h-1'), said('bob', 'h-2'), said('ada', 'h-3')].reduce(
      (process, one) => apply(process, one).process,
      apply(null, input('sales-order', { lines: { 1: 10 } }, 'm-0', at)).process,
    );
    expect(held.holds.map(({ id, placedBy }) => [id, placedBy])).to.deep.equal([
      ['manual/h-1', 'ada'],
      ['manual/h-2', 'bob'],
    ]);
    const release = input('release-hold', { holdId: 'manual/h-1', by: 'ada', reason: 'settled' }, 'r-1', at);
    const open = apply(held, release).process.holds.filter(({ released }) => !released);
    expect(open.map(({ placedBy }) => placedBy)).to.deep.equal(['bob']);
  });

  it('that a person has released does not come back when the load gets its number', () => {
    const at = (hour: number) => `2026-03-03T${hour}:00:00Z`;
    const event = (id: string, hour: number, more: object) =>
      input('shipment-event', { event: id, pro: 'P-1', at: at(hour), ...more }, id, at(hour));
    const waited = event('A1', 11, {
      milestone: 'in-transit',
      accessorials: [{ code: 'detention', quantity: { value: '2', unit: 'HUR' } }],
    });
    const damaged = event('A2', 12, { milestone: 'exception', exception: 'damage' });
    const named = event('D1', 13, { milestone: 'delivered', shipmentId: 'SH-1', signed: 'Bea' });
    const release = (code: string) =>
      input('release-hold', { code, reason: 'settled with the customer' }, code, at(14));
    const releases = [release('load-not-planned'), release('delivery-exception')];
    const ends = [
      [waited, damaged, ...releases, named],
      [waited, damaged, named, ...releases],
      [waited, named, damaged, ...releases],
    ].map((last) =>
      [
        input('sales-order', { lines: { 1: 10 } }, 'm-0', at(10)),
        input('warehouse-confirmation', { lines: { 1: 10 } }, 'm-1', at(10)),
        ...last,
      ].reduce<OrderProcess | null>((process, one) => apply(process, one).process, null),
    );
    for (const end of ends) {
      expect(end?.billing.decision).to.equal('bill');
      const holds = end?.holds.map(({ id, released }) => [id, released?.by]);
      expect(holds).to.deep.equal([
        ['load-not-planned/A1', 'ada'],
        ['delivery-exception/A2', 'ada'],
      ]);
    }
  });

  it('stops the load under its new number', () => {
    const at = '2026-03-03T10:00:00Z';
    const service = { accessorials: [{ code: 'detention', quantity: { value: '2', unit: 'HUR' } }] };
    const process = [
      input('sales-order', { lines: { 1: 10 } }, 'm-0', at),
      input('warehouse-confirmation', { lines: { 1: 10 } }, 'm-1', at),
      input('shipment-event', { event: 'A1', pro: 'P-1', milestone: 'in-transit', ...service }, 'm-2', at),
      input(
        'shipment-event',
        { event: 'D1', pro: 'P-1', milestone: 'delivered', shipmentId: 'SH-1', signed: 'Bea' },
        'm-3',
        at,
      ),
    ].reduce<OrderProcess | null>((last, one) => apply(last, one).process, null);
    expect(process?.billing.decision).to.equal('hold');
    expect(process?.holds).to.have.length(1);
    expect(process?.holds[0]).to.include({ id: 'load-not-planned/A1', shipmentId: 'SH-1' });
    expect(process?.holds[0]?.reason).to.include('load SH-1');
  });
});
