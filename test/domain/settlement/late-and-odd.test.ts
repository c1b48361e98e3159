import { expect } from 'chai';
import fc from 'fast-check';
import type { Shipment, ShipmentEvent } from '../../../domain/canonical/types.generated.ts';
import { accrualDocument, accrue } from '../../../domain/settlement/accrue.ts';
import { expectedCharges, totalOf } from '../../../domain/settlement/expected.ts';
import type { FreightProcess } from '../../../domain/settlement/types.ts';
import { at, bill, costOf, eur, event, invoice, shipment, terms } from './freight.ts';

const plan = shipment({ freight: '260.40' });
const worked = (eventId: string, hours: string, unit = 'HUR') =>
  event('arrived', { eventId, accessorials: [{ code: 'detention', quantity: { value: hours, unit } }] });
const open = ({ accruals }: FreightProcess) => accruals.find(({ status }) => status === 'open');

describe('an accrual', () => {
  it('is reversed at the cost centre where it was booked, whatever the rules say by then', () => {
    const process = costOf(plan, event('dispatched'));
    const elsewhere = { ...terms, costCentres: [{ costCentre: '9999' }] };
    const cancelled = { ...process, isCancelled: true };
    const { process: after, changes } = accrue(cancelled, elsewhere, at);
    expect(accrualDocument(after, changes[0]!, elsewhere)).to.include({
      status: 'reversed',
      costCentre: '4711',
    });
  });

  it('moves to the month of an earlier departure that is told late', () => {
    const late = event('picked-up', { eventId: 'E-early', occurredAt: '2026-03-30T10:00:00Z' });
    const process = costOf(plan, event('dispatched'), late, event('delivered'));
    expect(process.accruals.map(({ status, period }) => `${status} ${period}`)).to.deep.equal([
      'reversed 2026-04',
      'open 2026-03',
    ]);
  });

  it('tells in its document all that was expected when it was closed, and keeps none of it', () => {
    const { process, changes } = accrue(
      { ...costOf(plan, event('dispatched')), isCancelled: true },
      terms,
      at,
    );
    expect(accrualDocument(process, changes[0]!, terms).charges).to.have.length(1);
    expect(process.accruals[0]?.charges).to.deep.equal([]);
  });
});

describe('a cancelled shipment', () => {
  const cancelled = shipment({ freight: '260.40' }, { status: 'cancelled' });

  it('does not come back by a plan that was there before', () => {
    const process = costOf(plan, event('dispatched'), cancelled, plan);
    expect([process.isCancelled, open(process)]).to.deep.equal([true, undefined]);
  });

  it('comes back by a new plan', () => {
    const process = costOf(plan, cancelled, shipment({ freight: '250.00' }), event('dispatched'));
    expect(open(process)?.total).to.equal('250.00');
  });
});

describe('work of a carrier', () => {
  const verdict = (...documents: readonly (Shipment | ShipmentEvent)[]) =>
    bill(costOf(...documents), invoice({ detention: '60.00' })).charges[0]!.reason;

  it('that is reported in a strange unit fails no document: a bill for it says why it is disputed', () => {
    expect(verdict(plan, event('dispatched'), worked('E-9', '3', 'KGM'))).to.equal(
      'reported in KGM, agreed per HUR',
    );
    const mixed = costOf(plan, event('dispatched'), worked('E-9', '3', 'KGM'), worked('E-10', '3'));
    expect(open(mixed)?.total).to.equal('300.40');
  });

  it('that is agreed in another currency than the shipment is disputed with that reason', () => {
    const charges = [{ ...plan.expectedCharges![0]!, amount: { amount: '300.00', currency: 'USD' } }];
    const process = costOf({ ...plan, expectedCharges: charges }, worked('E-9', '3'));
    const usd = { ...invoice({ detention: '60.00' }), currency: 'USD' };
    const [billed] = usd.shipments;
    const own = [{ ...billed!.charges[0]!, amount: { amount: '60.00', currency: 'USD' } }];
    const sums = { amount: '60.00', currency: 'USD' };
    const totals = { net: sums, tax: { amount: '0.00', currency: 'USD' }, gross: sums };
    const judged = bill(process, { ...usd, totals, shipments: [{ ...billed!, charges: own }] });
    expect(judged.charges[0]!.reason).to.equal('agreed in EUR, planned in USD');
  });

  it('is expected at once in a plan only in one currency', () => {
    const mixed = [
      plan.expectedCharges![0]!,
      { ...plan.expectedCharges![0]!, code: 'x', amount: { amount: '1.00', currency: 'USD' } },
    ];
    expect(() => costOf({ ...plan, expectedCharges: mixed })).to.throw('USD');
  });

  it('comes to the same however many reports are counted together, and a report that comes again counts once', () => {
    const report = fc.record({
      code: fc.constantFrom('detention', 'liftgate'),
      minutes: fc.integer({ min: 1, max: 600 }),
      unit: fc.constantFrom('HUR', 'MIN'),
      again: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(report, { minLength: 15, maxLength: 60 }), (reports) => {
        const events = reports.flatMap(({ code, minutes, unit, again }, index) => {
          const quantity = { value: String(minutes), unit };
          const one = event('arrived', { eventId: `E-${index}`, accessorials: [{ code, quantity }] });
          return again ? [one, one] : [one];
        });
        const process = costOf(plan, ...events);
        const everything: FreightProcess = {
          ...process,
          earlierServices: [],
          services: reports.map(({ code, minutes, unit }, index) => ({
            ...{ code, quantity: { value: String(minutes), unit }, eventId: `E-${index}`, messageId: 'm-1' },
          })),
        };
        const uncapped = { ...terms, services: terms.services.map(({ maximum: _, ...one }) => one) };
        const expected = (of: FreightProcess) => totalOf(expectedCharges(of, uncapped), 'EUR', 'test');
        expect(expected(process)).to.deep.equal(expected(everything));
      }),
      { numRuns: 60 },
    );
  });

  it('does not make what is kept of a shipment grow with every report', () => {
    const many = (count: number) =>
      costOf(
        plan,
        event('dispatched'),
        ...Array.from({ length: count }, (_, index) => worked(`E-${index}`, '0.5')),
      );
    const size = (process: FreightProcess) => JSON.stringify(process).length;
    const few = size(many(60));
    expect(few).to.be.lessThan(20_000);
    // Twenty bytes for each event that must be known when it comes again.
    expect(size(many(260)) - few).to.be.lessThan(200 * 20);
  });
});

describe('a document with charges and credits', () => {
  it('bears the tax of each part by its sign', () => {
    const mixed = invoice({ liftgate: '100.00', freight: '-50.00' }, { tax: '9.50' });
    const taxes = [{ code: 'V', rate: '19', base: eur('50.00'), amount: eur('9.50') }];
    for (const document of [mixed, { ...mixed, taxes }]) {
      const { approved, disputed } = bill(costOf(plan), document).settled;
      expect([approved.net.amount, approved.tax.amount]).to.deep.equal(['-50.00', '-9.50']);
      expect([disputed.net.amount, disputed.tax.amount]).to.deep.equal(['100.00', '19.00']);
    }
  });

  it('shares its tax so that paid and disputed are the document, to the cent', () => {
    const cents = fc.integer({ min: -40_000, max: 40_000 }).filter((one) => one !== 0);
    fc.assert(
      fc.property(cents, cents, fc.integer({ min: 0, max: 9_000 }), (one, other, tax) => {
        const text = (amount: number) => (amount / 100).toFixed(2);
        const document = invoice({ freight: text(one), liftgate: text(other) }, { tax: text(tax) });
        const { approved, disputed } = bill(costOf(plan), document).settled;
        const sum = Math.round((Number(approved.tax.amount) + Number(disputed.tax.amount)) * 100);
        expect(sum).to.equal(tax);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a credit', () => {
  const disputed = bill(costOf(plan), invoice({ freight: '260.40', liftgate: '35.00' })).process;
  const credit = (group: string, more = {}) =>
    bill(disputed, invoice({ [group]: '-35.00' }, { kind: 'credit-memo', invoiceNumber: 'C-1', ...more }));

  it('under another code than the dispute is set off against it where the document has not billed that code', () => {
    const { process, settled } = credit('adjustment', { relatesTo: 'F-1' });
    expect(process.disputes[0]).to.include({ status: 'credited', amount: '0.00' });
    expect(settled.approved.net.amount).to.equal('0.00');
  });

  it('under a code that the document has billed is for that code, and one without a document for its own', () => {
    for (const { process, settled } of [credit('freight', { relatesTo: 'F-1' }), credit('adjustment')]) {
      expect(process.disputes[0]).to.include({ status: 'open', amount: '35.00' });
      expect(settled.approved.net.amount).to.equal('-35.00');
    }
  });

  it('beyond all that was owed is a question', () => {
    expect(credit('freight').beyond).to.equal(null);
    const beyond = bill(costOf(plan), invoice({ freight: '-10.00' }, { kind: 'credit-memo' })).beyond;
    expect(beyond).to.deep.equal(eur('10.00'));
  });
});
