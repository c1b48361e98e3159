import { expect } from 'chai';
import fc from 'fast-check';
import type { FreightInvoice } from '../../../domain/canonical/types.generated.ts';
import { validateCanonical } from '../../../domain/canonical/validate.ts';
import { Big, big } from '../../../domain/rating/decimal.ts';
import { accrualDocument, accrue } from '../../../domain/settlement/accrue.ts';
import { decideDispute } from '../../../domain/settlement/decide.ts';
import { disputeDocument, payableOf, payableOfDispute } from '../../../domain/settlement/documents.ts';
import type { SettlementTerms } from '../../../domain/settlement/terms.ts';
import type { FreightProcess } from '../../../domain/settlement/types.ts';
import { at, bill, costOf, event, exchanging, invoice, shipment } from './freight.ts';

const plan = shipment({ freight: '100.00', fuel: '10.00' });
const usd = (asked: Record<string, string>, more: Partial<FreightInvoice> & { tax?: string } = {}) =>
  invoice(asked, { currency: 'USD', ...more });
const dispatched = () => costOf(plan, event('dispatched'));
/** 1.25 USD per EUR. */
const settle = (document: FreightInvoice, process = dispatched(), terms: SettlementTerms = exchanging) =>
  bill(process, document, terms);
const alike = () => ['1', '1'];

describe('a carrier’s bill in another currency than planned', () => {
  it('is compared at the rate of its day and paid in its own currency', () => {
    const document = usd({ freight: '125.00', fuel: '12.50' });
    const { charges, settled } = settle(document);
    expect(settled.approved.net).to.deep.equal({ amount: '137.50', currency: 'USD' });
    expect(charges.map(({ expected, converted, reason }) => [expected, converted, reason])).to.deep.equal([
      [
        '100.00',
        { currency: 'EUR', invoiced: '100.00', approved: '100.00', disputed: '0.00' },
        '125.00 USD / 1.25, rounded half-up to 100.00 EUR; as expected',
      ],
      [
        '10.00',
        { currency: 'EUR', invoiced: '10.00', approved: '10.00', disputed: '0.00' },
        '12.50 USD / 1.25, rounded half-up to 10.00 EUR; as expected',
      ],
    ]);
  });

  it('is tolerated by what the carrier may be above, in the currency of the plan', () => {
    // 2 % of 100.00 EUR, and at most 5.00 EUR.
    const within = settle(usd({ freight: '127.50' }));
    expect([within.charges[0]?.approved, within.dispute]).to.deep.equal(['127.50', null]);
    const beyond = settle(usd({ freight: '127.52' }));
    expect(beyond.charges[0]).to.include({ expected: '100.00', approved: '125.00', disputed: '2.52' });
    expect(beyond.charges[0]?.converted).to.deep.equal({
      ...{ currency: 'EUR', invoiced: '102.02', approved: '100.00', disputed: '2.02' },
    });
    expect(beyond.dispute).to.include({ amount: '2.52', currency: 'USD' });
  });

  it('explains each charge: bill, rate with its day, plan, tolerance and the arithmetic', () => {
    const [charge] = settle(usd({ freight: '150.00' })).charges;
    expect(charge?.explanation).to.deep.equal({
      rule: 'freight settlement: tolerance',
      version: '1',
      inputs: [
        { name: 'billed', value: '150.00 USD', source: 'invoice F-1 of SWFT, message m-1' },
        {
          ...{ name: 'exchange rate', value: '1.25 USD per EUR' },
          source: 'exchange-rate R-1 of ECB, valid from 2026-03-30, for the invoice date 2026-04-01',
        },
        { name: 'freight', value: '100.00 EUR', source: 'plan of SH-1, message m-1' },
        { name: 'tolerance', value: '2 % and 5.00 EUR', source: 'settlement terms v1 tolerances' },
      ],
      arithmetic:
        '150.00 USD / 1.25, rounded half-up to 120.00 EUR; 100.00 EUR expected − 0.00 EUR owed before = 100.00 EUR; 120.00 EUR − 100.00 EUR = 20.00 EUR; 100.00 EUR come to 125.00 USD',
    });
  });

  it('is explained in documents that hold however long the texts of the plan are', () => {
    const [charge] = plan.expectedCharges!;
    const wordy = { ...charge!, description: `first line\n${'and so on '.repeat(60)}` };
    const process = costOf({ ...plan, expectedCharges: [wordy] }, event('dispatched'));
    const document = usd({ freight: '125.00' });
    const payable = payableOf(document, settle(document, process).settled, exchanging, alike);
    expect(validateCanonical('freight-payable', payable)).to.include({ valid: true });
  });

  it('makes documents that the canonical schemas take', () => {
    const document = usd({ freight: '150.00', liftgate: '20.00' }, { tax: '3.00' });
    const done = settle(document);
    const payable = payableOf(document, done.settled, exchanging, alike);
    expect(validateCanonical('freight-payable', payable)).to.include({ valid: true });
    const dispute = disputeDocument(done.process, done.dispute!);
    expect(validateCanonical('freight-dispute', dispute)).to.include({ valid: true });
    const after = accrue(done.process, exchanging, at);
    const accrual = accrualDocument(after.process, after.changes[0]!, exchanging);
    expect(validateCanonical('freight-accrual', accrual)).to.include({ valid: true });
    // 120.00 and 16.00 EUR less 110.00.
    expect([accrual.status, accrual.variance?.amount]).to.deep.equal(['settled', '26.00']);
  });

  it('counts against what a later bill in the currency of the plan may ask for', () => {
    const first = settle(usd({ freight: '50.00' })).process;
    const { charges } = settle(invoice({ freight: '100.00' }, { invoiceNumber: 'F-2' }), first);
    expect(charges[0]).to.include({ expected: '60.00', approved: '60.00', disputed: '40.00' });
  });

  it('is disputed whole where the terms say nothing of rates, as one of another carrier is', () => {
    const silent = { ...exchanging, exchange: [] };
    expect(settle(usd({ freight: '1.00' }), dispatched(), silent).charges[0]?.reason).to.equal(
      'planned in EUR, billed in USD',
    );
    const other = settle(usd({ freight: '1.25' }, { carrier: { scac: 'OTHR' } }));
    expect(other.charges[0]).to.include({ approved: '0.00', disputed: '1.25' });
    expect(other.charges[0]?.converted).to.include({ disputed: '1.00' });
  });

  it('is not judged without a rate, or by one that is too old', () => {
    const late = usd({ freight: '1.00' }, { issuedAt: '2026-04-08T00:00:00Z' });
    expect(() => settle(late)).to.throw('exchange rate R-1 is of 2026-03-30, 9 days before 2026-04-08');
    const early = usd({ freight: '1.00' }, { issuedAt: '2026-03-01T00:00:00Z' });
    expect(() => settle(early)).to.throw('settlement terms v1 for SWFT has no rate from USD to EUR');
  });

  it('takes the rate that the contract fixes, or the one of the departure', () => {
    const fixed = [{ carrier: 'SWFT', fixed: [{ base: 'USD', quote: 'EUR', rate: '0.5' }] }];
    expect(
      settle(usd({ freight: '10.00' }), dispatched(), { ...exchanging, exchange: fixed }).charges[0]
        ?.converted,
    ).to.include({ invoiced: '5.00' });
    const table = { source: 'ECB', date: 'ship-date', maxAgeDays: 7, inverse: true } as const;
    const late = usd({ freight: '125.00' }, { issuedAt: '2026-04-12T00:00:00Z' });
    expect(
      settle(late, dispatched(), { ...exchanging, exchange: [{ table }] }).charges[0]?.converted,
    ).to.include({ invoiced: '100.00' });
  });

  it('is credited at its own rate, whatever the rate is by then', () => {
    const billed = settle(usd({ freight: '125.00' })).process;
    const credit = usd(
      { freight: '-125.00' },
      { kind: 'credit-memo', invoiceNumber: 'C-1', relatesTo: 'F-1', issuedAt: '2026-04-12T00:00:00Z' },
    );
    const { charges, beyond } = settle(credit, billed);
    expect([charges[0]?.converted?.approved, beyond]).to.deep.equal(['-100.00', null]);
  });

  it('raises a question when credits in any currency are beyond what was owed', () => {
    const billed = settle(usd({ freight: '125.00' })).process;
    const credit = invoice({ freight: '-101.00' }, { kind: 'credit-memo', invoiceNumber: 'C-1' });
    expect(settle(credit, billed).beyond).to.deep.equal({ amount: '1.00', currency: 'EUR' });
  });

  it('is not paid again when the plan changes its currency after it', () => {
    const billed = settle(invoice({ freight: '100.00' })).process;
    const replanned = { ...billed, currency: 'USD', plan: usd({ freight: '110.00' }).shipments[0]!.charges };
    const again = settle(usd({ freight: '110.00' }, { invoiceNumber: 'F-2' }), replanned);
    expect(again.charges[0]?.reason).to.equal('already billed by F-1 with 100.00 EUR');
  });

  it('is disputed where it comes to nothing in the currency of the plan, and is not paid as a credit', () => {
    const fixed = [{ base: 'VND', quote: 'EUR', rate: '0.00004' }];
    const dong = { ...exchanging, exchange: [{ fixed }] };
    const process = costOf(shipment({ freight: '100.00' }), event('dispatched'));
    const { charges } = bill(process, invoice({ freight: '124' }, { currency: 'VND', tax: '0' }), dong);
    expect(charges[0]).to.include({ approved: '0', disputed: '124' });
  });

  it('takes the rate of the day that the document says, in zones west of UTC too', () => {
    const process = costOf(shipment({ freight: '100.00' }), event('dispatched'));
    const west = { ...exchanging, zone: 'America/New_York' };
    const document = invoice({ freight: '110.00' }, { currency: 'USD', issuedAt: '2026-04-10T00:00:00Z' });
    expect(bill(process, document, west).charges[0]?.converted?.invoiced).to.equal('100.00');
  });

  it('keeps a yen whole: what is above by less than one is owed', () => {
    const yen = shipment({ freight: '1.00' });
    const document = invoice({}, { currency: 'JPY' });
    const amount = { amount: '164', currency: 'JPY' };
    const charges = [{ code: 'freight', kind: 'freight', description: 'freight', amount }] as const;
    const none = { amount: '0', currency: 'JPY' };
    const whole = {
      ...document,
      shipments: [{ shipmentId: 'SH-1', charges: [...charges] }],
      totals: { net: amount, tax: none, gross: amount },
    };
    const strict = { ...exchanging, tolerances: [] };
    // 164 JPY are 1.0045 EUR.
    const [charge] = bill(costOf(yen), whole, strict).charges;
    expect(charge).to.include({ approved: '164', disputed: '0' });
  });
});

const cents = fc.integer({ min: 1, max: 40_000 }).map((amount) => (amount / 100).toFixed(2));
const asked = fc.dictionary(fc.constantFrom('freight', 'fuel', 'detention', 'liftgate'), cents, {
  minKeys: 1,
});
const currency = fc.constantFrom('EUR', 'USD');
const total = (amounts: readonly string[]): Big =>
  amounts.reduce((sum, amount) => sum.plus(big(amount)), new Big(0));

describe('freight settlement in several currencies', () => {
  const step = fc.record({
    ...{ asked, currency, isCredit: fc.boolean(), accept: fc.constantFrom('accept', 'refuse', null) },
  });

  it('pays, disputes and sets off what is billed in each currency to the cent, and in the plan’s too', () => {
    fc.assert(
      fc.property(asked, fc.array(step, { maxLength: 7 }), (expected, history) => {
        let process: FreightProcess = costOf(shipment(expected), event('dispatched'));
        const billed = { EUR: new Big(0), USD: new Big(0) };
        const paid = { EUR: new Big(0), USD: new Big(0) };
        for (const [index, one] of history.entries()) {
          const amounts = Object.entries(one.asked).map(([code, amount]) => [
            code,
            one.isCredit ? `-${amount}` : amount,
          ]);
          const document = invoice(Object.fromEntries(amounts), {
            ...{ invoiceNumber: `F-${index}`, kind: one.isCredit ? 'credit-memo' : 'invoice' },
            currency: one.currency,
          });
          const done = bill(process, document, exchanging);
          for (const charge of done.charges) {
            const sums = [charge, ...(charge.converted ? [charge.converted] : [])];
            for (const { invoiced, approved, disputed } of sums)
              expect(total([approved, disputed]).eq(big(invoiced))).to.equal(true);
          }
          process = done.process;
          billed[one.currency] = billed[one.currency].plus(big(document.totals.net.amount));
          paid[one.currency] = paid[one.currency].plus(big(done.settled.approved.net.amount));
          const dispute = process.disputes.find(({ status }) => status === 'open');
          if (one.accept === null || !dispute) continue;
          const decision = {
            disputeNumber: dispute.number,
            outcome: one.accept,
            reason: 'x',
            evenIfPaid: true,
          };
          const decided = decideDispute(process, decision, at)!;
          process = decided.process;
          if (one.accept === 'refuse') continue;
          const { net } = payableOfDispute(process, decided.dispute, exchanging, alike).totals;
          const of = net.currency as 'EUR' | 'USD';
          paid[of] = paid[of].plus(big(net.amount));
        }
        for (const own of ['EUR', 'USD'] as const) {
          const unpaid = process.disputes.filter(
            ({ status, ...dispute }) =>
              dispute.currency === own && (status === 'open' || status === 'refused'),
          );
          expect(paid[own].plus(total(unpaid.map(({ amount }) => amount))).eq(billed[own])).to.equal(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never owes more in the currency of the plan than was expected and tolerated', () => {
    const bills = fc.array(fc.record({ asked, currency }), { maxLength: 5 });
    fc.assert(
      fc.property(asked, bills, (expected, all) => {
        let process: FreightProcess = costOf(shipment(expected), event('dispatched'));
        for (const [index, one] of all.entries()) {
          const document = invoice(one.asked, { invoiceNumber: `F-${index}`, currency: one.currency });
          process = bill(process, document, exchanging).process;
        }
        const owed = process.bills.flatMap((each) =>
          each.charges.map(({ approved, converted }) => converted?.approved ?? approved),
        );
        // Freight: at most 5.00 EUR a document; fuel: a tenth of what is left.
        const room = big(expected.fuel ?? '0')
          .times('0.1')
          .plus(new Big(5).times(all.length));
        expect(total(owed).lte(total(Object.values(expected)).plus(room))).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });
});
