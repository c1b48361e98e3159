import { expect } from 'chai';
import fc from 'fast-check';
import { Big, big } from '../../../domain/rating/decimal.ts';
import { decideDispute } from '../../../domain/settlement/decide.ts';
import { payableOf, payableOfDispute } from '../../../domain/settlement/documents.ts';
import type { FreightProcess } from '../../../domain/settlement/types.ts';
import { at, bill, costOf, event, invoice, shipment, terms } from './freight.ts';

const amount = fc.integer({ min: 1, max: 40_000 }).map((cents) => (cents / 100).toFixed(2));
const code = fc.constantFrom('freight', 'fuel', 'detention', 'liftgate');
const asked = fc.dictionary(code, amount, { minKeys: 1 });
const sum = (amounts: readonly string[]): string =>
  amounts.reduce((total, one) => total.plus(big(one)), new Big(0)).toFixed(2);

type Step =
  | { readonly kind: 'bill'; readonly asked: Record<string, string>; readonly tax: string }
  | { readonly kind: 'credit'; readonly group: string; readonly amount: string }
  | { readonly kind: 'decide'; readonly outcome: 'accept' | 'refuse' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('bill' as const), asked, tax: amount }),
    fc.record({ kind: fc.constant('credit' as const), group: code, amount }),
    fc.record({ kind: fc.constant('decide' as const), outcome: fc.constantFrom('accept', 'refuse') }),
  ) as fc.Arbitrary<Step>,
  { maxLength: 8 },
);

/** What came of a history, in net amounts. */
function played(expected: Record<string, string>, history: readonly Step[]) {
  let process: FreightProcess = costOf(shipment(expected), event('dispatched'));
  const billed: string[] = [];
  const paid: string[] = [];
  for (const [index, step] of history.entries()) {
    if (step.kind === 'decide') {
      const dispute = process.disputes.find(({ status }) => status === 'open');
      if (!dispute) continue;
      const decision = {
        disputeNumber: dispute.number,
        outcome: step.outcome,
        reason: 'x',
        evenIfPaid: true,
      };
      const decided = decideDispute(process, decision, at)!;
      process = decided.process;
      if (step.outcome === 'refuse') continue;
      const payable = payableOfDispute(process, decided.dispute, terms, () => ['1', '1']);
      paid.push(payable.totals.net.amount);
      continue;
    }
    const document =
      step.kind === 'bill'
        ? invoice(step.asked, { invoiceNumber: `F-${index}`, tax: step.tax })
        : invoice({ [step.group]: `-${step.amount}` }, { invoiceNumber: `C-${index}`, kind: 'credit-memo' });
    const done = bill(process, document);
    process = done.process;
    billed.push(document.totals.net.amount);
    const payable = payableOf(document, done.settled, terms, () => ['1', '2']);
    if (!payable) continue;
    paid.push(payable.totals.net.amount);
    for (const { approved, allocations } of payable.shipments) {
      expect(sum(allocations.map((one) => one.amount.amount))).to.equal(approved.amount);
    }
  }
  return { process, billed: sum(billed), paid: sum(paid) };
}

describe('freight settlement', () => {
  it('pays, disputes and sets off what carriers bill, no cent more and no cent less', () => {
    fc.assert(
      fc.property(asked, steps, (expected, history) => {
        const { process, billed, paid } = played(expected, history);
        const unpaid = process.disputes.filter(({ status }) => status === 'open' || status === 'refused');
        expect(sum([paid, ...unpaid.map((dispute) => dispute.amount)])).to.equal(billed);
      }),
      { numRuns: 500 },
    );
  });

  it('never pays more than was expected and tolerated unless a person accepts it', () => {
    fc.assert(
      fc.property(asked, fc.array(asked, { maxLength: 5 }), (expected, bills) => {
        const history = bills.map((one): Step => ({ kind: 'bill', asked: one, tax: '0.00' }));
        const { paid } = played(expected, history);
        // Freight: 2 % and at most 5.00 a document; fuel: 10 % of what is left.
        const room = big(expected.fuel ?? '0')
          .times('0.1')
          .plus(new Big(5).times(bills.length));
        expect(big(paid).lte(big(sum(Object.values(expected))).plus(room))).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });

  it('comes to the same whatever the order of the charges on a document', () => {
    fc.assert(
      fc.property(asked, asked, (expected, charges) => {
        const turned = Object.fromEntries(Object.entries(charges).reverse());
        const of = (one: Record<string, string>) =>
          played(expected, [{ kind: 'bill', asked: one, tax: '1.00' }]);
        expect(of(turned).paid).to.equal(of(charges).paid);
      }),
      { numRuns: 200 },
    );
  });
});
