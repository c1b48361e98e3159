import { expect } from 'chai';
import { changeView } from '../../console/api/change-view.ts';
import { compensationView } from '../../console/api/compensation-view.ts';
import { apply } from '../../domain/process/apply.ts';
import { input } from '../domain/process/documents.ts';

const at = '2026-03-02T08:00:00.000Z';
const { process } = apply(
  [
    input('order-release', { lines: { 1: 10, 2: 4 } }, 'm-1', at),
    input(
      'order-change',
      { lines: { 1: { to: 8, price: '9.00' }, 2: 'cancel', 7: 3 }, shipTo: { name: 'Store 9' } },
      'm-2',
      at,
    ),
  ].reduce(
    (so, each) => apply(so, each).process,
    apply(null, input('sales-order', { lines: { 1: 10, 2: 4 } }, 'm-0', at)).process,
  ),
  input('shipment', {}, 'm-3', at),
);

describe('changeView', () => {
  const { parts, ...change } = changeView(process.changes[0]!);

  it('says in words what is wanted and what became of it', () => {
    expect(change).to.include({ changeNumber: '1', kind: 'change', decidedAt: null });
    expect(parts.map(({ wanted, outcome }) => [wanted, outcome])).to.deep.equal([
      ['order: to Store 9', 'asked'],
      ['change line 1: 8 CT, at 9.00 EUR', 'asked'],
      ['cancel line 2', 'asked'],
      ['change line 7: 3 CT', 'refused'],
    ]);
    expect(parts[3]?.reason).to.equal('the order has no line 7');
  });

  it('has each open question once, so that it is answered once', () => {
    expect(parts.flatMap(({ questions }) => questions.map((each) => each.requestNumber))).to.deep.equal([
      'R-1/1',
    ]);
  });
});

describe('compensationView', () => {
  const taken = [
    input('compensation', { because: 'the customer cancelled', by: 'flow' }, 'm-4', at),
    input('reversal', { step: 'shipment/SH-1' }, 'm-5', at),
  ].reduce((so, each) => apply(so, each).process, process);

  it('shows what is taken back and what waits for it, the last step first', () => {
    const view = compensationView(taken);
    expect(view?.steps.map(({ kind, number, state }) => `${kind} ${number} ${state}`)).to.deep.equal([
      'shipment SH-1 reversed',
      'release R-1 asked',
    ]);
    expect(view).to.include({ done: false, because: 'the customer cancelled' });
  });

  it('is nothing while nothing is taken back', () => {
    expect(compensationView(process)).to.equal(null);
  });
});
