import { expect } from 'chai';
import fc from 'fast-check';
import { apply } from '../../../domain/process/apply.ts';
import { alertsSince, expire, wakeUps } from '../../../domain/process/deadlines.ts';
import { deadlines } from '../../../domain/process/expectations.ts';
import { risksOf } from '../../../domain/process/risks.ts';
import { defaultTerms, type ProcessTerms } from '../../../domain/process/terms.ts';
import type { OrderProcess } from '../../../domain/process/types.ts';
import { input } from './documents.ts';

const at = (hour: number) => new Date(Date.UTC(2026, 2, 2, 8) + hour * 3_600_000).toISOString();
const order = (more = {}) =>
  apply(null, input('sales-order', { lines: { 1: 10 }, ...more }, 'm-0', at(0))).process;

/** What happens to an order, an hour after the other, with some of it left out. */
const happenings = [
  (hour: number) => input('erp-confirmation', {}, `m-${hour}`, at(hour)),
  (hour: number) => input('order-release', { lines: { 1: 10 } }, `m-${hour}`, at(hour)),
  (hour: number) => input('release-confirmed', {}, `m-${hour}`, at(hour)),
  (hour: number) => input('order-change', { lines: { 1: 8 } }, `m-${hour}`, at(hour)),
  (hour: number) => input('shipment', { plannedDelivery: at(30) }, `m-${hour}`, at(hour)),
  (hour: number) => input('warehouse-confirmation', { lines: { 1: 10 } }, `m-${hour}`, at(hour)),
  (hour: number) => input('shipment-event', { milestone: 'delivered' }, `m-${hour}`, at(hour)),
] as const;

const lives = fc
  .subarray([...happenings])
  .map((some) =>
    some.reduce<OrderProcess>(
      (process, happens, index) => apply(process, happens(index + 1)).process,
      order({ requestedDelivery: { to: at(40) } }),
    ),
  );
const hours = fc.integer({ min: 0, max: 200 });

describe('deadlines', () => {
  it('come from the document where it names a time, and from the terms otherwise', () => {
    const process = apply(
      order({ requestedDelivery: { to: at(40) } }),
      input('shipment', { plannedDelivery: at(30) }, 'm-1', at(1)),
    ).process;
    expect(
      deadlines(process, defaultTerms).map(({ id, dueAt, because }) => [id, dueAt, because]),
    ).to.deep.equal([
      ['ordered', at(4), '4 h after received'],
      ['delivered/SH-1', at(30), 'planned delivery'],
      ['delivered', at(40), 'requested by the customer'],
    ]);
  });

  it('are counted by the calendar that is agreed with the customer, where one is', () => {
    const expectations = [
      { after: 'received', expect: 'ordered', workingHours: 4, owner: 'order desk' },
    ] as const;
    const usual = { ...defaultTerms, expectations };
    const agreed = {
      'C-1': { calendar: { zone: 'America/New_York', from: '07:00', holidays: ['2026-03-02'] } },
    };
    const dueAt = (customers: ProcessTerms['customers']) =>
      deadlines(order(), { ...usual, customers }).find(({ id }) => id === 'ordered')?.dueAt;
    expect(dueAt({})).to.equal('2026-03-02T12:00:00.000Z');
    expect(dueAt({ 'C-2': agreed['C-1'] })).to.equal('2026-03-02T12:00:00.000Z');
    expect(dueAt(agreed)).to.equal('2026-03-03T16:00:00.000Z');
  });

  it('expect the proof of a delivery as agreed with the customer, then with the carrier, then as usual', () => {
    const delivered = happenings.reduce<OrderProcess>(
      (process, happens, index) => apply(process, happens(index + 1)).process,
      order(),
    );
    const [scac = ''] = delivered.shipments.map(({ carrier, plan }) => (carrier ?? plan?.carrier)?.scac);
    const because = (terms: Partial<ProcessTerms>) =>
      deadlines(delivered, { ...defaultTerms, ...terms }).find(({ id }) => id.startsWith('proof'))?.because;
    const carriers = { [scac]: { podWithinHours: 6 } };
    expect(scac).to.not.equal('');
    expect(because({})).to.equal('48 h after delivery');
    expect(because({ carriers })).to.equal(`6 h after delivery, as agreed with ${scac}`);
    expect(because({ carriers, customers: { 'C-1': { podWithinHours: 12 } } })).to.equal(
      '12 h after delivery, as agreed with C-1',
    );
  });

  it('warn some hours before, and when half of the time is over at the latest', () => {
    const [usual] = deadlines(order(), defaultTerms);
    expect(usual?.warnAt).to.equal(at(2));
    const [short] = deadlines(order(), { ...defaultTerms, warnHours: 3.9 });
    expect(short?.warnAt).to.equal(at(2));
    const [late] = deadlines(order(), { ...defaultTerms, warnHours: 0.5 });
    expect(late?.warnAt).to.equal(at(3.5));
  });

  it('are told once at each level, and a passed one wakes the order no more', () => {
    fc.assert(
      fc.property(lives, hours, (process, hour) => {
        const passed = expire(process, at(hour)).process;
        expect(expire(passed, at(hour)).outcome).to.equal('ignored');
        for (const { at: wakes } of wakeUps(passed))
          expect(Date.parse(wakes)).to.be.greaterThan(Date.parse(at(hour)));
        const later = expire(passed, at(hour + 1)).process;
        for (const { id, level } of alertsSince(passed, later))
          expect(passed.alerts.some((alert) => alert.id === id && alert.level === level)).to.equal(false);
      }),
    );
  });

  it('wake the order at the very instant at which something becomes a risk', () => {
    fc.assert(
      fc.property(lives, (process) => {
        for (const { at: wakes } of wakeUps(process)) {
          expect(expire(process, wakes).outcome).to.equal('recorded');
        }
      }),
    );
  });

  it('end with what they waited for, as their alerts do', () => {
    const silent = expire(order(), at(5)).process;
    expect(silent.alerts.map(({ id, level }) => [id, level])).to.deep.equal([['ordered', 'overdue']]);
    const { process } = apply(silent, input('erp-confirmation', {}, 'm-1', at(6)));
    expect(process.alerts).to.deep.equal([]);
    expect(risksOf(process, defaultTerms, at(7))).to.deep.equal([]);
  });

  it('put no sum on goods without a price', () => {
    const unpriced = order({ lines: { 1: { quantity: 10, price: null } } });
    expect(risksOf(unpriced, defaultTerms, at(5))[0]).to.not.have.property('money');
  });
});
